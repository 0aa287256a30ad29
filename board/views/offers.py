"""Offers and needs: the list, one of them with its matches, writing, and the conversation of two who met."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, admit, in_course
from academy.pages.texts import localized
from academy.voices import voices_of
from board.models import Match, Offering
from board.offering import listing, writing
from board.offering.forms import OfferingForm, present
from board.permissions import may_change_offering, may_offer, may_read_offering
from commons import notices
from commons.marks import marking
from commons.pages import page_before
from commons.permissions import may_mark
from commons.sending.conflicts import EVERYTHING, seen_in
from commons.sending.unsent import check_not_muted
from commons.texts.withheld import Withheld

PAGE = 30


@in_course
def offers(request: CourseRequest) -> HttpResponse:
    topics, blocs = list(request.edition.topics.all()), voices_of(request.edition).blocs
    topic = next((each for each in topics if each.slug == request.GET.get("topic")), None)
    bloc = next((each for each in blocs if each.code == request.GET.get("shore")), None)
    where = {"topic": topic.pk if topic else None, "bloc": bloc.pk if bloc else None}
    rows = listing.offerings_of(request.edition, request.membership, **where)
    page, older = page_before(request, rows, PAGE)
    voices_of(request.edition).lend(page)
    context = {
        "section": "board",
        "offerings": page,
        "older": older,
        "topics": topics,
        "topic": topic,
        "blocs": blocs,
        "bloc": bloc,
        "own": listing.own(request.membership),
        "may_offer": may_offer(request.membership),
    }
    return render(request, "board/offers.html", context)


@in_course
def new(request: CourseRequest) -> HttpResponse:
    """Somebody who is muted gets back what they typed."""
    if request.method == "POST":
        check_not_muted(request.membership)
    if not may_offer(request.membership):
        raise PermissionDenied
    asked = {name: request.GET[name] for name in ("kind", "topic", "of") if name in request.GET}
    form = OfferingForm(request.membership, request.edition, request.POST or None, **asked)
    if request.method == "POST" and form.is_valid():
        client_id = form.cleaned_data["client_id"]
        return redirect(writing.offer(request.edition, by=request.membership, said=form.said(), client_id=client_id))
    context = {"section": "board", "form": form, "offering": None}
    return render(request, "board/offer_form.html", context, status=422 if form.is_bound else 200)


def offer(request: CourseRequest, pk: int) -> HttpResponse:
    this = _found(request, pk)
    notices.look_at(request.membership, request.path)
    voices = voices_of(request.edition)
    context = {
        "section": "board",
        "offering": this,
        "by": voices[this.author_id],
        "matches": listing.matches_of(this, request.membership),
        "may_change": may_change_offering(request.membership, this),
        "may_read": may_read_offering(request.membership, this),
        "may_mark": this.stands and may_mark(request.membership, this),
        "interest": marking.interest(Offering, [this.pk], request.membership)[this.pk],
        "names": {bloc.code: localized(bloc.short) for bloc in voices.blocs},
    }
    return render(request, "board/offer.html", context)


def edit(request: CourseRequest, pk: int) -> HttpResponse:
    this = _found(request, pk)
    if request.method == "POST":
        check_not_muted(request.membership)
    if not may_change_offering(request.membership, this):
        raise PermissionDenied
    topics = dict(request.edition.topics.values_list("pk", "slug"))
    form = OfferingForm(request.membership, request.edition, request.POST or None, **present(this, topics))
    context: dict[str, Any] = {"section": "board", "form": form, "offering": this, "seen": this.changed_at}
    if request.method == "POST" and form.is_valid():
        shown = seen_in(request.POST["seen"]) if "seen" in request.POST else EVERYTHING
        try:
            return redirect(writing.change(this, by=request.membership, said=form.said(), seen=shown))
        except writing.Conflict as conflict:
            context |= {"other": conflict.other, "seen": conflict.other.changed_at}
    wrong = form.errors or "other" in context
    return render(request, "board/offer_form.html", context, status=422 if wrong else 200)


@require_POST
def withdraw(request: CourseRequest, pk: int) -> HttpResponse:
    this = _found(request, pk)
    writing.withdraw(this, by=request.membership)
    return redirect(this)


@require_POST
def resume(request: CourseRequest, pk: int) -> HttpResponse:
    this = _found(request, pk)
    writing.resume(this, by=request.membership)
    return redirect(this)


@require_POST
def write_across(request: CourseRequest, pk: int) -> HttpResponse:
    """Opens the conversation of the two who met."""
    people = [f"{side}__author__person" for side in ("need", "offer")]
    match = get_object_or_404(Match.objects.select_related("need__edition", *people), pk=pk)
    membership = admit(request, match.need.edition)
    return redirect(writing.write_across(match, by=membership))


def _found(request: CourseRequest, pk: int) -> Offering:
    """Returns the offering. A hidden one is refused. The page of a withdrawn one says so, without its text."""
    rows = Offering.objects.select_related("edition", "topic", "aspect", "practice").defer("practice__from_pack")
    this = get_object_or_404(rows, pk=pk)
    membership = admit(request, this.edition)
    if this.hidden_at is not None and not may_read_offering(membership, this):
        raise Withheld(this)
    return this
