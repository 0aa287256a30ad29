"""Groups made of others: whom partings left over joins one, and formats for three or four get theirs from pairs.

Here nothing is proven to be best: pairs are merged greedily, then improved by exchanging halves until no exchange
helps. ``bound`` says how far from the best that can be at most.
"""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from exchanges.pairing.matrix import Matrix

Keys = list[str]
Price = Callable[[str, str], float]
"""What two people are worth to each other in a group: minus infinity when they are parted, 0 within a bloc."""


def join(groups: list[Keys], lonely: Sequence[str], price: Price, largest: int) -> list[str]:
    """Put each of the lonely into the group they suit best, small groups first; returns those whom none can take."""
    left = []
    for key in lonely:
        gains = [(-len(group), sum(price(key, other) for other in group), -n) for n, group in enumerate(groups)]
        fitting = [gain for gain in gains if -gain[0] < largest and gain[1] > -np.inf]
        if fitting:
            groups[-max(fitting)[2]].append(key)
        else:
            left.append(key)
    return left


def merge(groups: list[Keys], price: Price, largest: int) -> tuple[list[Keys], list[str]]:
    """Make groups of three or more out of pairs and larger ones; returns them and those whom none can take."""
    pairs, made = ([g for g in groups if (len(g) == 2) is two] for two in (True, False))
    if largest >= 4:
        room = sum(largest - len(group) for group in made) + (largest - 4) * (len(pairs) // 2)
        spare = 0 if len(pairs) % 2 == 0 else 1 if room >= 2 else min(3, len(pairs))
        halves, pairs = _in_twos(pairs, price, spare)
        made += halves
    # What is left over dissolves into the others, the later pairs into the earlier ones when there is no other room.
    left: list[str] = []
    while pairs:
        last = pairs.pop()
        open_groups = [*pairs, *made]
        left += join(open_groups, last, price, largest)
        made += [group for group in pairs if len(group) > 2]
        pairs = [group for group in pairs if len(group) == 2]
    return sorted(sorted(group) for group in made), left


def bound(worth: Matrix, groups: Sequence[tuple[int, int]]) -> float:
    """No groups in which people have at most as many partners as in these (sizes by bloc) are worth more in all.

    Their cells form a bipartite graph of that degree, which is a union of as many matchings (Kőnig, 1916); none of them
    is worth more than the best.
    """
    costs = worth.max() + 1 - worth
    best = min_weight_full_bipartite_matching(csr_matrix(costs))
    return float(worth[best].sum()) * max(max(sizes) for sizes in groups)


def _in_twos(pairs: list[Keys], price: Price, spare: int) -> tuple[list[Keys], list[Keys]]:
    gain = np.full((len(pairs), len(pairs)), -np.inf)
    for one in range(len(pairs)):
        for other in range(one):
            gain[one, other] = gain[other, one] = sum(price(a, b) for a in pairs[one] for b in pairs[other])
    free, halves = set(range(len(pairs))), []
    for flat in np.argsort(-gain, axis=None, kind="stable"):
        one, other = (int(n) for n in np.unravel_index(flat, gain.shape))
        if len(free) <= spare or gain[one, other] == -np.inf:
            break
        if one in free and other in free:
            halves.append((one, other))
            free -= {one, other}
    halves = _exchanged(halves, gain)
    return [pairs[one] + pairs[other] for one, other in halves], [pairs[n] for n in sorted(free)]


def _exchanged(halves: list[tuple[int, int]], gain: Matrix) -> list[tuple[int, int]]:
    better = True
    while better:
        better = False
        for n in range(len(halves)):
            for m in range(n):
                (a, b), (c, d) = halves[n], halves[m]
                now = gain[a, b] + gain[c, d]
                first, second = max([((a, c), (b, d)), ((a, d), (b, c))], key=lambda two: gain[two[0]] + gain[two[1]])
                if gain[first] + gain[second] > now:
                    halves[n], halves[m], better = first, second, True
    return halves
