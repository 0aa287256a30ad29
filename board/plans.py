"""A delegation's plan: its cards on a page, by the day of the next step."""

import dataclasses
import datetime

from django.db.models import F

from academy.models import Kind, Membership
from board.cards.listing import Listed, listed
from board.cards.words import field_words
from board.delegations import Delegation
from board.models import OPEN, Card, CardState, State
from board.permissions import readable

MOST = 200
"""Cards on a plan; a longer one says that it is cut off."""
SEATS = (Kind.GOVERNMENT, Kind.EMPLOYERS, Kind.WORKERS, Kind.SECRETARIAT)


@dataclasses.dataclass
class Plan:
    """A delegation's plan, for one reader. ``open``: cards under way, the nearest day first; ``ended``: done and
    dropped with their last sentence.

    ``seats``: the kinds of organisation whose people sign. ``is_cut``: there are more cards than ``MOST``.
    """

    delegation: Delegation
    open: list[Listed]
    ended: list[tuple[Card, CardState | None]]
    histories: dict[int, list[CardState]]
    seats: list[str]
    is_cut: bool

    @property
    def steps(self) -> list[Listed]:
        """Returns the cards under way that name their next step, or a day."""
        return [entry for entry in self.open if entry.card.next_step or entry.card.due]


def plan_of(delegation: Delegation, reader: Membership, *, noticed: bool = False, history: bool = False) -> Plan:
    """Returns the plan as far as the reader may read its cards. ``noticed``: with cards that are only noticed."""
    cards = Card.objects.filter(readable(reader), edition=reader.edition_id, delegation=delegation.key, hidden_at=None)
    if not noticed:
        cards = cards.exclude(state=State.NOTICED)
    found = list(cards.select_related("topic").order_by(F("due").asc(nulls_last=True), "pk")[: MOST + 1])
    shown = found[:MOST]
    ended = [card for card in shown if card.state not in OPEN]
    rows = _histories(shown if history else ended)
    kinds = {voice.kind for voice in delegation.people}
    return Plan(
        delegation,
        listed([card for card in shown if card.state in OPEN], reader.edition),
        [(card, next(iter(rows.get(card.pk, [])), None)) for card in ended],
        rows if history else {},
        [str(kind.label) for kind in SEATS if kind in kinds],
        len(found) > MOST,
    )


def _histories(cards: list[Card]) -> dict[int, list[CardState]]:
    found: dict[int, list[CardState]] = {}
    for row in CardState.objects.filter(card__in=cards).order_by("-pk"):
        found.setdefault(row.card_id, []).append(row)
    return found


def facts(card: Card) -> list[tuple[str, str]]:
    """Returns what the card says, each with its heading in the reader's language, without what nobody has said."""
    return [(str(words), text) for field, words in field_words().items() if (text := getattr(card, field))]


def is_late(card: Card, today: datetime.date) -> bool:
    return card.due is not None and card.due < today and card.state in OPEN
