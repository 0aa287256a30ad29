"""Groups made of others: whom partings left over joins one, and formats for three or four get theirs from pairs.

Here nothing is proven to be best: pairs are merged greedily, and ``reseating`` makes the groups better. ``bound`` says
how far from the best they can be at most.
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from exchanges.pairing.matrix import Matrix
from exchanges.pairing.table import Table

Keys = list[str]


def join(groups: list[Keys], lonely: Sequence[str], table: Table, largest: int) -> list[str]:
    """Put each of the lonely into the group they suit best, small groups first; returns those whom none can take."""
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
    """Make groups of three or more out of pairs and larger ones; returns them and those whom none can take."""
    pairs, made = ([g for g in groups if (len(g) == 2) is two] for two in (True, False))
    if largest >= 4:
        room = sum(largest - len(group) for group in made) + (largest - 4) * (len(pairs) // 2)
        spare = 0 if len(pairs) % 2 == 0 else 1 if room >= 2 else min(3, len(pairs))
        halves, pairs = _in_twos(pairs, table, spare)
        made += halves
    # What is left over dissolves into the others, the later pairs into the earlier ones when there is no other room.
    left: list[str] = []
    while pairs:
        last = pairs.pop()
        open_groups = [*pairs, *made]
        left += join(open_groups, last, table, largest)
        made += [group for group in pairs if len(group) > 2]
        pairs = [group for group in pairs if len(group) == 2]
    return sorted(sorted(group) for group in made), left


def bound(worth: Matrix, sizes: Sequence[tuple[int, int]]) -> float:
    """No groups of these sizes (people of either side) are worth more in all.

    Their cells form a bipartite graph in which nobody has more partners than the largest side of a group has people. So
    it is a union of as many matchings (Kőnig, 1916), and of such whose numbers of cells differ by one at most (de
    Werra, 1971); none of them is worth more than the best matching of so many cells.
    """
    cells = sum(rows * columns for rows, columns in sizes)
    each, more = divmod(cells, degree := max(max(size) for size in sizes))
    return (degree - more) * _best_of(worth, each) + more * (_best_of(worth, each + 1) if more else 0)


def _best_of(worth: Matrix, count: int) -> float:
    """What the best matching of so many cells is worth: whoever is not in it is matched to nobody, at no worth."""
    rows, columns = worth.shape
    costs = np.zeros((rows + columns - count, rows + columns - count))
    costs[:rows, :columns] = worth.max() + 1 - worth
    costs[:rows, columns:] = costs[rows:, :columns] = worth.max() + 1
    people, partners = min_weight_full_bipartite_matching(csr_matrix(costs))
    across = (people < rows) & (partners < columns)
    return float(worth[people[across], partners[across]].sum())


def _in_twos(pairs: list[Keys], table: Table, spare: int) -> tuple[list[Keys], list[Keys]]:
    """The pairs that gain most by each other two by two, all but ``spare`` of them where the partings let it be."""
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
        for one, other in table.apart(side):
            if one in seats and other in seats:
                n, m = seats.index(one), seats.index(other)
                gain[n, m] = gain[m, n] = -np.inf
    np.fill_diagonal(gain, -np.inf)
    return gain
