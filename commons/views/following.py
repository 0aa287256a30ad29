"""Following and muting one place."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, NotOfThisCourse, admit, in_course
from academy.pages.numbers import number
from academy.sign_in.links import own_path
from commons.models import Following, Stance
from commons.pages import page_before
from commons.telling import following

PAGE = 30


@in_course
def followed(request: CourseRequest) -> HttpResponse:
    """Lists what the member follows and what they have muted, the newest choice first; each can be changed there.

    ``?kind=`` and ``?place=`` put one place above them, whatever the member has chosen for it.
    """
    membership = request.membership
    kind, pk = request.GET.get("kind", ""), number(request, "place")
    own = Following.objects.filter(member=membership)
    muted, muted_older = page_before(request, own.filter(stance=Stance.MUTE), PAGE, name="muted")
    rest, older = page_before(request, own.exclude(stance=Stance.MUTE), PAGE)
    rows = following.shown([*muted, *rest], membership)
    context = {
        "section": "notices",
        "muted": [row for row in rows if row.stance == Stance.MUTE],
        "followed": [row for row in rows if row.stance != Stance.MUTE],
        "here": following.show(kind, pk, membership) if pk else None,
        "muted_older": muted_older,
        "older": older,
    }
    return render(request, "commons/followed.html", context)


@require_POST
def follow(request: CourseRequest, kind: str, pk: int) -> HttpResponse:
    """Keeps the member's choice: ``stance`` is "follow" or "mute"; without it the choice is taken back."""
    place: Any = following.fetch(kind, pk)
    try:
        membership = admit(request, place.edition)
    except NotOfThisCourse as closed:
        raise Http404 from closed
    stance = request.POST.get("stance", "")
    following.choose(place, stance, by=membership)
    messages.success(request, _said(stance))
    back = own_path(request.POST.get("next", ""))
    return redirect(following.path_of(place) if back == "/" else back)


def _said(stance: str) -> str:
    if stance == Stance.MUTE:
        return _("Muted: nothing from here reaches you any more.")
    if stance == Stance.FOLLOW:
        return _("You follow this from now on.")
    return _("Saved.")
