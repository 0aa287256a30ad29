"""The people of a round that is not published yet: a facilitator sees and decides who takes part."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.access import CourseRequest, for_facilitators, in_course
from desk.views.rounds import find, try_to
from exchanges.rounds import attending, computing
from exchanges.rounds.making import RoundFault


@in_course
@for_facilitators
def people(request: CourseRequest, number: int) -> HttpResponse:
    """Shows who is left out and why. A form sends ``include`` and ``leave_out``, ids of memberships, and pairs anew."""
    found = find(request, number)
    if found.published_at is not None:
        return redirect(found)
    if request.method == "POST":
        return _decide(request, number)
    everybody = attending.present_in(found)
    context = {
        "section": "desk",
        "round": found,
        "stay_out": [present for present in everybody if present.why],
        "take_part": [present for present in everybody if not present.why],
    }
    return render(request, "desk/round_people.html", context)


def _decide(request: CourseRequest, number: int) -> HttpResponse:
    found, decided = find(request, number), 0
    try:
        for name, takes_part in (("include", True), ("leave_out", False)):
            chosen = [int(pk) for pk in request.POST.getlist(name) if pk.isdecimal() and len(pk) < 19]
            decided += attending.decide(found, chosen, takes_part=takes_part, by=request.membership)
    except RoundFault as fault:
        messages.error(request, str(fault))
        return redirect(found)
    if not decided:
        messages.error(request, _("Choose somebody first."))
        return redirect("round_people", found.edition.slug, number)
    if try_to(request, found, computing.propose_or_ask) and found.proposal_asked_at is None:
        said = ngettext("Paired anew: %(count)s decision.", "Paired anew: %(count)s decisions.", decided)
        messages.success(request, said % {"count": decided})
    return redirect(found)
