"""Counts cards by state, topic and bloc, never by person or delegation.

Cards that a delegation keeps to itself, and hidden ones, are left out: everybody sees the same figures.
"""

import csv
import dataclasses
import io
from collections import Counter

from django.db.models import Count

from academy.models import Bloc, Edition, Topic
from academy.pages.texts import localized
from academy.voices import voices_of
from board.models import Card, Readers, State
from compare.comparing.exports import BOM, guarded


@dataclasses.dataclass(frozen=True)
class Line:
    """The cards of one topic and bloc, by state. ``topic``: None for cards of none. ``cards``: state -> how many."""

    topic: Topic | None
    bloc: Bloc
    cards: dict[str, int]

    @property
    def all(self) -> int:
        return sum(self.cards.values())


@dataclasses.dataclass(frozen=True)
class Bar:
    """A state in the picture; ``width`` is its part of the widest, in hundredths."""

    state: str
    words: str
    cards: int
    width: int


def lines(edition: Edition) -> list[Line]:
    """Returns a line for each topic and bloc, in the course's order. Two queries."""
    rows = (
        Card.objects.filter(edition=edition, readers=Readers.EDITION, hidden_at=None)
        .order_by()
        .values_list("topic", "bloc", "state")
        .annotate(Count("pk"))
    )
    found: Counter[tuple[int | None, int, str]] = Counter()
    for topic, bloc, state, count in rows:
        found[topic, bloc, state] = count
    topics: list[Topic | None] = [*edition.topics.all(), None]
    blocs = voices_of(edition).blocs
    made = [
        Line(topic, bloc, {state: found[topic.pk if topic else None, bloc.pk, state] for state in State.values})
        for topic in topics
        for bloc in blocs
    ]
    return [line for line in made if line.topic is not None or line.all]


def bars(found: list[Line]) -> list[Bar]:
    """Returns the whole course's bars, "dropped" last, beside the others."""
    counts = {state: sum(line.cards[state] for line in found) for state in State.values}
    widest = max(1, *counts.values())
    return [Bar(state.value, str(state.label), counts[state], round(100 * counts[state] / widest)) for state in State]


def as_table(edition: Edition) -> str:
    """Returns CSV: a line for each topic and bloc, codes as in the pack."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(["topic", "title", "bloc", *State.values])
    for line in lines(edition):
        first = [line.topic.slug, localized(line.topic.titles)] if line.topic else ["", ""]
        table.writerow([guarded(value) for value in (*first, line.bloc.code, *line.cards.values())])
    return BOM + written.getvalue()
