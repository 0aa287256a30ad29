"""Pausing a conversation, and continuing it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from rooms.moderation import blocking
from rooms.views.answers import room_for


@require_POST
def block(request: HttpRequest, pk: int) -> HttpResponse:
    room, membership = room_for(request, pk)
    blocking.block(room, by=membership)
    return redirect(room)


@require_POST
def unblock(request: HttpRequest, pk: int) -> HttpResponse:
    room, membership = room_for(request, pk)
    blocking.unblock(room, by=membership)
    return redirect(room)
