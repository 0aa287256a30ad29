"""Why two people are in one exchange: facts, kept with the exchange, put in words in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.models import Kind, Membership
from academy.templatetags.academy import language
from academy.texts import localized
from exchanges.models import Exchange

Fact = Mapping[str, Any]
NAMED_RANKS = 3


def reasons_for(exchange: Exchange, reader: Membership) -> list[str]:
    """Why this reader is in the exchange; for somebody who runs the course, why its members are in it."""
    participants = list(exchange.participants.all())
    own = next((seat for seat in participants if seat.membership_id == reader.pk), None)
    if own is not None:
        return [to_you(fact) for fact in own.reasons.get("facts", [])]
    # Whoever stands alone for their shore has a fact for each pair across the water.
    seat = max(participants, key=lambda seat: len(seat.reasons.get("facts", [])), default=None)
    if seat is None:
        return []
    name = seat.membership.person.given_name or seat.membership.person.name
    return [of_two(fact, name) for fact in seat.reasons.get("facts", [])]


def to_you(fact: Fact) -> str:
    """The fact as a sentence to the member whom it concerns; ``fact["with"]`` is the other one's name."""
    return _TO_YOU[fact["kind"]](fact) % _words(fact)


def of_two(fact: Fact, name: str) -> str:
    """The same, said of ``name`` and the other one to somebody else."""
    return _OF_TWO[fact["kind"]](fact) % {**_words(fact), "name": name}


def _words(fact: Fact) -> dict[str, Any]:
    return {
        "with": fact.get("with", ""),
        "topic": localized(fact.get("titles")),
        "language": language(fact.get("language", "")),
        "hours": fact.get("hours", 0),
        "side": Kind(fact["side"]).label if "side" in fact else "",
        "other": Kind(fact["other"]).label if "other" in fact else "",
    }


def _hours_to_you(fact: Fact) -> str:
    return ngettext(
        "You and %(with)s have %(hours)s free hour a week in common.",
        "You and %(with)s have %(hours)s free hours a week in common.",
        fact["hours"],
    )


def _hours_of_two(fact: Fact) -> str:
    return ngettext(
        "%(name)s and %(with)s have %(hours)s free hour a week in common.",
        "%(name)s and %(with)s have %(hours)s free hours a week in common.",
        fact["hours"],
    )


_TO_YOU = {
    "both-first": lambda fact: _("You and %(with)s both ranked “%(topic)s” first."),
    "both-chose": lambda fact: _("You and %(with)s both chose “%(topic)s”."),
    "they-chose": lambda fact: _("%(with)s chose “%(topic)s”."),
    "you-chose": lambda fact: _("You chose “%(topic)s”."),
    "hours": _hours_to_you,
    "no-hours": lambda fact: _("You and %(with)s share no free hour, so you write each when you can."),
    "mother-tongue": lambda fact: _("You and %(with)s both work first in this language: %(language)s."),
    "language": lambda fact: _("You and %(with)s share a language: %(language)s."),
    "no-language": lambda fact: _("You and %(with)s share no language: write short sentences, and let a translation help."),
    "same-side": lambda fact: _("You and %(with)s sit on the same side of the table: %(side)s."),
    "other-side": lambda fact: _("You and %(with)s see it from two sides: %(side)s and %(other)s."),
    "again": lambda fact: _("You and %(with)s have met in an earlier round; nobody new was free."),
}
_OF_TWO = {
    "both-first": lambda fact: _("%(name)s and %(with)s both ranked “%(topic)s” first."),
    "both-chose": lambda fact: _("%(name)s and %(with)s both chose “%(topic)s”."),
    "they-chose": lambda fact: _("%(with)s chose “%(topic)s”."),
    "you-chose": lambda fact: _("%(name)s chose “%(topic)s”."),
    "hours": _hours_of_two,
    "no-hours": lambda fact: _("%(name)s and %(with)s share no free hour, so they write each when they can."),
    "mother-tongue": lambda fact: _("%(name)s and %(with)s both work first in this language: %(language)s."),
    "language": lambda fact: _("%(name)s and %(with)s share a language: %(language)s."),
    "no-language": lambda fact: _("%(name)s and %(with)s share no language."),
    "same-side": lambda fact: _("%(name)s and %(with)s sit on the same side of the table: %(side)s."),
    "other-side": lambda fact: _("%(name)s and %(with)s see it from two sides: %(side)s and %(other)s."),
    "again": lambda fact: _("%(name)s and %(with)s have met in an earlier round; nobody new was free."),
}
