"""The HTTP views of a room: its page, its changes, its messages."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie

from academy.access import CourseRequest
from academy.models import Membership
from academy.pages.numbers import number
from commons import notices
from rooms import access, kinds, speaking
from rooms.client_words import client_words
from rooms.forms import ClosingForm, SlowForm
from rooms.messages import changes, frames, posting
from rooms.messages.answers import whole_number
from rooms.messages.showing import PAGE, SIGNS, talk
from rooms.models import Message, Readers, Room, RoomKind
from rooms.moderation import accesses, blocking, measures, slow_mode
from rooms.reading import read_marks
from rooms.views.answers import json_only, name_of, refused, room_for
from rooms.views.texts import enter, take_text


@ensure_csrf_cookie
@never_cache
def room(
    request: CourseRequest,
    pk: int,
    *,
    typed: str = "",
    fault: str = "",
    written: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The room's page: a list and a form without JavaScript, the live room with it.

    ``typed``: a message that was refused for that ``fault``; ``written``: a version of a field likewise.
    """
    this, membership = room_for(request, pk)
    notices.look_at(membership, request.path)
    kind = kinds.kind_of(this)
    context = {
        "section": kind.section,
        "room": this,
        "heading": kinds.heading_of(this, membership.pk),
        "summary": "",
        "parts": {"above": "", "about": "", "beside": "", "composer": "", **kind.templates},
        **kind.page(this, membership, written or {}),
        **_talk(request, this, membership),
        "answering": _answered(this, request),
        "client_id": uuid.uuid4(),
        "typed": typed,
        "fault": fault,
        "emoji": tuple((sign, str(word)) for sign, word in SIGNS.items()),
        "longest": frames.LONGEST_BODY,
        "client_words": client_words(),
        **_for_reader(this, membership),
    }
    return render(request, "rooms/room.html", context, status=status)


def _talk(request: CourseRequest, this: Room, reader: Membership) -> dict[str, Any]:
    """Returns the messages of the page that ``?before=`` names. The newest page, once shown, marks them read."""
    before = number(request, "before")
    shown = talk(this, reader, before, number(request, "read"))
    if shown.rows and not before and request.method == "GET":
        read_marks.mark_all_read(this, reader, before=shown.read_rev)
    return {
        "rows_here": shown.rows,
        "older": shown.older,
        "is_newest": before is None,
        "rev": this.last_rev,
        "read_rev": shown.read_rev or 0,
    }


def _for_reader(this: Room, reader: Membership) -> dict[str, Any]:
    """Returns the people in the room, its accesses, its calls, and the reader's permissions. At most three queries."""
    members = access.people_in(this)
    is_member = any(member.pk == reader.pk for member in members)
    hands = list(this.hands.filter(lowered_at=None).select_related("by__person")) if members else []
    may_measure = measures.may_measure(reader, this)
    mine, _theirs = blocking.blocked(this, reader) if this.kind == RoomKind.DIRECT and is_member else (None, None)
    return {
        "members": members,
        "is_member": is_member,
        "accesses": accesses.newest_of(this) if this.readers == Readers.MEMBERS else [],
        "hands": [] if is_member else hands,
        "own_hand": next((hand for hand in hands if hand.by_id == reader.pk), None),
        "blocked_by_me_at": mine,
        "may_measure": may_measure,
        "slow": slow_mode.slow_mode_of(this),
        "slow_form": SlowForm() if may_measure else None,
        "closing_form": ClosingForm() if may_measure else None,
        "refused": posting.WORDS.get(blocking.refuses(this, reader), ""),
        "only_reads": posting.WORDS.get(speaking.refuses(this, reader), ""),
    }


def _answered(this: Room, request: CourseRequest) -> Message | None:
    """Returns the message that ``?answer=`` names, or that a refused form was answering."""
    pk = number(request, "answer") or whole_number(request.POST.get("reply_to"))
    return Message.objects.filter(pk=pk, room=this).select_related("author__person").first() if pk else None


@csrf_exempt
@login_not_required
@json_only("GET", "HEAD")
@never_cache
def room_changes(request: CourseRequest, pk: int) -> HttpResponse:
    """Returns changes since a revision, or an older page. Under ASGI ``rooms.live.long_poll`` answers ``wait``."""
    entered = enter(request, pk)
    if isinstance(entered, JsonResponse):
        return entered
    this, _membership = entered
    closed = this.closed_at is not None
    if "before" in request.GET:
        before = whole_number(request.GET["before"], default=frames.LARGEST)
        if before is None:
            return refused("invalid", 400)
        messages, more = changes.older(this.pk, before, PAGE, most=changes.PAGE_TEXT)
        return JsonResponse(changes.page(this.last_rev, changes.as_frames(messages), more, closed=closed))
    since = whole_number(request.GET.get("since"))
    if since is None:
        return refused("invalid", 400)
    found = changes.since(this.pk, since)
    return JsonResponse(changes.page(found.rev, found.messages, found.more, closed=closed))


@csrf_exempt
@login_not_required
@json_only("POST")
@never_cache
def room_messages(request: CourseRequest, pk: int) -> HttpResponse:
    """Sends a message: JSON from programs (which no foreign page can post), or the page's own form."""
    return take_text(request, pk, frames.parse_send, _form, lambda **refusal: room(request, pk, **refusal))


def _form(request: CourseRequest) -> dict[str, Any]:
    """Returns the form's fields. ``reply_to`` is None, a number, or the wrong value that was sent."""
    written = request.POST.get("reply_to") or None
    number = whole_number(written) if written else None
    return {
        "id": name_of(request, request.POST.get("body", "")),
        "body": request.POST.get("body"),
        "reply_to": written if number is None else number,
    }


@csrf_exempt
@login_not_required
@json_only("GET", "HEAD", "POST")
@never_cache
def room_sheet(request: CourseRequest, pk: int) -> HttpResponse:
    """GET the versions of the worksheet's fields that stand; POST a version: JSON from programs, or a page's form."""
    if request.method == "POST":
        return take_text(
            request, pk, frames.parse_write, _field_form, lambda **refusal: _sheet_again(request, pk, **refusal)
        )
    entered = enter(request, pk)
    if isinstance(entered, JsonResponse):
        return entered
    this, _membership = entered
    standing = changes.as_frames(changes.standing(this.pk))
    return JsonResponse(changes.page(this.last_rev, standing, False, closed=this.closed_at is not None))


def _field_form(request: CourseRequest) -> dict[str, Any]:
    """Returns the form's fields. ``both``: texts that clash and are to stand one under the other."""
    said = request.POST
    return {
        "id": name_of(request, said.get("field", ""), said.get("body", "")),
        "field": said.get("field"),
        "body": said.get("body"),
        "over": [whole_number(version) or version for version in said.getlist("over")],
    }


def _sheet_again(request: CourseRequest, pk: int, typed: str, fault: str, status: int) -> HttpResponse:
    written = {"field": request.POST.get("field", ""), "typed": typed, "fault": fault}
    return room(request, pk, written=written, status=status)
