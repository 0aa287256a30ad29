"""Two people kept together in a round, or apart: the price is shown first, then the wish is kept."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, for_facilitators, in_course
from desk.views.rounds import find, try_to
from exchanges.models import Round
from exchanges.rounds import attending, computing, wishes
from exchanges.rounds.forms import KeptWishForm, WishForm
from exchanges.rounds.making import RoundFault

SHOWN = 20


@in_course
@for_facilitators
def wish(request: CourseRequest, number: int) -> HttpResponse:
    """A GET with ``kind``, ``first`` and ``second`` (memberships) shows the price, the same as POST keeps the wish."""
    found = find(request, number)
    if found.published_at is not None:
        return redirect(found)
    members = attending.members_of(found)
    if request.method == "POST":
        form: WishForm = KeptWishForm(request.membership, members, request.POST)
        if form.is_valid() and _kept(request, found, form):
            return redirect(found)
    else:
        form = WishForm(request.membership, members, request.GET if "kind" in request.GET else None)
    context: dict[str, Any] = {"section": "desk", "round": found, "form": form, "fault": "", "price": None}
    if {"kind", "first", "second"} <= form.data.keys() and not form.errors.keys() & {"kind", "first", "second"}:
        context |= _priced(found, form)
    return render(request, "desk/round_wish.html", context, status=422 if form.errors else 200)


@require_POST
@in_course
@for_facilitators
def lift(request: CourseRequest, number: int, kind: str, pk: int) -> HttpResponse:
    found = find(request, number)
    if kind not in set(wishes.WishKind):
        raise Http404
    try:
        wishes.lift(found, wishes.WishKind(kind), pk, by=request.membership)
    except RoundFault as fault:
        messages.error(request, str(fault))
        return redirect(found)
    try_to(request, found, computing.propose_or_ask)
    return redirect(found)


def _kept(request: CourseRequest, round: Round, form: WishForm) -> bool:
    said = {name: form.cleaned_data[name] for name in ("reason", "language")}
    try:
        wishes.keep(round, form.wish, by=request.membership, **said)
    except RoundFault as fault:
        form.add_error(None, str(fault))
        return False
    if try_to(request, round, computing.propose_or_ask):
        done = _("Kept. The pairs are being computed.") if round.proposal_asked_at else _("Kept, and paired anew.")
        messages.success(request, done)
    return True


def _priced(round: Round, form: WishForm) -> dict[str, Any]:
    """Returns the price for the page, in percent, or its fault; and the form that keeps the wish."""
    said = {name: str(form.data[name]) for name in ("kind", "first", "second")}
    kept = form if isinstance(form, KeptWishForm) else KeptWishForm(form.membership, list(form.members.values()))
    try:
        first, second = (form.members[int(said[name])] for name in ("first", "second"))
        asked = wishes.Wish(wishes.WishKind(said["kind"]), first, second)
        price = wishes.price_of(round, asked)
    except RoundFault as fault:
        return {"fault": str(fault)}
    names = {member.person.email: member.name for member in form.members.values()}
    return {
        "asked": asked,
        "kept_form": kept,
        "price": {
            "total": [f"{worth:.2f}" for worth in price.total],
            "least": [round_percent(worth) for worth in price.least],
            "lost": round_percent((price.total[0] - price.total[1]) / price.total[0] if price.total[0] else 0.0),
            "weaker": [
                {
                    "name": names[change.key],
                    "before": round_percent(change.before.worth),
                    "after": round_percent(change.after.worth) if change.after else None,
                    "partners": [names[key] for key in change.after.partners] if change.after else [],
                }
                for change in price.weaker[:SHOWN]
            ],
            "more": max(0, len(price.weaker) - SHOWN),
        },
    }


def round_percent(share: float) -> int:
    return int(share * 100 + (0.5 if share >= 0 else -0.5))
