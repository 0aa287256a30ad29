"""The HTTP views of a room: its page, its changes, its messages."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie

from academy.access import CourseRequest
from academy.models import Membership
from academy.numbers import number
from rooms import access, kinds, read_marks
from rooms.client_words import client_words
from rooms.forms import ClosingForm, SlowForm
from rooms.messages import changes, frames, posting
from rooms.messages.answers import STATUS_OF_CLOSE, ack_frame, refusal, whole_number
from rooms.messages.over_http import do
from rooms.messages.showing import PAGE, SIGNS, talk
from rooms.models import Message, Readers, Room, RoomKind
from rooms.moderation import accesses, blocking, measures, slow_mode
from rooms.views.answers import STATUS, csrf_refusal, json_only, name_of, refused, room_for, signed_out


@ensure_csrf_cookie
@never_cache
def room(request: CourseRequest, pk: int, *, typed: str = "", fault: str = "", status: int = 200) -> HttpResponse:
    """The room's page: a list and a form without JavaScript, the live room with it."""
    this, membership = room_for(request, pk)
    before = number(request, "before")
    shown = talk(this, membership, before, number(request, "read"))
    if shown.messages and not before and request.method == "GET":
        read_marks.mark_all_read(this, membership, before=shown.read_rev)
    kind = kinds.kind_of(this)
    context = {
        "section": kind.section,
        "room": this,
        "heading": kinds.heading_of(this, membership.pk),
        "parts": {"above": "", "about": "", **kind.templates},
        **kind.page(this, membership),
        "messages_here": shown.messages,
        "older": shown.older,
        "is_newest": before is None,
        "rev": this.last_rev,
        "read_rev": shown.read_rev or 0,
        "answering": _answered(this, request),
        "client_id": uuid.uuid4(),
        "typed": typed,
        "fault": fault,
        "emoji": list(SIGNS.items()),
        "longest": frames.LONGEST_BODY,
        "client_words": client_words(),
        **_for_reader(this, membership),
    }
    return render(request, "rooms/room.html", context, status=status)


def _for_reader(this: Room, reader: Membership) -> dict[str, Any]:
    """Returns the people in the room, its accesses, its calls, and the reader's permissions. At most three queries."""
    members = access.people_in(this)
    is_member = any(member.pk == reader.pk for member in members)
    hands = list(this.hands.filter(lowered_at=None).select_related("by__person")) if members else []
    mine, _theirs = blocking.blocked(this, reader) if this.kind == RoomKind.DIRECT and is_member else (None, None)
    return {
        "members": members,
        "is_member": is_member,
        "accesses": accesses.newest_of(this) if this.readers == Readers.MEMBERS else [],
        "hands": [] if is_member else hands,
        "own_hand": next((hand for hand in hands if hand.by_id == reader.pk), None),
        "blocked_by_me_at": mine,
        "may_measure": measures.may_measure(reader, this),
        "slow": slow_mode.slow_mode_of(this),
        "slow_form": SlowForm(),
        "closing_form": ClosingForm(),
        "refused": posting.WORDS.get(blocking.refuses(this, reader), ""),
    }


def _answered(this: Room, request: CourseRequest) -> Message | None:
    """Returns the message that ``?answer=`` names, or that a refused form was answering."""
    pk = number(request, "answer") or whole_number(request.POST.get("reply_to"))
    return Message.objects.filter(pk=pk, room=this).select_related("author__person").first() if pk else None


def _enter(request: CourseRequest, pk: int) -> tuple[Room, Membership] | JsonResponse:
    """Returns the room and the reader's membership, or the refusal. A closed room can still be read."""
    if not request.user.is_authenticated:
        return refused("signed_out", 401)
    this, membership, code = access.enter(pk, request.user)
    if this is None or membership is None or code not in {0, 4409}:
        return refused("missing" if code == 4404 else "forbidden", STATUS_OF_CLOSE[code])
    return this, membership


@csrf_exempt
@login_not_required
@json_only("GET", "HEAD")
@never_cache
def room_changes(request: CourseRequest, pk: int) -> HttpResponse:
    """Returns changes since a revision, or an older page. Under ASGI ``rooms.live.long_poll`` answers ``wait``."""
    entered = _enter(request, pk)
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
    as_json = request.content_type == "application/json"
    try:
        failed = None if as_json else csrf_refusal(request)
        written = request.body if as_json else b""
    except RequestDataTooBig:
        return refused("too_long", 413)
    if failed:
        return failed
    if not as_json and not request.user.is_authenticated:
        return signed_out(request)
    entered = _enter(request, pk)
    if isinstance(entered, JsonResponse):
        return entered
    this, membership = entered
    try:
        said = frames.read(written) if as_json else _form(request)
        if not isinstance(said, dict):
            return refused("invalid", 400)
        act = frames.parse_send(said)
    except frames.Invalid as fault:
        return _refuse(request, pk, as_json, fault.code, request.POST.get("body", ""))
    except ValueError:
        return refused("invalid", 400)
    usual = next(iter(request.user.languages), "en")
    answer = do(posting.Work(this.pk, membership.pk, act, usual))
    if isinstance(answer, posting.Refusal):
        return _refuse(request, pk, as_json, answer.code, act.body, answer.retry_after)
    if not as_json and "text/html" in request.headers.get("Accept", ""):
        return redirect(f"{reverse('room', args=[this.pk])}#message-{answer.message}")
    return JsonResponse(ack_frame(answer))


def _form(request: CourseRequest) -> dict[str, Any]:
    """Returns the form's fields. ``reply_to`` is None, a number, or the wrong value that was sent."""
    written = request.POST.get("reply_to") or None
    number = whole_number(written) if written else None
    return {
        "id": name_of(request, request.POST.get("body", "")),
        "body": request.POST.get("body"),
        "reply_to": written if number is None else number,
    }


def _refuse(
    request: CourseRequest, pk: int, as_json: bool, code: str, typed: str, retry_after: int | None = None
) -> HttpResponse:
    """Returns a nack; the page's form gets the page again, with the typed text."""
    if not as_json and "text/html" in request.headers.get("Accept", ""):
        fault = frames.body_fault(typed) or refusal(code)["detail"]
        return room(request, pk, typed=typed, fault=fault, status=STATUS[code])
    return refused(code, STATUS[code], retry_after)
