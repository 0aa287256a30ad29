"""From delegates to the groups of a round, with their worth, and the people without a group."""

import dataclasses
import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from academy.typed.sentences import fill
from exchanges.pairing import merging, reseating
from exchanges.pairing.matching import Cell, Impossible, match
from exchanges.pairing.matrix import Matrix, lacking, measured, worth_matrix
from exchanges.pairing.people import Delegate, NoRound, met
from exchanges.pairing.reasons import Facts, Words, as_text, facts, why_left
from exchanges.pairing.table import Pair, Rules, Table, sides_of
from exchanges.pairing.weights import Values, Weights
from exchanges.pairing.worth import Worth, shared_topic, worth
from exchanges.scheduling import availability

LARGEST_EVER = 4
USUAL = Weights()


@dataclass(frozen=True)
class Group:
    """A group of a round. ``members`` are sorted by bloc, then key. Partners are members of different blocs.

    ``worth`` is the sum over all pairs of partners (one cell of the matrix each). ``minutes`` is the time a week in
    which all are free; the exchange is ``asynchronous`` when it is 0. ``repeats`` are partners who have met before.
    ``facts`` are the reasons by member's key, as JSON that ``reasons.as_text`` reads.
    """

    members: tuple[Delegate, ...]
    worth: float
    topic: str | None
    minutes: float
    repeats: tuple[Pair, ...]
    facts: Mapping[str, Facts]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(person.key for person in self.members)

    @property
    def asynchronous(self) -> bool:
        return self.minutes == 0

    @property
    def partners(self) -> list[tuple[Delegate, Delegate]]:
        """Each pair of members across the blocs."""
        return _across(self.members)


@dataclass(frozen=True)
class Unplaced:
    """A person without a group. ``why`` is "full" (no group has room), "parted" (from every group),
    "lacking" (an hour or a language that the round needs), or "no bloc"."""

    person: Delegate
    why: str


@dataclass(frozen=True)
class Proposal:
    """The groups of a round. ``bound``: no groups of these sizes exceed it in total; None when proven best."""

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
    def gap(self) -> float | None:
        """The share of ``bound``, 0 to 1, that better groups could add at most; None when these are proven best."""
        return None if self.bound is None else 1 - self.total / self.bound if self.bound else 0.0

    @property
    def repeats(self) -> int:
        """The number of pairs of partners who meet again."""
        return sum(len(group.repeats) for group in self.groups)

    def parts(self, group: Group) -> dict[Pair, Worth]:
        """Returns the worth of each pair of partners of a group."""
        return {(one.key, other.key): worth(one, other, self.values) for one, other in group.partners}

    def as_json(self, words: Words | None = None) -> dict[str, Any]:
        """Returns the output of ``pair_round --json``, with reasons in the active language."""
        words = words or Words()
        names = {person.key: person.name or person.key for person in (*self.rows, *self.columns)}
        words = dataclasses.replace(words, names={**names, **words.names})
        return {
            "groups": [
                {
                    "members": [{"email": person.key, "bloc": person.bloc} for person in group.members],
                    "worth": group.worth,
                    "reasons": {key: as_text(known, words) for key, known in group.facts.items()},
                }
                for group in self.groups
            ],
            "worth": {
                "rows": [person.key for person in self.rows],
                "columns": [person.key for person in self.columns],
                "matrix": self.worth.tolist(),
                "interest": measured("interest", self.rows, self.columns, self.values).tolist(),
            },
            "forbidden": [list(pair) for pair in self.forbidden],
            "unplaced": [{"email": left.person.key, "reason": why_left(left.why)} for left in self.unplaced],
            "total": self.total,
            "bound": self.bound,
            "gap": self.gap,
        }


def propose(
    delegates: Iterable[Delegate],
    *,
    topic: str | None,
    topics: Sequence[str] = (),
    weights: Weights = USUAL,
    largest_group: int = 3,
    smallest_group: int = 2,
    opens: datetime.datetime,
    closes: datetime.datetime,
    parted: Collection[Pair] = (),
    pinned: Collection[Pair] = (),
) -> Proposal:
    """Returns the best groups for a round (see ``matching``), or good ones for formats of three or more (``merging``).

    When ``topic`` is None, pairs are measured by the best common one of ``topics`` (slugs, in the edition's order).
    ``parted`` and ``pinned`` are pairs of keys; a pair with an unknown key is ignored. Raises NoRound, and ValueError
    when two delegates have one key.
    """
    everybody = sorted(delegates, key=lambda person: person.key)
    if len({person.key for person in everybody}) < len(everybody):
        raise ValueError("two delegates have the same key")
    if largest_group < max(2, smallest_group) or smallest_group >= LARGEST_EVER:
        raise NoRound(_("This format is not for pairs or small groups; choose another one for this round."))
    values = Values(topic, tuple(topics), opens, closes, weights)
    table = table_of([person for person in everybody if person.bloc], values, parted, pinned)
    most = min(largest_group, LARGEST_EVER)
    groups, forbidden = _matched(table, most)
    groups, lonely = _grown(table, groups, smallest_group, most)
    bound = merging.bound(table.worth, [table.sizes(group) for group in groups]) if smallest_group > 2 else None
    unplaced = [Unplaced(person, "no bloc") for person in everybody if not person.bloc]
    unplaced += [Unplaced(table.people[key], _why_out(table, key, groups, most)) for key in sorted(lonely)]
    made = sorted((group_of(table, group, values) for group in groups), key=lambda made: made.keys)
    return Proposal(table.rows, table.columns, table.worth, forbidden, tuple(made), tuple(unplaced), values, bound)


def table_of(
    delegates: Sequence[Delegate], values: Values, parted: Collection[Pair], pinned: Collection[Pair]
) -> Table:
    """Returns the two sides with the worth of every pair. Raises NoRound."""
    rows, columns = sides_of(delegates)
    rules = Rules.from_pairs(parted, pinned)
    return Table(rows, columns, worth_matrix(rows, columns, values), rules, lacking(rows, columns, values))


def _why_out(table: Table, key: str, groups: Iterable[Sequence[str]], most: int) -> str:
    """Returns "full" when larger groups would help, "lacking" when the round needs too much, else "parted"."""
    groups = list(groups)
    welcome = any(all(table.price(key, other) > -np.inf for other in group) for group in groups)
    if welcome and all(len(group) >= most for group in groups):
        return "full"
    return "lacking" if table.lacks(key) and not any(key in pair for pair in table.rules.parted) else "parted"


def _matched(table: Table, most: int) -> tuple[list[list[str]], tuple[Pair, ...]]:
    """Returns a group for each person of the smaller side, and the forbidden pairs. Raises NoRound."""
    here = [pair for pair in map(sorted, table.rules.pinned) if all(key in table.people for key in pair)]
    wanted = [tuple(sorted(pair, key=lambda key: key in table.column)) for pair in here]
    if amiss := [pair for pair in wanted if pair[0] not in table.row or pair[1] not in table.column]:
        names = {"names": get_text_list(list(amiss[0]), _("and"))}
        raise NoRound(fill(_("Pinned together, but of one bloc: %(names)s."), names))
    pinned = [(table.row[one], table.column[other]) for one, other in wanted]
    parted, earlier = table.mask(table.is_parted) | table.barred, table.mask(met)
    try:
        found = match(table.worth, parted=parted, earlier=earlier, pinned=pinned, most=most - 1)
        while clash := _clash(table, found.cells, pinned):
            parted[clash] = True
            found = match(table.worth, parted=parted, earlier=earlier, pinned=pinned, most=most - 1)
    except Impossible:
        raise NoRound(_("The pinned pairs cannot all stand in one round. Lift a pin, then propose again.")) from None
    groups: dict[int, list[str]] = {}
    for row, column in found.cells:
        groups.setdefault(column, [table.columns[column].key]).append(table.rows[row].key)
    forbidden = tuple((table.rows[r].key, table.columns[c].key) for r, c in np.argwhere(found.forbidden))
    return [groups[column] for column in sorted(groups)], forbidden


def _grown(table: Table, groups: list[list[str]], smallest: int, most: int) -> tuple[list[list[str]], list[str]]:
    """Enlarges the matched groups to the format's sizes; also returns people whom none can take. Raises NoRound."""
    if smallest > 2:
        groups.sort(key=lambda group: not table.pins(group))  # ``merge`` takes the last pairs apart
        groups, _left = merging.merge(groups, table, most)
    lonely = merging.join(groups, table.outside(groups), table, most)
    if not groups and len(table.people) < smallest:
        raise NoRound(_("There are too few people for this format. Choose one for pairs, or wait for more delegates."))
    if not groups and table.barred.any():
        raise NoRound(_("Nobody has what has to be there: a free hour, or a language, in common. Ask for less."))
    if not groups:
        raise NoRound(_("Everybody is parted from everybody on the other side. Lift a parting first."))
    if table.pins(table.people) - {pin for group in groups for pin in table.pins(group)}:
        raise NoRound(_("The pinned pairs cannot all stand in one round. Lift a pin, then propose again."))
    if smallest > 2:
        groups = reseating.better(table, groups)
    return groups, lonely


def _clash(table: Table, cells: Iterable[Cell], pinned: Collection[Cell]) -> Cell | None:
    """Returns a cell to forbid because two parted people of one side share a partner, or None. Pins come last."""
    seated: dict[int, list[int]] = {}
    for row, column in sorted(cells, key=lambda cell: cell not in pinned):
        if any(table.is_parted(table.rows[row], table.rows[other]) for other in seated.setdefault(column, [])):
            return row, column
        seated[column].append(row)
    return None


def group_of(table: Table, keys: Sequence[str], values: Values) -> Group:
    members = tuple(sorted((table.people[key] for key in keys), key=lambda person: (person.bloc, person.key)))
    ours, theirs = ([person for person in members if person.key in side] for side in (table.row, table.column))
    topic = shared_topic(ours, theirs, values)
    spans = availability.common([person.diary for person in members], values.opens, values.closes)
    free = sum((end - begin).total_seconds() for begin, end in spans) / 60
    across = _across(members)
    by_reader = {
        reader.key: facts(
            reader,
            [other for other in members if other is not reader],
            topic=topic,
            spans=spans,
            pinned=any(table.is_pinned(*pair) for pair in across if reader in pair),
            only=values.topic,
        )
        for reader in members
    }
    return Group(
        members,
        worth=sum(table.value(one.key, other.key) for one, other in across),
        topic=topic,
        minutes=free / availability.weeks(*availability.window(values.opens, values.closes)),
        repeats=tuple((one.key, other.key) for one, other in across if met(one, other)),
        facts=by_reader,
    )


def _across(members: Sequence[Delegate]) -> list[tuple[Delegate, Delegate]]:
    return [(one, other) for n, one in enumerate(members) for other in members[n + 1 :] if one.bloc != other.bloc]
