"""Who can be paired."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


class NoRound(Exception):
    """No round is possible with these people and rules; the message says why, in the active language."""


@dataclass(frozen=True, eq=False)
class Delegate:
    """One person as the pairing sees them.

    ``key`` tells people apart (their e-mail) and orders them; ``languages`` are codes, the usual one first; ``hours``
    are weekly hours in ``zone`` (see ``exchanges.availability``); ``topics`` are slugs, dearest first; ``earlier``
    names the country of each earlier partner from the other bloc, by that partner's key.
    """

    key: str
    bloc: str
    country: str = ""
    kind: str = ""
    languages: Sequence[str] = ()
    zone: str = "UTC"
    hours: Sequence[Sequence[int]] = ()
    topics: Sequence[str] = ()
    earlier: Mapping[str, str] = field(default_factory=dict)
    name: str = ""

    @property
    def diary(self) -> tuple[tuple[tuple[int, ...], ...], str]:
        """Hours and zone, as ``exchanges.availability`` takes them."""
        return tuple(tuple(hours) for hours in self.hours), self.zone

    def interest(self, topic: str) -> float:
        """1 for the topic ranked first, a quarter less for each place after, at least a quarter; 0 when not ranked."""
        return max(0.25, 1 - self.topics.index(topic) / 4) if topic in self.topics else 0.0

    def rank(self, topic: str) -> int | None:
        """1 for the topic ranked first; None when not ranked."""
        return self.topics.index(topic) + 1 if topic in self.topics else None


def met(one: Delegate, other: Delegate) -> bool:
    """Were they partners in an earlier round? It is enough that one of them says so."""
    return other.key in one.earlier or one.key in other.earlier
