"""What the HTTP doors of a room share: who may come in, and answers in JSON with words in the reader's language."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

from academy.access import View, admit
from academy.models import Membership
from rooms import access
from rooms.messages.answers import refusal
from rooms.models import Room

KEPT_OUT: dict[type[Exception], tuple[str, int]] = {
    Http404: ("missing", 404),
    PermissionDenied: ("forbidden", 403),
    RequestDataTooBig: ("too_long", 413),
}
STATUS = {
    "muted": 403,
    "closed": 409,
    "paused": 403,
    "pausing": 403,
    "too_long": 413,
    "rate": 429,
    "forbidden": 403,
    "invalid": 400,
}


def room_for(request: HttpRequest, pk: int) -> tuple[Room, Membership]:
    """The room of a page and the reader's membership. Raises Http404, PermissionDenied."""
    room = access.find(pk)
    if room is None:
        raise Http404
    membership = admit(request, room.edition, access.people_in(room))
    if not access.may_enter(membership, room):
        raise PermissionDenied
    return room, membership


def json_only(*methods: str) -> Callable[[View], View]:
    """Other methods are refused as everything is at these doors: in JSON."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods:
                return view(request, *args, **kwargs)
            answer = no("invalid", 405)
            answer["Allow"] = ", ".join(methods)
            return answer

        return wrapped

    return decorate


def json_for_programs(view: View) -> View:
    """Whatever keeps a program out is said in JSON, as everywhere in a room; a browser gets its pages."""
    for_people = login_required(view)

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if failed := from_elsewhere(request):
                return failed
            if not wants_json(request):
                return for_people(request, *args, **kwargs)
            return view(request, *args, **kwargs) if request.user.is_authenticated else no("signed_out", 401)
        except tuple(KEPT_OUT) as fault:
            if not wants_json(request):
                raise
            return no(*next(said for kind, said in KEPT_OUT.items() if isinstance(fault, kind)))

    return wrapped


def _nothing(_request: HttpRequest) -> HttpResponse:
    """In a view's place: the view itself is exempt, as it asks here."""
    return HttpResponse()


def from_elsewhere(request: HttpRequest) -> HttpResponse | None:
    """The refusal, where a form does not come from a page of ours. Raises RequestDataTooBig."""
    failed = CsrfViewMiddleware(_nothing).process_view(request, _nothing, (), {})
    if failed is None or not wants_json(request):
        return failed
    return JsonResponse(refusal("forbidden") | {"token": False}, status=403)


def wants_json(request: HttpRequest) -> bool:
    """Programs, that is: a browser's form asks for a page."""
    return "text/html" not in request.headers.get("Accept", "")


def no(code: str, status: int, retry_after: int | None = None) -> JsonResponse:
    answer = JsonResponse(refusal(code) | ({"retry_after": retry_after} if retry_after else {}), status=status)
    if retry_after:
        answer["Retry-After"] = str(retry_after)
    return answer
