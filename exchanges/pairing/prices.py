"""The price of a wish: the best groups of a round with it, beside the best groups without it. Both are computed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from exchanges.pairing.proposals import Proposal, propose
from exchanges.pairing.table import Pair

SEEN = 0.005
"""Half of the smallest difference that a page shows."""


@dataclass(frozen=True)
class Standing:
    """One person's result in a proposal: the mean worth (0 to 1) of their pairs, and the keys of their partners."""

    worth: float
    partners: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """Somebody whose partners are worth less with the wish. ``after`` is None when they are left without a group."""

    key: str
    before: Standing
    after: Standing | None

    @property
    def lost(self) -> float:
        return self.before.worth - (self.after.worth if self.after else 0)


@dataclass(frozen=True)
class Price:
    """The total and the least worth of a pair of partners, without the wish and with it, and who stands worse."""

    total: tuple[float, float]
    least: tuple[float, float]
    groups: tuple[int, int]
    weaker: tuple[Change, ...]


def price(asked: Mapping[str, Any], *, pinned: Collection[Pair] = (), parted: Collection[Pair] = ()) -> Price:
    """Returns the price of further pins and partings. ``asked``: as ``propose`` takes it. Raises NoRound."""
    without = propose(**asked)
    more = {"pinned": [*asked["pinned"], *pinned], "parted": [*asked["parted"], *parted]}
    granted = propose(**{**asked, **more})
    before, after = standings(without), standings(granted)
    changes = [Change(key, stood, after.get(key)) for key, stood in before.items()]
    weaker = sorted((each for each in changes if each.lost >= SEEN), key=lambda each: (-each.lost, each.key))
    return Price(
        total=(without.total, granted.total),
        least=(least(without), least(granted)),
        groups=(len(without.groups), len(granted.groups)),
        weaker=tuple(weaker),
    )


def standings(proposal: Proposal) -> dict[str, Standing]:
    """Returns the standing of each member of a group, by key."""
    worth = _worths(proposal)
    found = {}
    for group in proposal.groups:
        for person in group.members:
            partners = tuple(other.key for other in group.members if other.bloc != person.bloc)
            found[person.key] = Standing(sum(worth(person.key, key) for key in partners) / len(partners), partners)
    return found


def least(proposal: Proposal) -> float:
    """Returns the least worth of a pair of partners; 0 in a round without groups."""
    worth = _worths(proposal)
    pairs = (worth(one.key, other.key) for group in proposal.groups for one, other in group.partners)
    return min(pairs, default=0.0)


def _worths(proposal: Proposal) -> Any:
    row = {person.key: n for n, person in enumerate(proposal.rows)}
    column = {person.key: n for n, person in enumerate(proposal.columns)}

    def worth(one: str, other: str) -> float:
        if one in column:
            one, other = other, one
        if one not in row or other not in column:
            return 0.0  # two blocs of one side
        return float(proposal.worth[row[one], column[other]])

    return worth
