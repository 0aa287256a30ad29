"""Shared by the HTTP views of a room: the permission to enter, and answers in JSON with words in the reader's
language."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from academy.access import View, admit
from academy.models import Membership
from commons.sending import naming
from commons.sending.unsent import sign_in_first
from rooms import access
from rooms.messages.answers import refusal
from rooms.models import Room

REFUSALS: dict[type[Exception], tuple[str, int]] = {
    Http404: ("missing", 404),
    PermissionDenied: ("forbidden", 403),
    RequestDataTooBig: ("too_long", 413),
}
STATUS = {
    "muted": 403,
    "closed": 409,
    "archived": 409,
    "paused": 403,
    "pausing": 403,
    "unseated": 403,
    "not_your_role": 403,
    "too_long": 413,
    "rate": 429,
    "forbidden": 403,
    "invalid": 400,
    "changed": 422,
}


def room_for(request: HttpRequest, pk: int) -> tuple[Room, Membership]:
    """Returns the room of a page and the reader's membership. Raises Http404, PermissionDenied."""
    room = access.find(pk)
    if room is None:
        raise Http404
    membership = admit(request, room.edition, access.people_in(room))
    if not access.may_enter(membership, room):
        raise PermissionDenied
    return room, membership


def json_only(*methods: str) -> Callable[[View], View]:
    """Refuses other methods in JSON, as these views refuse everything."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods:
                return view(request, *args, **kwargs)
            answer = refused("invalid", 405)
            answer["Allow"] = ", ".join(methods)
            return answer

        return wrapped

    return decorate


def json_for_programs(view: View) -> View:
    """Refuses a program in JSON, for whatever reason; a browser gets pages."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if failed := csrf_refusal(request):
                return failed
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            return refused("signed_out", 401) if wants_json(request) else sign_in_first(request)
        except tuple(REFUSALS) as fault:
            if not wants_json(request):
                raise
            return refused(*next(said for kind, said in REFUSALS.items() if isinstance(fault, kind)))

    return wrapped


def _empty(_request: HttpRequest) -> HttpResponse:
    """Takes the view's place in the check, because the view itself is exempt and checks here."""
    return HttpResponse()


def csrf_refusal(request: HttpRequest) -> HttpResponse | None:
    """Returns the refusal when a form does not come from a page of ours. Raises RequestDataTooBig."""
    failed = CsrfViewMiddleware(_empty).process_view(request, _empty, (), {})
    if failed is None or not wants_json(request):
        return failed
    return JsonResponse(refusal("forbidden") | {"token": False}, status=403)


def wants_json(request: HttpRequest) -> bool:
    """True for programs, because a browser's form asks for a page."""
    return "text/html" not in request.headers.get("Accept", "")


def signed_out(request: HttpRequest) -> HttpResponse:
    """Refuses a form of somebody who is signed out; a page's form is kept while its writer signs in."""
    if wants_json(request):
        return refused("signed_out", 401)
    context = {"why": "sign-in", "sign_in": sign_in_first(request).url, "unsent": None}
    return render(request, "commons/unsent.html", context, status=401)


def name_of(request: HttpRequest, *words: str) -> str | None:
    """Returns the id of a form's act. Our own page sends ``form`` in its place, because somebody may go back to the
    page and send other words: that is another act."""
    form = request.POST.get("form")
    if form is None:
        return request.POST.get("id")
    try:
        return str(naming.name_of(uuid.UUID(form), *words))
    except ValueError:
        return form


def refused(code: str, status: int, retry_after: int | None = None) -> JsonResponse:
    answer = JsonResponse(refusal(code) | ({"retry_after": retry_after} if retry_after else {}), status=status)
    if retry_after:
        answer["Retry-After"] = str(retry_after)
    return answer
