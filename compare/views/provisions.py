"""One provision: a bloc's cell or a member state's row, with its sources, disputes and corrections."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, admit
from academy.voices import voices_of
from commons import notices
from commons.marks.marked import in_full
from commons.permissions import may_mark
from compare.comparing.aspects import with_objections
from compare.comparing.citing import citation
from compare.comparing.columns import columns_of, names_of
from compare.forms import AnswerForm, CorrectionForm, DecisionForm, DisputeForm
from compare.models import Correction, Dispute, Provision
from compare.objections import corrections, disputes, reading
from compare.objections.parts import fingerprint
from compare.permissions import may_correct, may_decide, may_read_objection, may_say
from forum.permissions import sees_other_shore


def page(request: CourseRequest, pk: int) -> HttpResponse:
    this = _admitted(request, pk)
    notices.look_at(request.membership, request.path)
    return _show(request, this)


@require_POST
def dispute(request: CourseRequest, pk: int) -> HttpResponse:
    this = _admitted(request, pk)
    if not may_say(request.membership):
        raise PermissionDenied
    form = DisputeForm(request.membership, request.POST)
    if not form.is_valid():
        return _show(request, this, dispute_form=form)
    made = disputes.dispute(this, by=request.membership, **form.cleaned_data)
    messages.success(request, _("It stands beneath the text, with your name, until a facilitator has looked."))
    return redirect(made)


@require_POST
def correct(request: CourseRequest, pk: int) -> HttpResponse:
    """Proposes a correction, or edits at once. ``seen`` is the fingerprint of the text that the form showed; if the
    text has changed since, it is shown before it is overwritten."""
    this = _admitted(request, pk)
    if not may_correct(request.membership):
        raise PermissionDenied
    form = CorrectionForm(request.membership, this, request.POST)
    if request.POST.get("seen") not in {None, "", fingerprint(this)}:
        form.add_error(
            None, _("The text was changed meanwhile. What stands there now is above; compare, and send again.")
        )
    if not form.is_valid():
        return _show(request, this, correction_form=form)
    said = {"source": form.cleaned_data["source"], "language": form.cleaned_data["language"]}
    made = corrections.propose(this, by=request.membership, proposed=form.proposed(), **said)
    messages.success(
        request,
        _("The text is changed.") if made.decision else _("Thank you. A facilitator decides, and you are told."),
    )
    return redirect(made)


@require_POST
def answer(request: CourseRequest, pk: int) -> HttpResponse:
    found = Dispute.objects.select_related("provision__aspect__topic__edition", "author")
    this = get_object_or_404(found, pk=pk)
    _check_decides(request, this)
    form = AnswerForm(request.membership, request.POST, of=this.pk)
    if not form.is_valid():
        return _show(request, _admitted(request, this.provision_id), answering={this.pk: form})
    disputes.answer(this, by=request.membership, **form.cleaned_data)
    return redirect(this)


@require_POST
def decide(request: CourseRequest, pk: int) -> HttpResponse:
    found = Correction.objects.select_related("provision__aspect__topic__edition", "author")
    this = get_object_or_404(found, pk=pk)
    _check_decides(request, this)
    form = DecisionForm(request.membership, request.POST, of=this.pk)
    if not form.is_valid():
        return _show(request, _admitted(request, this.provision_id), deciding={this.pk: form})
    said = {"reason": form.cleaned_data["reason"], "language": form.cleaned_data["language"]}
    try:
        verb = corrections.accept if form.cleaned_data["decision"] == "accept" else corrections.refuse
        verb(this, by=request.membership, **said)
    except corrections.Outdated:
        form.add_error(
            "reason", _("The text was changed after this was proposed. Refuse it, or correct the text yourself.")
        )
        return _show(request, _admitted(request, this.provision_id), deciding={this.pk: form})
    return redirect(this)


def _check_decides(request: CourseRequest, objection: Dispute | Correction) -> None:
    membership = admit(request, objection.provision.aspect.topic.edition)
    if not may_decide(membership) or not may_read_objection(membership, objection):
        raise PermissionDenied


def _admitted(request: CourseRequest, pk: int) -> Provision:
    found = Provision.objects.select_related("aspect__topic__edition", "bloc", "state")
    this = get_object_or_404(with_objections(found), pk=pk)
    admit(request, this.aspect.topic.edition)
    return this


def _show(
    request: CourseRequest,
    this: Provision,
    *,
    dispute_form: DisputeForm | None = None,
    correction_form: CorrectionForm | None = None,
    answering: dict[int, AnswerForm] | None = None,
    deciding: dict[int, DecisionForm] | None = None,
) -> HttpResponse:
    reader = request.membership
    decides = may_decide(reader)
    found = reading.corrections_of(this, reader)
    context: dict[str, Any] = {
        "section": "topics",
        "topic": this.aspect.topic,
        "provision": this,
        "disputes": reading.disputes_of(this, reader),
        "corrections": found,
        "ahead": reading.ahead(this, found),
        "differences": reading.pack_differences(this) if decides else [],
        "may_say": may_say(reader),
        "may_correct": may_correct(reader),
        "may_decide": decides,
        "dispute_form": dispute_form or DisputeForm(reader),
        "correction_form": correction_form or CorrectionForm(reader, this),
        "answer_form": lambda pk: (answering or {}).get(pk) or AnswerForm(reader, of=pk),
        "decision_form": lambda pk: (deciding or {}).get(pk) or DecisionForm(reader, of=pk),
        "seen": fingerprint(this),
        "citation": citation(this, request.build_absolute_uri(this.get_absolute_url()), timezone.localdate()),
        "interest": in_full(Provision, [this.pk], reader, sees_across=sees_other_shore(reader, this.aspect.topic))[
            this.pk
        ],
        "may_mark": may_mark(reader, this),
        "names": names_of(columns_of(request.edition)),
        "voices": voices_of(request.edition),
    }
    wrong = dispute_form or correction_form or answering or deciding
    return render(request, "compare/provision.html", context, status=422 if wrong else 200)
