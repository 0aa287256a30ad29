"""Members' calls for a facilitator: entering their room, and settling the call."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, for_facilitators, in_course
from rooms.models import Hand
from rooms.moderation import accesses, hands


@require_POST
@in_course
@for_facilitators
def open_by_hand(request: CourseRequest, pk: int) -> HttpResponse:
    hand = _find(request, pk)
    accesses.open_by_hand(hand, by=request.membership)
    return redirect(hand.room)


@require_POST
@in_course
@for_facilitators
def answer_hand(request: CourseRequest, pk: int) -> HttpResponse:
    hands.answer(_find(request, pk), by=request.membership)
    messages.success(request, _("Settled."))
    return redirect("moderation", course=request.edition.slug)


def _find(request: CourseRequest, pk: int) -> Hand:
    return get_object_or_404(Hand.objects.select_related("room"), pk=pk, room__edition=request.edition)
