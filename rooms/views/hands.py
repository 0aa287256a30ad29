"""Calling a facilitator to a room, and taking the call back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rooms.moderation import hands
from rooms.views.answers import room_for


@require_POST
def raise_hand(request: HttpRequest, pk: int) -> HttpResponse:
    room, membership = room_for(request, pk)
    hands.raise_hand(room, by=membership)
    messages.success(request, _("The facilitators are told. One of them will come."))
    return redirect(room)


@require_POST
def lower_hand(request: HttpRequest, pk: int) -> HttpResponse:
    room, membership = room_for(request, pk)
    hands.lower_own(room, by=membership)
    return redirect(room)
