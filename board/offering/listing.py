"""Offers and needs as pages list them, and their matches."""

import dataclasses
from typing import Any

from django.db.models import QuerySet

from academy.models import Edition, Membership
from academy.pages.compiled import Compiled, later_id
from academy.voices import voices_of
from board.models import Match, Offering
from commons.texts.withheld import readable

MOST_OWN = 20
MOST_MATCHES = 20
MOST_ON_TODAY = 4


def offerings_of(edition: Edition, reader: Membership, *, topic: int | None, bloc: int | None) -> QuerySet[Offering]:
    """Returns those that stand and that the reader sees, of a topic and a bloc or of all."""
    where = {"topic": topic} if topic is not None else {"edition": edition.pk}
    if bloc is not None:
        where["bloc"] = bloc
    return _shown().filter(readable(reader), withdrawn_at=None, **where)


def own(reader: Membership) -> list[Offering]:
    """Returns the reader's own, the newest first, withdrawn ones too."""
    found = list(_shown().filter(author=reader).order_by("-pk")[:MOST_OWN])
    voices_of(reader.edition).lend(found)
    return found


def _shown() -> QuerySet[Offering]:
    return Offering.objects.select_related("topic", "aspect", "practice").defer("practice__from_pack")


@dataclasses.dataclass(frozen=True)
class Met:
    """A match as one of its two authors sees it."""

    match: Match
    mine: Offering
    theirs: Offering


def matches_of(offering: Offering, reader: Membership) -> list[Met]:
    """Returns the matches that stand, the newest first, for its author. One query."""
    if offering.author_id != reader.pk or not offering.stands:
        return []
    rows = _standing().filter(**{offering.kind: offering}).order_by("-pk")[:MOST_MATCHES]
    return _met(list(rows), reader)


def unopened_for(reader: Membership) -> list[Met]:
    """Returns the newest matches from which neither has written to the other yet. One query."""
    return _met(_UNOPENED.all(reader=reader.pk), reader)


def _standing() -> QuerySet[Match]:
    stand = {f"{side}__{at}": None for side in ("need", "offer") for at in ("withdrawn_at", "hidden_at")}
    return Match.objects.filter(ended_at=None, **stand).select_related("need", "offer")


def _unopened() -> QuerySet[Match]:
    reader = later_id("reader")
    mine = Offering.objects.filter(author=reader).values("pk")
    waiting = Match.objects.filter(opened_at=None, ended_at=None)
    of_needs, of_offers = (waiting.filter(**{f"{side}__in": mine}).values("pk") for side in ("need", "offer"))
    return _standing().filter(pk__in=of_needs.union(of_offers)).order_by("-pk")[:MOST_ON_TODAY]


_UNOPENED = Compiled(_unopened)


def _met(matches: list[Any], reader: Membership) -> list[Met]:
    found = []
    for match in matches:
        mine, theirs = match.need, match.offer
        if mine.author_id != reader.pk:
            mine, theirs = theirs, mine
        found.append(Met(match, mine, theirs))
    voices_of(reader.edition).lend([each.theirs for each in found])
    return found


def meeting_across(edition: Edition) -> list[tuple[int, int, str]]:
    """Returns author of the need, author of the offer, and the offer's topic, of all matches that stand. One query."""
    rows = _standing().filter(need__edition=edition)
    return list(rows.values_list("need__author", "offer__author", "offer__topic__slug"))
