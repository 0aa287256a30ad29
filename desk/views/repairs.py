"""A published round that is mended: what is asked, the plan, and only then the act."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from academy.access import CourseRequest, for_facilitators, in_course
from desk.views.rounds import find
from exchanges.models import Round
from exchanges.repairs import planning, repairing
from exchanges.rounds.forms import RepairForm
from exchanges.rounds.making import RoundFault

NAMES = ("leaving", "joining", "moving")


@in_course
@for_facilitators
def repair(request: CourseRequest, number: int) -> HttpResponse:
    """A GET with ``leaving``, ``joining`` and ``moving`` (ids) shows the plan; the same as POST does what was shown."""
    found = find(request, number)
    if found.published_at is None:
        return redirect(found)
    sent = request.POST if request.method == "POST" else request.GET
    asked = _asked(sent)
    form = RepairForm(request.membership, sent if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_valid() and _done(request, found, asked, form):
            return redirect(found)
        if not asked:
            form.add_error(None, _("Choose somebody first."))
    context = {"section": "desk", "round": found, "form": form, "asked": asked, **_shown(found, asked)}
    return render(request, "desk/round_repair.html", context, status=422 if form.errors else 200)


def _asked(sent: QueryDict) -> planning.Asked:
    return planning.Asked(
        *(frozenset(int(pk) for pk in sent.getlist(name) if pk.isdecimal() and len(pk) < 19) for name in NAMES)
    )


def _done(request: HttpRequest, round: Round, asked: planning.Asked, form: RepairForm) -> bool:
    if not asked:
        return False
    try:
        plan = repairing.repair(round, asked, by=request.membership, **form.cleaned_data)  # type: ignore[attr-defined]
    except RoundFault as fault:
        form.add_error(None, str(fault))
        return False
    messages.success(request, _("Done, and everybody concerned is told. %(plan)s") % {"plan": planning.in_words(plan)})
    return True


def _shown(round: Round, asked: planning.Asked) -> dict[str, Any]:
    state = planning.state_of(round)
    shown: dict[str, Any] = {"state": state, "plan": None, "fault": "", "words": ""}
    if asked:
        try:
            shown["plan"] = planning.plan(round, asked)
            shown["words"] = planning.in_words(shown["plan"])
        except RoundFault as fault:
            shown["fault"] = str(fault)
    return shown
