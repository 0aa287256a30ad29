"""Calendar files: the invitation of an exchange, and a person's feed."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from academy.access import CourseRequest, admit
from academy.secret_addresses import CALENDAR
from exchanges.calendars import feeds, invitations
from exchanges.listing import members_of, with_members
from exchanges.models import Exchange
from exchanges.permissions import may_agree_hour


@require_safe
def invitation(request: CourseRequest, pk: int) -> HttpResponse:
    exchange = get_object_or_404(with_members(Exchange.objects.all()), pk=pk)
    membership, members = admit(request, exchange.edition), members_of(exchange)
    if not may_agree_hour(membership, members):
        raise PermissionDenied
    hour = invitations.current(exchange)
    if hour is None:
        raise Http404
    file = invitations.invitation(exchange, hour, members, membership)
    kind = f"text/calendar; charset=utf-8; method={invitations.method_of(hour)}"
    return HttpResponse(file, content_type=kind, headers={"Content-Disposition": f"inline; filename=kapok-{pk}.ics"})


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Needs no session and sets no cookie: calendar programs have neither."""
    person = CALENDAR.person_of(secret)
    if person is None:
        raise Http404
    file = feeds.feed(person)
    etag = f'"{hashlib.sha256(file).hexdigest()[:32]}"'
    answer = HttpResponse(file, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    answer["ETag"], answer["Cache-Control"] = etag, "private, max-age=900"
    return get_conditional_response(request, etag=etag, response=answer) or answer
