"""Reporting a text that somebody wrote."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from academy.access import admit
from commons import moderation
from commons.forms import ReportForm
from commons.targets import fetch, kind_of
from commons.texts.rendering import shortened
from commons.texts.withheld import Withheld, is_withheld


def report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    target = fetch(kind, pk)
    membership = admit(request, target.edition)
    known = kind_of(type(target))
    witness = request.POST.get("witness", "")
    is_readable = known.readable_by(membership, target)
    said = target.typed if is_readable else moderation.witnessed(target, by=membership, witness=witness)
    if said is None:
        raise Withheld(target) if is_withheld(membership, target) else PermissionDenied
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        moderation.report(target, by=membership, witness=witness, **form.cleaned_data)
        messages.success(request, _("Thank you. A facilitator will look at it."))
        return redirect(target.get_absolute_url() if is_readable else membership.edition)
    context = {
        "form": form,
        "kind": kind,
        "target": target,
        "excerpt": target.excerpt if is_readable else shortened(said, 160),
        "witness": witness or moderation.witness(target, by=membership),
        "warning": known.warning(target),
    }
    return render(request, "commons/report.html", context)
