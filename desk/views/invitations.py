"""Inviting people to the course."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, for_facilitators, in_course
from academy.courses.life import Closed
from academy.forms import dress
from academy.invitations import inviting
from academy.pages.numbers import whole_number
from academy.typed.fields import TypedLine


class InvitationForm(forms.Form):
    line = TypedLine(
        label=gettext_lazy("One sentence of yours above the link, if you like, sent as you write it"),
        longest=inviting.LONGEST_LINE,
        required=False,
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        dress(self)


@require_POST
@in_course
@for_facilitators
def invite(request: CourseRequest) -> HttpResponse:
    """Invites the members named by ``member``; without one, all who were never invited."""
    form = InvitationForm(request.POST)
    edition = request.edition
    back = redirect("roster", course=edition.slug)
    if not form.is_valid():
        messages.error(request, str(form.errors["line"][0]))
        return back
    chosen = request.POST.getlist("member")
    members = inviting.never_invited(edition)
    if chosen:
        members = edition.memberships.active().filter(pk__in=[whole_number(pk) or 0 for pk in chosen[:1000]])
    try:
        sent = inviting.invite(edition, members, by=request.membership, line=form.cleaned_data["line"])
    except Closed as closed:
        messages.error(request, str(closed))
        return back
    except inviting.NoMail:
        messages.error(request, _("This installation sends no mail yet, so nobody was invited."))
        return back
    words = ngettext("%(count)d invitation is on its way.", "%(count)d invitations are on their way.", sent)
    messages.success(request, words % {"count": sent} if sent else _("There is nobody to invite."))
    return back
