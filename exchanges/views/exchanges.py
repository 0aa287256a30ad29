"""The list of a member's exchanges, and the page of one exchange."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from academy.access import CourseRequest, admit, in_course
from academy.courses import life
from academy.models import Phase
from commons import notices
from commons.pages import page_before
from exchanges import showing
from exchanges.gatherings.opening import open_in
from exchanges.listing import exchanges_of, next_first, one_with_members
from exchanges.models import Exchange
from exchanges.permissions import may_see_exchange
from exchanges.rounds import monthly
from exchanges.rounds.forms import AnotherPartnerForm
from exchanges.rounds.partner_wishes import own_wish
from exchanges.scheduling.forms import CallOffForm, ObjectionForm, TimeForm
from rooms.conversations import conversations_of, in_list
from rooms.models import Room, RoomKind

SHOWN = 5


@in_course
def exchanges(request: CourseRequest) -> HttpResponse:
    membership = request.membership
    notices.look_at(membership, request.path)
    coming, earlier = next_first(exchanges_of(membership))
    open_rooms = Room.objects.filter(edition=request.edition, kind__in=[RoomKind.PLENARY, RoomKind.LOUNGE])
    over, older = page_before(request, request.edition.gatherings.exclude(ended_at=None), SHOWN)
    context = {
        "section": "exchanges",
        "coming": [showing.listed_card(exchange, membership) for exchange in coming],
        "earlier": [showing.listed_card(exchange, membership) for exchange in earlier],
        "conversations": [in_list(room, membership) for room in conversations_of(membership, most=SHOWN)],
        "gathering": open_in(request.edition),
        "over": over,
        "older": older,
        "is_after": life.phase_of(request.edition) == Phase.AFTER,
        "may_ask_monthly": monthly.may_ask(membership),
        "asked_monthly": monthly.may_ask(membership) and monthly.has_asked(membership),
        "open_rooms": open_rooms.select_related("lounge__topic").order_by("-kind", "lounge__topic__place"),
    }
    return render(request, "exchanges/exchanges.html", context)


def exchange(request: CourseRequest, pk: int) -> HttpResponse:
    this = admitted(request, pk)
    notices.look_at(request.membership, request.path)
    return show(request, this)


def admitted(request: HttpRequest, pk: int) -> Exchange:
    """Returns the exchange with its members. Raises Http404, and PermissionDenied for whoever may not see it."""
    found = one_with_members(pk)
    if found is None:
        raise Http404
    if not may_see_exchange(admit(request, found.edition), found):
        raise PermissionDenied
    return found


def show(request: CourseRequest, exchange: Exchange, **forms: Any) -> HttpResponse:
    """Returns the page of an exchange. ``forms`` are refused ones, which it shows as they were sent."""
    membership = request.membership
    context = {
        "section": "exchanges",
        "now": timezone.now(),
        "time_form": TimeForm(membership),
        "objection_form": ObjectionForm(membership),
        "call_off_form": CallOffForm(membership),
        "partner_form": AnotherPartnerForm(membership),
        "partner_wish": own_wish(exchange, membership),
        **forms,
        **showing.page(exchange, membership),
    }
    return render(request, "exchanges/exchange.html", context, status=422 if forms else 200)
