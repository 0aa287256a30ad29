"""The HTTP doors of a room: its page, its changes, its messages."""

import json
import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_http_methods

from academy.access import admit
from academy.models import Membership
from commons.pages import number
from exchanges import changes, frames, posting, rates, rooms, welcome
from exchanges.announcing import announce_after_commit
from exchanges.consumers import ack_frame
from exchanges.formats import agenda
from exchanges.models import Message, Room, RoomKind
from exchanges.talk import PAGE, talk
from exchanges.views.room_answers import STATUS, STATUS_OF_CLOSE, no, refusal, whole_number

MODULES = ("js/room/room.js", "js/room/talk.js", "js/room/line.js")


@ensure_csrf_cookie
@never_cache
def room(request: HttpRequest, pk: int, *, typed: str = "", fault: str = "", status: int = 200) -> HttpResponse:
    """The page: it works as a form and a list without JavaScript, and grows into the live room with it."""
    this = rooms.find(pk)
    if this is None:
        raise Http404
    membership = admit(request, this.edition)
    if not rooms.may_enter(membership, this):
        raise PermissionDenied
    before = number(request, "before")
    shown = talk(this, membership, before)
    if shown.messages and not before and request.method == "GET":
        welcome.mark_read(this, membership, this.last_rev)
    context = {
        "section": "exchanges" if this.kind != RoomKind.LOUNGE else "topics",
        "room": this,
        "heading": rooms.heading_of(this),
        "members": list(rooms.members_of(this)) if this.kind == RoomKind.EXCHANGE else [],
        "stages": agenda(this.exchange.round.format) if this.exchange_id else [],
        "messages_here": shown.messages,
        "older": shown.older,
        "is_newest": before is None,
        "rev": this.last_rev,
        "read_rev": shown.read_rev,
        "answering": _answered(this, request),
        "client_id": uuid.uuid4(),
        "typed": typed,
        "fault": fault,
        "emoji": frames.EMOJI,
        "longest": frames.LONGEST_BODY,
        "modules": MODULES,
    }
    return render(request, "exchanges/room.html", context, status=status)


def _answered(this: Room, request: HttpRequest) -> Message | None:
    """The message that ``?answer=`` names, or that a form which came back was answering."""
    pk = number(request, "answer") or whole_number(request.POST.get("reply_to"))
    return Message.objects.filter(pk=pk, room=this).select_related("author__person").first() if pk else None


def _enter(request: HttpRequest, pk: int) -> tuple[Room | None, Membership | None, JsonResponse | None]:
    """The room and the reader's membership; or the answer that says why not. A closed room can still be read."""
    if not request.user.is_authenticated:
        return None, None, no(request, "signed_out", 401)
    this, membership, code = welcome.enter(pk, request.user)
    if code and code != 4409:
        return None, None, no(request, "missing" if code == 4404 else "forbidden", STATUS_OF_CLOSE[code])
    if membership is None:
        membership = admit(request, this.edition)
    return this, membership, None


@login_not_required
@require_GET
@never_cache
def room_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed since a revision, or an older page. Where the server is asynchronous, ``wait`` is answered elsewhere."""
    this, _membership, refused = _enter(request, pk)
    if refused is not None:
        return refused
    if "before" in request.GET:
        before = whole_number(request.GET["before"])
        if before is None:
            return no(request, "invalid", 400)
        messages, more = changes.older(this.pk, before, PAGE)
        return JsonResponse({"rev": this.last_rev, "messages": changes.as_frames(messages), "more": more})
    since = whole_number(request.GET.get("since"))
    if since is None:
        return no(request, "invalid", 400)
    found = changes.since(this.pk, since)
    return JsonResponse({"rev": found.rev, "messages": found.messages, "more": found.more})


@csrf_exempt
@login_not_required
@require_http_methods(["POST"])
@never_cache
def room_messages(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message: JSON from programs (which no foreign page can post), or the page's own form."""
    as_json = request.content_type == "application/json"
    try:
        failed = None if as_json else CsrfViewMiddleware(lambda _request: None).process_view(request, None, (), {})
        said = request.body if as_json else request.POST
    except RequestDataTooBig:
        return no(request, "too_long", 413)
    if failed:
        return failed if "text/html" in request.headers.get("Accept", "") else no(request, "forbidden", 403)
    this, membership, refused = _enter(request, pk)
    if refused is not None:
        return refused
    try:
        said = json.loads(said) if as_json else _form(request)
        if not isinstance(said, dict):
            return no(request, "invalid", 400)
        act = frames.parse_send(said)
    except frames.Invalid as fault:
        return _refuse(request, pk, as_json, fault.code, request.POST.get("body", ""))
    except (ValueError, RecursionError):
        return no(request, "invalid", 400)
    answer: Any = posting.Refusal(act.id, "rate", wait) if (wait := rates.take(this.pk, membership.pk)) else None
    if answer is None:
        usual = next(iter(request.user.languages), "en")
        done = posting.post(posting.Work(this.pk, membership.pk, act, usual))
        answer = done.answers[0]
        for room_id, (_first, last, _messages) in done.changed.items():
            announce_after_commit({"what": "room", "room": room_id, "rev": last})
    if isinstance(answer, posting.Refusal):
        return _refuse(request, pk, as_json, answer.code, act.body, answer.retry_after)
    if not as_json and "text/html" in request.headers.get("Accept", ""):
        return redirect(f"{reverse('room', args=[this.pk])}#message-{answer.message}")
    return JsonResponse(ack_frame(answer))


def _form(request: HttpRequest) -> dict[str, Any]:
    reply_to = whole_number(request.POST.get("reply_to"))
    return {
        "id": request.POST.get("id"),
        "body": request.POST.get("body"),
        "reply_to": reply_to or None,
    }


def _refuse(
    request: HttpRequest, pk: int, as_json: bool, code: str, typed: str, retry_after: int | None = None
) -> HttpResponse:
    """A nack; the page's form gets the page again, with what was typed."""
    if not as_json and "text/html" in request.headers.get("Accept", ""):
        return room(request, pk, typed=typed, fault=refusal(code)["detail"], status=STATUS[code])
    return no(request, code, STATUS[code], retry_after)
