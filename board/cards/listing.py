"""The board: cards by state, filtered, with their owners and where they come from."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet

from academy.models import Edition, Membership
from academy.voices import Voice, voices_of
from board.delegations import delegations_of, key_of
from board.models import Card, CardOwner, CardSource, Help, Helper, State
from board.permissions import readable
from commons.pages import first_of_each
from commons.sources import kind_of

IN_A_LANE = 8
PAGE = 30
MINE, EVERYBODY, ASKED = "mine", "all", "asked"
SHOWN = (
    *("pk", "edition", "author", "what", "next_step", "due", "language", "state", "readers"),
    *("hidden_at", "delegation", "bloc"),
)


@dataclasses.dataclass(frozen=True)
class Choice:
    """What the board shows. ``whose``: one of MINE, EVERYBODY, ASKED, a bloc's code, or a delegation's key."""

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


def choice_of(asked: Mapping[str, str], edition: Edition, reader: Membership) -> Choice:
    """Reads the address; a first view is one's own delegation's, or everybody's."""
    whose, own = asked.get("of", ""), key_of(reader)
    blocs = {bloc.code for bloc in voices_of(edition).blocs}
    if whose not in {MINE, EVERYBODY, ASKED} | blocs and whose not in delegations_of(edition):
        whose = own or EVERYBODY
    topic = asked.get("topic", "")
    return Choice(whose, topic if edition.topics.filter(slug=topic).exists() else "")


def cards_of(edition: Edition, reader: Membership, choice: Choice) -> QuerySet[Card]:
    found = Card.objects.filter(readable(reader), edition=edition)
    if choice.topic:
        found = found.filter(topic__slug=choice.topic)
    return found.filter(_whose(choice.whose, edition, reader))


def _whose(whose: str, edition: Edition, reader: Membership) -> Q:
    if whose == MINE:
        return Q(pk__in=CardOwner.objects.filter(member=reader).values("card"))
    if whose == ASKED:
        asked = Helper.objects.filter(member=reader).exclude(state=Help.DECLINED)
        return Q(pk__in=asked.values("card"))
    if whose == EVERYBODY:
        return Q()
    bloc = next((bloc for bloc in voices_of(edition).blocs if bloc.code == whose), None)
    return Q(bloc=bloc) if bloc else Q(delegation=whose)


def counts(cards: QuerySet[Card]) -> dict[str, int]:
    """Returns the number of cards in each state. One query."""
    found = dict(cards.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in State.values}


def lanes(cards: QuerySet[Card], edition: Edition) -> tuple[dict[str, list[Listed]], dict[str, int]]:
    """Returns the newest cards of each state, and where the older ones begin for each that has more. Three queries."""
    newest = [cards.filter(state=state).order_by("-pk").values("pk")[: IN_A_LANE + 1] for state in State.values]
    found: dict[str, list[Listed]] = {state: [] for state in State.values}
    shown = sorted(first_of_each(Card.objects.only(*SHOWN), newest), key=lambda card: -card.pk)
    for each in listed(shown, edition):
        found[each.card.state].append(each)
    older = {state: each[IN_A_LANE - 1].card.pk for state, each in found.items() if len(each) > IN_A_LANE}
    return {state: each[:IN_A_LANE] for state, each in found.items()}, older


def listed(cards: Iterable[Card], edition: Edition) -> list[Listed]:
    """Adds owners and sources to the cards. Two queries."""
    cards = list(cards)
    owners: dict[int, list[int]] = defaultdict(list)
    for card, member in CardOwner.objects.filter(card__in=cards).order_by("pk").values_list("card", "member"):
        owners[card].append(member)
    sources: dict[int, list[tuple[int | None, str]]] = defaultdict(list)
    rows = CardSource.objects.filter(card__in=cards).order_by("pk").values_list("card", "bloc", "source_type")
    for card, bloc, source_type in rows:
        sources[card].append((bloc, kind_of(_model(source_type)).name))
    voices = voices_of(edition)
    return [Listed(card, [voices[pk] for pk in owners[card.pk]], sources[card.pk]) for card in cards]


def _model(source_type: int) -> Any:
    return ContentType.objects.get_for_id(source_type).model_class()
