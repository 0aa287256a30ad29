"""Seats people at tables, turn by turn, so that they meet the most new people of the other shore.

Each turn alternates between two assignment problems, which scipy solves exactly: the west with the east held still,
then the east with the west held still. It starts from several seeded seatings and returns the best, with a bound that
no seating of tables of these sizes can pass. Same input, same seats.
"""

import dataclasses
import random
from collections.abc import Mapping, Sequence
from typing import Any

Turn = dict[int, int]
"""Maps people (ids) -> their table, from 0."""
SHORES = ("west", "east", "middle")
ROUNDS, STARTS, TRIALS, MOST_WORK = 6, 24, 40, 1200


@dataclasses.dataclass(frozen=True)
class Seating:
    """Seats for all turns of a gathering. ``reached``: pairs across the shores that sit together for the first time;
    ``bound``: more are impossible."""

    turns: list[Turn]
    reached: int
    bound: int


def seat(shores: Mapping[int, str], hosts: Mapping[int, int], tables: int, turns: int) -> Seating:
    """Computes the seats of all turns. ``shores``: west, east or middle of each person. ``hosts`` maps those who stay
    -> their table.

    Everybody sits at exactly one table in each turn, and the sizes of the tables differ as little as the hosts allow.
    Small gatherings, where the bound is hard to reach, are seated many times over, and the best seating stands.
    """
    people = {shore: sorted(who for who, own in shores.items() if own == shore) for shore in SHORES}
    places = _places(people, hosts, tables)
    sizes = [sum(of_table) for of_table in zip(*places.values(), strict=True)]
    most = bound(shores, hosts, sizes, turns)
    best = Seating([], -1, most)
    for trial in range(max(1, min(TRIALS, MOST_WORK // max(1, len(shores))))):
        met: set[tuple[int, int]] = set()
        seated: list[Turn] = []
        chance = random.Random(trial)
        for _turn in range(turns):
            turn = _best(people, hosts, places, met, seated, chance)
            met |= meetings(turn, shores)
            seated.append(turn)
        if len(met) > best.reached:
            best = Seating(seated, len(met), most)
        if best.reached >= most:
            break
    return best


def meetings(turn: Turn, shores: Mapping[int, str]) -> set[tuple[int, int]]:
    """Returns the pairs of west and east that sit together."""
    west = [who for who in turn if shores[who] == "west"]
    east = [who for who in turn if shores[who] == "east"]
    return {(one, other) for one in west for other in east if turn[one] == turn[other]}


def bound(shores: Mapping[int, str], hosts: Mapping[int, int], sizes: Sequence[int], turns: int) -> int:
    """Returns a number of meetings that no seating of tables of these sizes passes.

    At a table of ``size`` with ``some`` of the west, at most ``some * (size - some)`` pairs meet. This grows by less
    with each of them, so that the west is best spread by the largest gain first. Hosts of two tables never meet.
    """
    west, east = (sum(own == shore for own in shores.values()) for shore in ("west", "east"))
    gains = sorted((size - 2 * some - 1 for size in sizes for some in range(size)), reverse=True)
    a_turn = sum(gains[:west])
    largest = max(sizes) - 1
    apart = sum(shores[one] == "west" and shores[other] == "east" for one in hosts for other in hosts)
    each = min(west * min(east, turns * largest), east * min(west, turns * largest))
    return min(turns * a_turn, each, west * east - apart)


def late_table(here: Mapping[int, Sequence[str]], shore: str) -> int:
    """Returns the table for somebody who comes late: the emptiest, then the one with the fewest of their own shore.

    ``here`` maps tables -> the shores of those who sit there.
    """
    return min(here, key=lambda table: (len(here[table]), list(here[table]).count(shore), table))


def _places(people: Mapping[str, list[int]], hosts: Mapping[int, int], tables: int) -> dict[str, list[int]]:
    """Returns how many of each shore sit at each table: evenly, and a host's shore at least with its host."""
    sizes = [0] * tables
    found = {}
    for shore in SHORES:
        hosted = {hosts[who] for who in people[shore] if who in hosts}
        least, more = divmod(len(people[shore]), tables)
        order = sorted(range(tables), key=lambda table: (table not in hosted, sizes[table], table))
        found[shore] = [least + (table in set(order[:more])) for table in range(tables)]
        sizes = [size + some for size, some in zip(sizes, found[shore], strict=True)]
    return found


def _best(
    people: Mapping[str, list[int]],
    hosts: Mapping[int, int],
    places: Mapping[str, list[int]],
    met: set[tuple[int, int]],
    before: Sequence[Turn],
    chance: random.Random,
) -> Turn:
    import numpy

    west, east = people["west"], people["east"]
    new = numpy.array([[(one, other) not in met for other in east] for one in west], dtype=float)
    new = new.reshape(len(west), len(east))
    tables = len(places["west"])
    most = sum(some * others for some, others in zip(places["west"], places["east"], strict=True))
    again = {shore: _again(people[shore], before, tables) for shore in SHORES}
    best, reached = {}, -1.0
    for _start in range(max(2, min(STARTS, MOST_WORK // max(1, len(west) + len(east))))):
        at_west = _shuffled(west, hosts, places["west"], chance)
        at_east = _shuffled(east, hosts, places["east"], chance)
        worth = -1.0
        for _round in range(ROUNDS):
            at_west = _assigned(west, hosts, places["west"], new @ _sits(at_east, tables), again["west"])
            at_east = _assigned(east, hosts, places["east"], new.T @ _sits(at_west, tables), again["east"])
            now = float((new * (_sits(at_west, tables) @ _sits(at_east, tables).T)).sum())
            if now <= worth:
                break
            worth = now
        if worth > reached:
            best, reached = dict(zip([*west, *east], [*at_west, *at_east], strict=True)), worth
        if reached >= most:
            break
    middle = people["middle"]
    still = numpy.zeros((len(middle), tables))
    return best | dict(zip(middle, _assigned(middle, hosts, places["middle"], still, again["middle"]), strict=True))


def _again(people: Sequence[int], before: Sequence[Turn], tables: int) -> Any:
    """Returns 1 where somebody sat at a table before: between equals, people move on to a question they do not know."""
    import numpy

    sat = numpy.zeros((len(people), tables))
    for turn in before:
        sat[range(len(people)), [turn[who] for who in people]] = 1
    return sat


def _sits(tables_of: Sequence[int], tables: int) -> Any:
    import numpy

    sits = numpy.zeros((len(tables_of), tables))
    sits[range(len(tables_of)), list(tables_of)] = 1
    return sits


def _shuffled(people: Sequence[int], hosts: Mapping[int, int], places: list[int], chance: random.Random) -> list[int]:
    free = _free(people, hosts, places)
    chance.shuffle(free)
    return [hosts[who] if who in hosts else free.pop() for who in people]


def _assigned(people: Sequence[int], hosts: Mapping[int, int], places: list[int], gain: Any, again: Any) -> list[int]:
    """Returns the tables that give the most: hosts stay, everybody else takes one of the places that are left."""
    from scipy.optimize import linear_sum_assignment

    free, moving = _free(people, hosts, places), [n for n, who in enumerate(people) if who not in hosts]
    found = [hosts.get(who, 0) for who in people]
    if moving:
        worth = gain - again / (len(people) + 1)
        rows, columns = linear_sum_assignment(worth[moving][:, free], maximize=True)
        for row, column in zip(rows, columns, strict=True):
            found[moving[row]] = free[column]
    return found


def _free(people: Sequence[int], hosts: Mapping[int, int], places: list[int]) -> list[int]:
    """Returns the tables of the places that no host takes, one entry a place."""
    taken = [hosts[who] for who in people if who in hosts]
    return [table for table, some in enumerate(places) for _place in range(some - taken.count(table))]
