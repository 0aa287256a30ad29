"""Measures on texts (hiding, locking) and on people (mute, suspension), each with a reason."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, admit, for_facilitators, in_course
from academy.models import Membership
from academy.sign_in.links import own_path
from academy.typed.signs import shows
from commons import moderation
from commons.forms import MuteForm, ReasonForm
from commons.permissions import check_target
from commons.sending.unsent import NotTaken
from commons.targets import fetch


def _on_target(verb: Callable[..., None], kinds: set[str] | None = None) -> Callable[..., HttpResponse]:
    """Returns the view that does ``verb`` on a target. ``kinds``: the kinds of target that take this measure; None:
    all."""

    @require_POST
    def view(request: CourseRequest, kind: str, pk: int) -> HttpResponse:
        target = fetch(kind, pk)
        by = admit(request, target.edition)
        check_target(by, target)
        if kinds is not None and kind not in kinds:
            raise PermissionDenied
        form = ReasonForm(request.POST)
        if form.is_valid():
            verb(target, by=by, reason=form.cleaned_data["reason"])
        return _back(request, form, target.get_absolute_url())

    return view


def _on_person(verb: Callable[..., None], form_class: type[ReasonForm]) -> Callable[..., HttpResponse]:
    @require_POST
    @in_course
    @for_facilitators
    def view(request: CourseRequest, pk: int) -> HttpResponse:
        member = get_object_or_404(Membership, pk=pk, edition=request.edition)
        form = form_class(request.POST)
        if form.is_valid():
            verb(member, by=request.membership, **form.cleaned_data)
        return _back(request, form, "/")

    return view


def _back(request: CourseRequest, form: Any, otherwise: str) -> HttpResponse:
    """Leads back to the page of the form; a reason that was typed and not taken comes back with its fault."""
    faults = [str(errors[0]) for errors in form.errors.values()]
    if faults and shows(request.POST.get("reason", "")):
        raise NotTaken(" ".join(faults))
    for fault in faults:
        messages.error(request, fault)
    back = own_path(request.POST.get("next", ""))
    return redirect(back if back != "/" else otherwise)


hide = _on_target(moderation.hide)
restore = _on_target(moderation.restore)
lock = _on_target(moderation.lock, {"thread"})
unlock = _on_target(moderation.unlock, {"thread"})
mute = _on_person(moderation.mute, MuteForm)
unmute = _on_person(moderation.unmute, ReasonForm)
suspend = _on_person(moderation.suspend, ReasonForm)
lift_suspension = _on_person(moderation.lift_suspension, ReasonForm)
