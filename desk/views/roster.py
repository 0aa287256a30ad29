"""The roster page: an import with a preview, and the delegates who have not signed in yet."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academy.access import CourseRequest, for_facilitators, in_course
from academy.invitations import inviting
from academy.members.people import page_by_name
from academy.models import Membership, RosterFile
from academy.pages.numbers import number, whole_number
from academy.roster import Import, UnreadableRoster, files, import_roster
from academy.roster.doubts import is_wrong
from academy.roster.exporting import as_csv
from academy.roster.sheets import COLUMNS, NEEDED
from academy.voices import voices_of
from commons import notices
from desk.people.unreached import among
from desk.views.invitations import InvitationForm

MOST_NAMES = 300


class RosterForm(forms.Form):
    """A new file, or the number of the file that was looked at. ``held`` is the latter."""

    file = forms.FileField(label=gettext_lazy("The roster as CSV or XLSX"), required=False)
    looked = forms.CharField(required=False, widget=forms.HiddenInput)
    held: RosterFile | None = None

    def __init__(self, *data: Any, by: Membership) -> None:
        super().__init__(*data)
        self.by = by

    def clean_looked(self) -> str:
        looked: str = self.cleaned_data["looked"]
        self.held = files.kept(whole_number(looked) or 0, by=self.by)
        if not self.held and not self.files.get("file"):
            gone = _("The file that you looked at is gone. Choose it again.")
            self.add_error("file", gone if looked else self.fields["file"].error_messages["required"])
        return looked


@in_course
@for_facilitators
def roster(request: CourseRequest) -> HttpResponse:
    form = RosterForm(by=request.membership)
    result, fault = None, ""
    if request.method == "POST":
        form = RosterForm(request.POST, request.FILES, by=request.membership)
        if form.is_valid():
            try:
                result = _tried(request, form)
            except UnreadableRoster as unreadable:
                fault = str(unreadable)
        if result is not None and result.kept:
            messages.success(
                request, _("%(added)d new people, %(updated)d known ones brought up to date.") % vars(result)
            )
            return redirect("roster", course=request.edition.slug)
    notices.look_at(request.membership, request.path)
    rows, more = page_by_name(request.edition, inviting.not_come(request.edition), number(request, "after"))
    known = inviting.states(pk for (pk,) in rows)
    voices = voices_of(request.edition)
    unreached = among(request.edition.memberships.active(), timezone.now())
    blocs, tallies = {bloc.pk: bloc for bloc in voices.blocs}, inviting.tallies(request.edition)
    context = {
        "section": "desk",
        "form": form,
        "needed": NEEDED,
        "others": [column for column in COLUMNS if column not in NEEDED],
        "held": form.held,
        "preview": result,
        "people": [(row, is_wrong(row)) for row in result.rows[:MOST_NAMES]] if result else [],
        "fault": fault,
        "not_come": [(voices[pk], known.get(pk, "")) for (pk,) in rows],
        "tallies": [(blocs.get(tally.bloc or 0), tally) for tally in tallies],
        "uninvited": sum(tally.uninvited for tally in tallies),
        "inviting": InvitationForm(),
        "mail_leaves": inviting.mail_leaves(),
        "more": more,
        "unreached": [(voices[pk], said) for pk, said in unreached.items()],
    }
    return render(request, "desk/roster.html", context)


@in_course
@for_facilitators
def roster_csv(request: CourseRequest) -> HttpResponse:
    name = f"roster-{request.edition.slug}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(as_csv(request.edition), content_type="text/csv; charset=utf-8", headers=headers)


def _tried(request: CourseRequest, form: RosterForm) -> Import:
    """``act`` is ``preview`` (store nothing), ``import``, or ``skip`` (import without the faulty lines).

    A new file about which there is something to say is shown first, whatever the act. Raises UnreadableRoster.
    """
    new, act = form.cleaned_data["file"], request.POST.get("act", "preview")
    content, name = (new.read(), new.name) if new or not form.held else (bytes(form.held.content), form.held.name)
    result = import_roster(
        request.edition,
        content,
        dry_run=act not in {"import", "skip"},
        skip_faulty=act == "skip",
        without_remarks=bool(new),
        name=name,
        by=request.membership,
    )
    if result.kept:
        files.forget(request.membership)
    elif new:
        form.held = files.keep(content, name, by=request.membership)
    return result
