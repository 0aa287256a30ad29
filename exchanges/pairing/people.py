"""The people to pair."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from academy.hours.whereabouts import Stay, Whereabouts
from exchanges.scheduling.availability import Diary

Marked = tuple[str, str, str]
"""Something that a person marked: its topic, the code of the bloc that it is of, and its aspect ("" for a text)."""


class NoRound(Exception):
    """No round is possible with these people and rules. The message says why, in the active language."""


@dataclass(frozen=True)
class Across:
    """Facts that join a person to the other shore. A topic is a slug, a person a key.

    ``marked`` maps what they marked to the aspect's title by language ({} for a text). ``read`` has the topic and the
    author of each text that they marked, ``shown`` the topic and the person of each offer that meets a need of theirs,
    ``sought`` those of each need that an offer of theirs meets.
    """

    marked: Mapping[Marked, Mapping[str, str]] = field(default_factory=dict)
    read: Collection[tuple[str, str]] = ()
    shown: Collection[tuple[str, str]] = ()
    sought: Collection[tuple[str, str]] = ()


@dataclass(frozen=True, eq=False)
class Delegate:
    """One person as input of the pairing.

    ``key`` is the e-mail; it identifies people and orders them. ``languages`` are codes, the usual one first. ``hours``
    are weekly hours in ``zone``, on the days of ``stays`` those of the clock there, and none on the days ``off`` (see
    ``exchanges.scheduling.availability``). ``topics`` are slugs, best liked first.
    ``earlier`` maps keys of earlier partners from the other bloc to their countries.
    """

    key: str
    bloc: str
    country: str = ""
    kind: str = ""
    languages: Sequence[str] = ()
    zone: str = "UTC"
    hours: Sequence[Sequence[int]] = ()
    stays: Sequence[Stay] = ()
    off: Sequence[datetime.date] = ()
    topics: Sequence[str] = ()
    earlier: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    across: Across = field(default_factory=Across)

    @property
    def first_topic(self) -> str:
        """Returns the topic that they ranked first; "" when they ranked none."""
        return next(iter(self.topics), "")

    @property
    def diary(self) -> Diary:
        """Hours and place, as ``exchanges.scheduling.availability`` takes them. It can be hashed."""
        place = self.whereabouts if self.stays or self.off else self.zone
        return tuple(tuple(hours) for hours in self.hours), place

    @property
    def whereabouts(self) -> Whereabouts:
        return Whereabouts(self.zone, tuple(self.stays), tuple(self.off))

    def interest(self, topic: str) -> float:
        """Returns 1 for the topic ranked first, 0.25 less for each later place, at least 0.25; 0 when not ranked."""
        return max(0.25, 1 - self.topics.index(topic) / 4) if topic in self.topics else 0.0

    def rank(self, topic: str) -> int | None:
        """Returns 1 for the topic ranked first; None when not ranked."""
        return self.topics.index(topic) + 1 if topic in self.topics else None


def met(one: Delegate, other: Delegate) -> bool:
    """True when one of them names the other as an earlier partner."""
    return other.key in one.earlier or one.key in other.earlier
