"""The roster page: an import with a preview, and the delegates who have not signed in yet."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academy.access import CourseRequest, for_facilitators, in_course
from academy.numbers import number
from academy.people import page_by_name
from academy.roster import UnreadableRoster, import_roster
from academy.voices import voices_of
from desk import queue


class RosterForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("The roster as CSV or XLSX"))


@in_course
@for_facilitators
def roster(request: CourseRequest) -> HttpResponse:
    """``act`` is ``preview`` (stores nothing), ``import``, or ``skip`` (imports without the faulty lines)."""
    form, preview, fault = RosterForm(request.POST or None, request.FILES or None), None, ""
    if request.method == "POST" and form.is_valid():
        act, file = request.POST.get("act", "preview"), form.cleaned_data["file"]
        try:
            preview = import_roster(
                request.edition,
                file.read(),
                dry_run=act not in {"import", "skip"},
                skip_faulty=act == "skip",
                name=file.name,
            )
        except UnreadableRoster as unreadable:
            fault = str(unreadable)
        if preview is not None and preview.kept:
            messages.success(
                request, _("%(added)d new people, %(updated)d known ones brought up to date.") % vars(preview)
            )
            return redirect("roster", course=request.edition.slug)
    rows, more = page_by_name(request.edition, queue.never_welcomed(request.edition), number(request, "after"))
    voices = voices_of(request.edition)
    context = {
        "section": "desk",
        "form": form,
        "preview": preview,
        "fault": fault,
        "never_welcomed": [voices[pk] for (pk,) in rows],
        "more": more,
    }
    return render(request, "desk/roster.html", context)
