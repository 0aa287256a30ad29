"""Rounds at the desk: list, create, propose, review, publish and discard."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, for_facilitators, in_course
from academy.pages.numbers import whole_number
from commons import notices
from exchanges.listing import with_members
from exchanges.models import Exchange, Round
from exchanges.rounds import attending, computing, publishing, wishes
from exchanges.rounds import making as verbs
from exchanges.rounds.forms import RoundForm
from exchanges.rounds.proposing import laid_out, percent_of_best

SHOWN = 60
LOOK_AGAIN = 15
"""Seconds."""


@in_course
@for_facilitators
def rounds(request: CourseRequest) -> HttpResponse:
    return render(request, "desk/rounds.html", {"section": "desk", "rounds": _rounds(request)})


@in_course
@for_facilitators
def new_round(request: CourseRequest) -> HttpResponse:
    form = RoundForm(request.edition, request.POST or None)
    if request.method == "POST" and form.is_valid():
        names = ("topic", "format", "opens", "closes", "weights", "readers", "takes_part")
        fields = {name: form.cleaned_data[name] for name in names}
        after = whole_number(request.POST.get("after", ""))
        try:
            made = verbs.make_round(request.edition, by=request.membership, after=after, **fields)
        except verbs.RoundFault as fault:
            form.add_error(None, str(fault))
        else:
            try_to(request, made, computing.propose_or_ask)
            return redirect(made)
    context = {"section": "desk", "form": form, "after": verbs.newest_number(request.edition)}
    return render(request, "desk/round_new.html", context)


@in_course
@for_facilitators
def round(request: CourseRequest, number: int) -> HttpResponse:
    found = find(request, number)
    notices.look_at(request.membership, request.path)
    if found.published_at is not None:
        exchanges = with_members(Exchange.objects.filter(round=found)).order_by("begins_at", "pk")
        asking = found.partner_wishes.filter(settled_at=None).count()
        shown = {"section": "desk", "round": found, "exchanges": exchanges, "asking": asking}
        return render(request, "desk/round.html", shown)
    groups, unplaced = laid_out(found)
    everything = "all" in request.GET
    stay_out = [bool(present.why) for present in attending.present_in(found)]
    context = {
        "section": "desk",
        "round": found,
        "groups": groups if everything else groups[:SHOWN],
        "unplaced": unplaced,
        "stays_out": sum(stay_out),
        "takes_part": len(stay_out) - sum(stay_out),
        "left_out": 0 if everything else max(0, len(groups) - SHOWN),
        "pins": wishes.pins_of(found),
        "partings": wishes.partings_of(found),
        "reached": percent_of_best(found),
    }
    answer = render(request, "desk/round_proposal.html", context)
    if found.proposal_asked_at is not None:
        answer["Refresh"] = str(LOOK_AGAIN)  # a page without a script comes back to see whether they are there
    return answer


@require_POST
@in_course
@for_facilitators
def propose(request: CourseRequest, number: int) -> HttpResponse:
    found = find(request, number)
    if try_to(request, found, computing.propose_or_ask) and found.proposal_asked_at is None:
        messages.success(request, _("Paired anew with everybody who is here now."))
    return redirect(found)


@require_POST
@in_course
@for_facilitators
def publish(request: CourseRequest, number: int) -> HttpResponse:
    found = find(request, number)
    if try_to(request, found, publishing.publish):
        messages.success(request, _("The round is published, and everybody in it is told."))
    return redirect(found)


@require_POST
@in_course
@for_facilitators
def discard(request: CourseRequest, number: int) -> HttpResponse:
    found = find(request, number)
    if not try_to(request, found, verbs.discard):
        return redirect(found)
    messages.success(request, _("The round is discarded."))
    return redirect("rounds", course=request.edition.slug)


def _rounds(request: CourseRequest) -> QuerySet[Round]:
    return request.edition.rounds.select_related(
        "format", "topic", "edition", "published_by__person", "proposal_asked_by__person"
    )


def find(request: CourseRequest, number: int) -> Round:
    return get_object_or_404(_rounds(request), number=number)


def try_to(request: CourseRequest, round: Round, verb: Callable[..., object]) -> bool:
    """Calls the verb and returns True; on a RoundFault it shows the message on the next page and returns False."""
    try:
        verb(round, by=request.membership)
    except verbs.RoundFault as fault:
        messages.error(request, str(fault))
        return False
    return True
