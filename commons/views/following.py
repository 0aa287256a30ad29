"""Following and muting one place."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, NotOfThisCourse, admit
from academy.sign_in.links import own_path
from commons.models import Stance
from commons.telling import following


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
    return redirect(place if back == "/" else back)


def _said(stance: str) -> str:
    if stance == Stance.MUTE:
        return _("Muted: nothing from here reaches you any more.")
    if stance == Stance.FOLLOW:
        return _("You follow this from now on.")
    return _("Saved.")
