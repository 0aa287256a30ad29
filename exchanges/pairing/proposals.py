"""From delegates to the groups of a round: who meets whom, what it is worth, who is left over."""

import dataclasses
import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from exchanges import availability
from exchanges.pairing import merging
from exchanges.pairing.matching import Impossible, Matching, match
from exchanges.pairing.matrix import Mask, Matrix, worth_matrix
from exchanges.pairing.people import Delegate, NoRound, met
from exchanges.pairing.reasons import Facts, Words, facts, told
from exchanges.pairing.weights import Values, Weights
from exchanges.pairing.worth import Worth, shared_topic, worth

Pair = tuple[str, str]
LARGEST_EVER = 4
REPEAT = 4.0
"""What meeting again costs a merged group: more than any worth that it could add."""


@dataclass(frozen=True)
class Group:
    """Who meets: sorted by bloc, then key. ``worth`` is the sum over its pairs of partners (one cell of the matrix each).

    ``minutes``: how long all are free at once, a week; none makes the exchange ``asynchronous``. ``facts``: why, by member's key,
    as JSON that ``reasons.told`` reads. ``repeats``: partners who have met before. Partners are always of two blocs.
    """

    members: tuple[Delegate, ...]
    worth: float
    topic: str | None
    minutes: float
    repeats: tuple[Pair, ...]
    facts: Mapping[str, Facts]

    @property
    def asynchronous(self) -> bool:
        return self.minutes == 0

    @property
    def partners(self) -> list[tuple[Delegate, Delegate]]:
        """Each pair of members across the blocs."""
        return _across(self.members)


@dataclass(frozen=True)
class Unplaced:
    """Somebody without a group: "full" (no group has room), "parted" (from all who are left) or "no bloc"."""

    person: Delegate
    why: str


@dataclass(frozen=True)
class Proposal:
    """The groups of a round. ``bound`` is the total that no other groups can exceed, where they are not proven to be best."""

    rows: tuple[Delegate, ...]
    columns: tuple[Delegate, ...]
    worth: Matrix
    forbidden: tuple[Pair, ...]
    groups: tuple[Group, ...]
    unplaced: tuple[Unplaced, ...]
    values: Values
    bound: float | None = None

    @property
    def total(self) -> float:
        """The sum of the groups' worth."""
        return sum(group.worth for group in self.groups)

    @property
    def repeats(self) -> int:
        """How many partners meet again."""
        return sum(len(group.repeats) for group in self.groups)

    def parts(self, group: Group) -> dict[Pair, Worth]:
        """What each pair of partners of a group is worth, part by part."""
        return {(one.key, other.key): worth(one, other, self.values) for one, other in group.partners}

    def as_json(self, words: Words | None = None) -> dict[str, Any]:
        """What ``pair_round --json`` prints; the reasons in the active language, names as the delegates have them."""
        words = words or Words()
        names = {person.key: person.name or person.key for person in (*self.rows, *self.columns)}
        words = dataclasses.replace(words, names={**names, **words.names})
        return {
            "groups": [
                {
                    "members": [{"email": person.key, "bloc": person.bloc} for person in group.members],
                    "worth": group.worth,
                    "reasons": {key: told(known, words) for key, known in group.facts.items()},
                }
                for group in self.groups
            ],
            "worth": {
                "rows": [person.key for person in self.rows],
                "columns": [person.key for person in self.columns],
                "matrix": self.worth.tolist(),
            },
            "forbidden": [list(pair) for pair in self.forbidden],
            "unplaced": [{"email": left.person.key, "reason": reason(left)} for left in self.unplaced],
            "total": self.total,
        }


def reason(left: Unplaced) -> str:
    """Why somebody has no group, and what a facilitator can do, in the active language."""
    return {
        "full": _("Every group is full. Make a second round, or choose a format with larger groups."),
        "parted": _("Facilitators have parted this person from everybody who was left. Lift a parting, or propose another format."),
        "no bloc": _("This person belongs to no bloc. Give them one in the roster, then propose again."),
    }[left.why]


def propose(
    delegates: Iterable[Delegate],
    *,
    topic: str | None,
    topics: Sequence[str] = (),
    weights: Weights = Weights(),
    largest_group: int = 3,
    smallest_group: int = 2,
    opens: datetime.datetime,
    closes: datetime.datetime,
    parted: Collection[Pair] = (),
    pinned: Collection[Pair] = (),
) -> Proposal:
    """The best groups for one round: see ``matching`` for what is best, ``merging`` for formats of three or more.

    ``topic`` None pairs by the best common one of ``topics`` (slugs, in the edition's order). ``parted`` and ``pinned`` are
    pairs of keys; those that name somebody who is not here count for nothing. Raises NoRound; ValueError when two delegates have
    one key.
    """
    everybody = sorted(delegates, key=lambda person: person.key)
    if len({person.key for person in everybody}) < len(everybody):
        raise ValueError("two delegates have the same key")
    rows, columns = _sides(everybody)
    if largest_group < max(2, smallest_group) or smallest_group > LARGEST_EVER - 1:
        raise NoRound(_("This format is not for pairs or small groups; choose another one for this round."))
    rules = _Rules({frozenset(pair) for pair in parted}, {frozenset(pair) for pair in pinned})
    values = Values(topic, tuple(topics), opens, closes, weights)
    matrix = worth_matrix(rows, columns, values)
    most = min(largest_group, LARGEST_EVER)
    groups, forbidden = _matched(rows, columns, matrix, rules, most)
    if not groups:
        raise NoRound(_("Everybody is parted from everybody on the other side. Lift a parting first."))
    return _finished(rows, columns, matrix, values, rules, groups, forbidden, most, smallest_group, everybody)
