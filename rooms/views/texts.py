"""Texts over plain HTTP, from programs as JSON and from a page's own form: messages, fields of a worksheet."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect

from academy.access import CourseRequest
from academy.models import Membership
from rooms import access
from rooms.messages import frames, posting
from rooms.messages.answers import STATUS_OF_CLOSE, ack_frame, refusal
from rooms.messages.over_http import do
from rooms.models import Message, Room
from rooms.views.answers import STATUS, csrf_refusal, refused, signed_out, wants_json


def enter(request: CourseRequest, pk: int) -> tuple[Room, Membership] | JsonResponse:
    """Returns the room and the reader's membership, or the refusal. A closed room can still be read."""
    if not request.user.is_authenticated:
        return refused("signed_out", 401)
    this, membership, code = access.enter(pk, request.user)
    if this is None or membership is None or code not in {0, 4409}:
        return refused("missing" if code == 4404 else "forbidden", STATUS_OF_CLOSE[code])
    return this, membership


def take_text(
    request: CourseRequest,
    pk: int,
    parse: Callable[[dict[str, Any]], frames.Send | frames.Write],
    form: Callable[[CourseRequest], dict[str, Any]],
    again: Callable[..., HttpResponse],
) -> HttpResponse:
    """Does the act that ``parse`` reads: from JSON (which no foreign page can post), or from the fields that ``form``
    returns. Answers with the ack or a nack; a browser's form gets a redirect, or the page ``again``, with its text.
    """
    as_json = request.content_type == "application/json"
    written = _json_of(request) if as_json else _refused_form(request)
    if isinstance(written, HttpResponse):
        return written
    entered = enter(request, pk)
    if isinstance(entered, JsonResponse):
        return entered
    this, membership = entered
    in_browser = not as_json and not wants_json(request)

    def refuse(code: str, typed: str, retry_after: int | None = None) -> HttpResponse:
        if not in_browser:
            return refused(code, STATUS[code], retry_after)
        fault = frames.body_fault(typed) or refusal(code)["detail"]
        return again(typed=typed, fault=fault, status=STATUS[code])

    try:
        said = form(request) if written is None else frames.read(written)
        if not isinstance(said, dict):
            return refused("invalid", 400)
        act = parse(said)
    except frames.Invalid as fault:
        return refuse(fault.code, request.POST.get("body", ""))
    except ValueError:
        return refused("invalid", 400)
    usual = next(iter(request.user.languages), "en")
    answer = do(posting.Work(this.pk, membership.pk, act, usual))
    if isinstance(answer, posting.Refusal):
        return refuse(answer.code, act.body, answer.retry_after)
    return redirect(Message.objects.get(pk=answer.message)) if in_browser else JsonResponse(ack_frame(answer))


def _json_of(request: CourseRequest) -> bytes | HttpResponse:
    try:
        return request.body
    except RequestDataTooBig:
        return refused("too_long", 413)


def _refused_form(request: CourseRequest) -> HttpResponse | None:
    """Returns the refusal of a form that is too large, comes from a foreign page, or from somebody signed out."""
    try:
        failed = csrf_refusal(request)
    except RequestDataTooBig:
        return refused("too_long", 413)
    return failed or (None if request.user.is_authenticated else signed_out(request))
