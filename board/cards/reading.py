"""One card as its page shows it."""

import dataclasses
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from academy.models import Membership
from academy.voices import voices_of
from board.models import OPEN, Card, CardOwner, CardState, Help
from board.permissions import is_owner, may_change, readable
from commons.marks.sources import Card as SourceCard
from commons.marks.sources import readable_cards

STATES, MANY = 50, 40


@dataclasses.dataclass
class Shown:
    """The parts of one card, for one reader. ``sources``: each with its card, None where it is gone or closed to the
    reader. ``helpers``: those whom this reader sees. ``asked``: the reader's own row when they were asked for help."""

    card: Card
    states: list[CardState]
    owners: list[Any]
    sources: list[tuple[Any, SourceCard | None]]
    helpers: list[Any]
    asked: Any
    may_change: bool
    is_owner: bool

    @property
    def newest(self) -> CardState:
        return self.states[0]


def shown(card: Card, reader: Membership) -> Shown:
    """Returns the card's parts. Four queries, and those of each kind of its sources."""
    voices = voices_of(reader.edition)
    states = list(card.states.all()[:STATES])
    voices.lend(states)
    owners = list(card.owners.all())
    for owner in owners:
        owner.voice = voices[owner.member_id]
    owned = is_owner(reader, owners)
    helpers = list(card.helpers.filter(Q() if owned else Q(state=Help.ACCEPTED) | Q(member=reader)))
    for helper in helpers:
        helper.voice, helper.asker = voices[helper.member_id], voices[helper.asked_by_id]
    return Shown(
        card,
        states,
        owners,
        _sources(card, reader),
        [helper for helper in helpers if owned or helper.state == Help.ACCEPTED],
        next((helper for helper in helpers if helper.member_id == reader.pk), None),
        may_change(reader, card, owners),
        owned,
    )


def open_of(members: list[int], reader: Membership) -> dict[int, list[Card]]:
    """Maps each of the members (ids) -> their newest cards that are neither done nor dropped and that the reader may
    read. One query."""
    found: dict[int, list[Card]] = {member: [] for member in members}
    seen = Card.objects.filter(readable(reader), edition=reader.edition_id, state__in=OPEN)
    owned = CardOwner.objects.filter(member__in=members, card__in=seen).select_related("card")
    for owner in owned.order_by("-card")[:MANY]:
        found[owner.member_id].append(owner.card)
    return found


def _sources(card: Card, reader: Membership) -> list[tuple[Any, SourceCard | None]]:
    rows = list(card.sources.all())
    models: dict[Any, Any] = {row: ContentType.objects.get_for_id(row.source_type_id).model_class() for row in rows}
    cards = readable_cards(reader, ((models[row], row.source_id) for row in rows))
    return [(row, cards.get((models[row], row.source_id))) for row in rows]
