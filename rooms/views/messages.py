"""One message of a room on its own page: plain forms for all that the live room does with it."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from academy.models import Membership
from academy.pages.texts import localized
from academy.typed.fields import TOO_LONG
from academy.voices import voices_of
from commons.marks.marking import interest
from commons.permissions import may_mark
from rooms import kinds
from rooms.messages import frames, posting
from rooms.messages.answers import ack_frame, refusal
from rooms.messages.over_http import do
from rooms.messages.showing import SIGNS, reactions_of, said_of, shown_to
from rooms.models import Message, Room
from rooms.views.answers import STATUS, json_for_programs, json_only, name_of, refused, room_for, wants_json


@json_only("GET", "HEAD", "POST")
@never_cache
@json_for_programs
def message(request: HttpRequest, room: int, pk: int) -> HttpResponse:
    """GET the message with its acts; POST ``act`` (edit, delete, react) with ``id`` and ``body``, or ``on`` / ``off``.

    A client that asks for JSON gets the ack or ``{"code", "detail"}``, as everywhere in a room.
    """
    this, membership = room_for(request, room)
    found = _find(this, pk)
    if found is None:
        if wants_json(request):
            return refused("invalid", 400)
        raise Http404
    if request.method != "POST":
        return _page(request, this, found, membership)
    try:
        act = frames.parse_change(_said(request, found.pk))
    except frames.Invalid as fault:
        return _refuse(request, this, found, membership, fault.code)
    answer = do(posting.Work(this.pk, membership.pk, act, found.language))
    if isinstance(answer, posting.Refusal):
        return _refuse(request, this, found, membership, answer.code, answer.retry_after)
    return JsonResponse(ack_frame(answer)) if wants_json(request) else redirect(found)


def _find(room: Room, pk: int) -> Message | None:
    known = Message.objects.select_related("author__person", "reply_to__author__person", "room__edition")
    return known.filter(room=room, pk=pk).first()


def _said(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Returns the form's fields as the frame of the same act."""
    form = request.POST
    seen = {"seen": form["seen"]} if "seen" in form else {}
    return seen | {
        "type": form.get("act"),
        "id": name_of(request, form.get("body", "")) if form.get("act") == "edit" else form.get("id"),
        "message": pk,
        "body": form.get("body"),
        "emoji": form.get("on") or form.get("off"),
        "on": "on" in form,
    }


def _refuse(
    request: HttpRequest, room: Room, found: Message, reader: Membership, code: str, retry_after: int | None = None
) -> HttpResponse:
    if wants_json(request):
        return refused(code, STATUS[code], retry_after)
    fault = frames.body_fault(request.POST.get("body", "")) or refusal(code)["detail"]
    return _page(request, room, found, reader, fault=fault, status=STATUS[code])


def _page(
    request: HttpRequest, room: Room, found: Message, reader: Membership, fault: str = "", status: int = 200
) -> HttpResponse:
    said = said_of(found)
    reactions = reactions_of(said)
    context = {
        "section": kinds.kind_of(room).section,
        "room": room,
        "heading": kinds.heading_of(room, reader.pk),
        "message": found,
        "shown": shown_to(reader, room, said, voices_of(room.edition)[found.author_id], reactions),
        "emoji": [(sign, word, reader.pk in reactions.get(sign, [])) for sign, word in SIGNS.items()],
        "client_id": uuid.uuid4(),
        "typed": request.POST.get("body", ""),
        "longest": frames.LONGEST_BODY,
        "too_long": TOO_LONG,
        "fault": fault,
        "interest": interest(Message, [found.pk], reader)[found.pk],
        "may_mark": found.is_said and found.deleted_at is None and may_mark(reader, found),
        "names": {bloc.code: localized(bloc.short) for bloc in voices_of(room.edition).blocs},
    }
    return render(request, "rooms/message.html", context, status=status)
