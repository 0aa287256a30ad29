"""Larger groups from smaller ones: single people join a group, and pairs become groups of three or four.

Pairs are merged greedily and ``reseating`` improves the groups, so that they are not proven best. ``bound`` gives an
upper bound of their worth.
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from exchanges.pairing.matrix import Matrix
from exchanges.pairing.table import Table

Keys = list[str]


def join(groups: list[Keys], lonely: Sequence[str], table: Table, largest: int) -> list[str]:
    """Puts each of ``lonely`` into the group that gains most, small groups first. Returns people whom none can take."""
    left = []
    for key in lonely:
        gains = [(-len(group), sum(table.price(key, other) for other in group), -n) for n, group in enumerate(groups)]
        fitting = [gain for gain in gains if -gain[0] < largest and gain[1] > -np.inf]
        if fitting:
            groups[-max(fitting)[2]].append(key)
        else:
            left.append(key)
    return left


def merge(groups: list[Keys], table: Table, largest: int) -> tuple[list[Keys], list[str]]:
    """Makes groups of three or more from pairs and larger groups. Returns them and people whom none can take."""
    pairs, made = ([g for g in groups if (len(g) == 2) is two] for two in (True, False))
    if largest >= 4:
        room = sum(largest - len(group) for group in made) + (largest - 4) * (len(pairs) // 2)
        spare = 0 if len(pairs) % 2 == 0 else 1 if room >= 2 else min(3, len(pairs))
        halves, pairs = _in_twos(pairs, table, spare)
        made += halves
    # The pairs that are left are taken apart from the last on, because earlier pairs hold the pins.
    left: list[str] = []
    while pairs:
        last = pairs.pop()
        open_groups = [*pairs, *made]
        left += join(open_groups, last, table, largest)
        made += [group for group in pairs if len(group) > 2]
        pairs = [group for group in pairs if len(group) == 2]
    return sorted(sorted(group) for group in made), left


def bound(worth: Matrix, sizes: Sequence[tuple[int, int]]) -> float:
    """Returns an upper bound of the total worth of groups of these sizes (people of either side).

    The cells of such groups form a bipartite graph. Its largest degree is that of the largest side of a group, so that
    it is a union of as many matchings (Kőnig, 1916), whose sizes differ by at most one (de Werra, 1971). The best
    matching of each size bounds the worth of each of them.
    """
    cells = sum(rows * columns for rows, columns in sizes)
    each, more = divmod(cells, degree := max(max(size) for size in sizes))
    return (degree - more) * _best_of(worth, each) + more * (_best_of(worth, each + 1) if more else 0)


def _best_of(worth: Matrix, count: int) -> float:
    """Returns the worth of the best matching of ``count`` cells. Dummies of no worth match all other people."""
    rows, columns = worth.shape
    costs = np.zeros((rows + columns - count, rows + columns - count))
    costs[:rows, :columns] = worth.max() + 1 - worth
    costs[:rows, columns:] = costs[rows:, :columns] = worth.max() + 1
    people, partners = min_weight_full_bipartite_matching(csr_matrix(costs))
    across = (people < rows) & (partners < columns)
    return float(worth[people[across], partners[across]].sum())


def _in_twos(pairs: list[Keys], table: Table, spare: int) -> tuple[list[Keys], list[Keys]]:
    """Merges the two pairs that gain most, again and again, until ``spare`` pairs are left or partings forbid it."""
    gain = _gain(pairs, table)
    free, halves = set(range(len(pairs))), []
    for flat in np.argsort(-gain, axis=None, kind="stable"):
        one, other = (int(n) for n in np.unravel_index(flat, gain.shape))
        if len(free) <= spare or gain[one, other] == -np.inf:
            break
        if one in free and other in free:
            halves.append(pairs[one] + pairs[other])
            free -= {one, other}
    return halves, [pairs[n] for n in sorted(free)]


def _gain(pairs: list[Keys], table: Table) -> Matrix:
    rows, columns = (
        [next(side[key] for key in pair if key in side) for pair in pairs] for side in (table.row, table.column)
    )
    across = table.prices[np.ix_(rows, columns)]
    gain: Matrix = across + across.T
    for seats, side in ((rows, table.rows), (columns, table.columns)):
        for one, other in table.parted_within(side):
            if one in seats and other in seats:
                n, m = seats.index(one), seats.index(other)
                gain[n, m] = gain[m, n] = -np.inf
    np.fill_diagonal(gain, -np.inf)
    return gain
