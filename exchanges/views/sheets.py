"""Beside a worksheet: the history of a field, and what the members marked on the topic."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from academy.voices import voices_of
from board.cards.reading import open_of
from commons.marks.marking import model_of, newest_of
from commons.marks.sources import Card, readable_cards
from commons.pages import page_before
from commons.texts.withheld import is_withheld
from exchanges.listing import west_first
from exchanges.models import Exchange
from exchanges.sheets.fields import fields_of, staged_of
from forum.permissions import sees_other_shore
from rooms.models import Message
from rooms.views.answers import room_for

SIZE = 20
POINTS = 60
"""Marks of the members that are looked at, the newest first."""


def history(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Shows who wrote what in a room's worksheet, and when: for those who may enter the room."""
    room, membership = room_for(request, pk)
    staged = staged_of(room, key)
    if staged is None:
        raise Http404
    field = next(one for one in fields_of(staged, room.edition) if one.key == key)
    written = Message.objects.filter(room=room, field=key).select_related("room__edition")
    versions, older = page_before(request, written, SIZE)
    voices_of(room.edition).lend(versions)
    for version in versions:
        version.withheld = is_withheld(membership, version)
    context = {
        "section": "exchanges",
        "room": room,
        "field": field,
        "versions": versions,
        "older": older,
    }
    return render(request, "exchanges/sheet_history.html", context)


def points(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what each member marked on the exchange's topic, with their sentences, and in a check-in their cards: what
    to talk about."""
    exchange = get_object_or_404(
        Exchange.objects.select_related("topic__edition", "round__format", "round__edition"), pk=pk
    )
    room, membership = room_for(request, exchange.room_id)
    voices = voices_of(exchange.edition)
    members = west_first(voices[member.membership_id] for member in room.members.all())
    sees = sees_other_shore(membership, exchange.topic)
    shown = [voice.pk for voice in members if sees or voice.pk == membership.pk or voice.bloc_id == membership.bloc_id]
    marks = newest_of(shown, POINTS)
    pointers: list[tuple[Any, int]] = [(model_of(mark.source_type_id), mark.source_id) for mark in marks]
    cards = readable_cards(membership, pointers)
    marked: dict[int, list[tuple[Any, Card]]] = {voice.pk: [] for voice in members}
    for mark, pointer in zip(marks, pointers, strict=True):
        card = cards.get(pointer)
        if card is not None and card.topic is not None and card.topic.pk == exchange.topic_id:
            marked[mark.member_id].append((mark, card))
    context = {
        "section": "exchanges",
        "exchange": exchange,
        "taken": open_of(shown, membership) if exchange.round.format.rules.get("again") else None,
        "marked": [(voice, marked[voice.pk]) for voice in members if voice.pk in shown],
        "closed": len(shown) < len(members),
    }
    return render(request, "exchanges/points.html", context)
