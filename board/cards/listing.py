"""The board: cards by state, filtered, with their owners and where they come from."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.models import Edition, Membership, Topic
from academy.pages.compiled import Compiled, later_id, later_ids, later_text
from academy.voices import Voice, voices_of
from board.cards.words import kind_words, names_of_blocs
from board.delegations import delegations_of, key_of
from board.models import Card, CardOwner, CardSource, Help, Helper, Readers, State
from board.permissions import Sight, readable_by, sight_of
from commons.marks.sources import kind_of
from commons.pages import first_of_each

IN_A_LANE = 8
PAGE = 30
MINE, EVERYBODY, ASKED, BLOC, ONE = "mine", "all", "asked", "bloc", "delegation"
SHOWN = (
    *("pk", "edition", "author", "what", "next_step", "due", "language", "state", "readers"),
    *("hidden_at", "delegation", "bloc"),
)


@dataclasses.dataclass(frozen=True)
class Choice:
    """The reader's choice of cards. ``whose``: one of MINE, EVERYBODY, ASKED, a bloc's code, or a delegation's key."""

    whose: str
    topic: str

    @property
    def query(self) -> str:
        return f"of={self.whose}" + (f"&topic={self.topic}" if self.topic else "")


@dataclasses.dataclass(frozen=True)
class Listed:
    """A card in a list. ``sources``: the bloc's id (None for none) and the kind of each of its sources."""

    card: Card
    owners: list[Voice]
    sources: list[tuple[int | None, str]]

    def origins(self, blocs: Mapping[int | None, tuple[str, str]], kinds: Mapping[str, str]) -> tuple[Any, ...]:
        """Returns shore, name of the bloc and word of the first two sources, for what belongs to no bloc without
        shore and name."""
        return tuple((*blocs.get(bloc, ("", "")), kinds.get(kind, "")) for bloc, kind in self.sources[:2])

    def names(self, reader: Membership, you: str) -> tuple[str, ...]:
        """Returns the owners' names, ``you`` for the reader."""
        return tuple(you if owner.pk == reader.pk else owner.name for owner in self.owners)


def choice_of(asked: Mapping[str, str], edition: Edition, topics: Iterable[Topic], reader: Membership) -> Choice:
    """Reads the address; a first view is one's own delegation's, or everybody's."""
    whose, own = asked.get("of", ""), key_of(reader)
    blocs = {bloc.code for bloc in voices_of(edition).blocs}
    if whose not in {MINE, EVERYBODY, ASKED} | blocs and whose not in delegations_of(edition):
        whose = own or EVERYBODY
    topic = asked.get("topic", "")
    return Choice(whose, topic if any(each.slug == topic for each in topics) else "")


class Found:
    """The cards that the reader may read of those that they chose."""

    def __init__(self, edition: Edition, reader: Membership, choice: Choice) -> None:
        self.edition = edition
        blocs = {bloc.code: bloc.pk for bloc in voices_of(edition).blocs}
        whose = choice.whose if choice.whose in {MINE, EVERYBODY, ASKED} else BLOC if choice.whose in blocs else ONE
        self._way = _Way(sight_of(reader), whose, bool(choice.topic))
        self._values = {"edition": edition.pk, "reader": reader.pk, "own": key_of(reader), "topic": choice.topic}
        self._values |= {"bloc": blocs.get(choice.whose, 0), "delegation": choice.whose}

    def cards(self) -> QuerySet[Card]:
        return _cards(self._way, self._values)

    def counts(self) -> dict[str, int]:
        """Returns the number of cards in each state. One query."""
        found = dict(_counted(self._way).all(**self._values))
        return {state: found.get(state, 0) for state in State.values}

    def lanes(self) -> tuple[dict[str, list[Listed]], dict[str, int]]:
        """Returns the newest cards of each state, and where the older ones begin for each that has more. Three
        queries."""
        found: dict[str, list[Listed]] = {state: [] for state in State.values}
        shown = sorted(_newest(self._way).all(**self._values), key=lambda card: -card.pk)
        for each in listed(shown, self.edition):
            found[each.card.state].append(each)
        older = {state: each[IN_A_LANE - 1].card.pk for state, each in found.items() if len(each) > IN_A_LANE}
        return {state: each[:IN_A_LANE] for state, each in found.items()}, older


class _Way(NamedTuple):
    """The part of a choice that changes the SQL. ``whose``: one of MINE, EVERYBODY, ASKED, BLOC, ONE; ``is_of_topic``:
    of one topic."""

    sight: Sight
    whose: str
    is_of_topic: bool


LATER = {
    **{name: later_id(name) for name in ("edition", "reader", "bloc")},
    **{name: later_text(name) for name in ("own", "delegation", "topic")},
}


def _cards(way: _Way, values: Mapping[str, Any]) -> QuerySet[Card]:
    found = Card.objects.filter(readable_by(values["reader"], values["own"], way.sight), edition=values["edition"])
    if way.is_of_topic:
        found = found.filter(topic__slug=values["topic"])
    if way.whose == MINE:
        return found.filter(pk__in=CardOwner.objects.filter(member=values["reader"]).values("card"))
    if way.whose == ASKED:
        asked = Helper.objects.filter(member=values["reader"]).exclude(state=Help.DECLINED)
        return found.filter(pk__in=asked.values("card"))
    if way.whose == BLOC:
        return found.filter(bloc=values["bloc"])
    return found.filter(delegation=values["delegation"]) if way.whose == ONE else found


@cache
def _counted(way: _Way) -> Compiled[Any]:
    return Compiled(lambda: _cards(way, LATER).order_by().values_list("state").annotate(Count("pk")))


@cache
def _newest(way: _Way) -> Compiled[Card]:
    def build() -> QuerySet[Card]:
        cards = _cards(way, LATER)
        newest = [cards.filter(state=state).order_by("-pk").values("pk")[: IN_A_LANE + 1] for state in State.values]
        return first_of_each(Card.objects.only(*SHOWN), newest)

    return Compiled(build, shown=lambda card: card)  # a list changes none of its cards


_MOST = (IN_A_LANE + 1) * len(State.values)
_OWNERS = Compiled(
    lambda: (
        CardOwner.objects.filter(card__id__in=later_ids("cards", _MOST)).order_by("pk").values_list("card", "member")
    )
)
_SOURCES = Compiled(
    lambda: (
        CardSource.objects.filter(card__id__in=later_ids("cards", _MOST))
        .order_by("pk")
        .values_list("card", "bloc", "source_type")
    )
)


def listed(cards: Iterable[Card], edition: Edition) -> list[Listed]:
    """Adds owners and sources to the cards, of which a page has at most as many as all lanes. Two queries, none for an
    empty list."""
    cards = list(cards)
    if not cards:
        return []
    ids, voices = [card.pk for card in cards], voices_of(edition)
    owners: dict[int, list[Voice]] = defaultdict(list)
    for card, member in _OWNERS.all(cards=ids):
        owners[card].append(voices[member])
    sources: dict[int, list[tuple[int | None, str]]] = defaultdict(list)
    kinds = _KindNames()
    for card, bloc, source_type in _SOURCES.all(cards=ids):
        sources[card].append((bloc, kinds[source_type]))
    return [Listed(card, owners[card.pk], sources[card.pk]) for card in cards]


def rows(entries: Iterable[Listed], edition: Edition, reader: Membership) -> list[tuple[Any, ...]]:
    """Returns for each card all that a list shows of it to the reader (``card_shown`` of board/_listed.html)."""
    blocs, kinds, you, today = names_of_blocs(edition), kind_words(), _("You"), timezone.localdate()
    return [
        (
            card.pk,
            card.language,
            card.what,
            card.next_step,
            card.due,
            card.due is not None and card.due < today and card.state not in (State.DONE, State.DROPPED),
            entry.origins(blocs, kinds),
            entry.names(reader, you),
            card.readers == Readers.DELEGATION,
            card.hidden_at is not None,
        )
        for entry in entries
        for card in [entry.card]
    ]


class _KindNames(dict[int, str]):
    """Maps the id of a source's type to the name of its kind."""

    def __missing__(self, source_type: int) -> str:
        model: Any = ContentType.objects.get_for_id(source_type).model_class()
        self[source_type] = kind_of(model).name
        return self[source_type]
