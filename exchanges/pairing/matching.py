"""The best pairs, and trios when one side is larger.

Everybody of the larger side (the rows) gets one seat with somebody of the smaller side (the columns). The surplus is
spread evenly: each column has ``q`` or ``q + 1`` seats, at most ``most``, and at least one is filled. A chosen cell of
the worth matrix is a pair of partners; a pair has one cell, a trio two. The matching has, in this order,

1. the fewest partners who have met before,
2. the highest least worth of a chosen cell (bottleneck assignment),
3. the highest sum of the chosen cells (linear sum assignment).

All three are exact. For 1, the duals of an assignment problem give its tight cells, which hold all optimal matchings
and no others. For 2, a search finds the highest threshold that leaves a full matching. For 3, the assignment problem is
solved on the cells that the threshold leaves.

``forbidden`` holds the cells that the hard rules exclude: parted pairs, cells that a pin excludes, and earlier
partners. When repeats are unavoidable, it holds parted pairs and the cells that are in no matching with the fewest
repeats. The result is the best assignment outside ``forbidden`` by 2 and 3. When partings leave people without any
partner, as few as possible stay out.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching, min_weight_full_bipartite_matching

from exchanges.pairing.matrix import Mask, Matrix

Cell = tuple[int, int]
Indices = npt.NDArray[np.intp]
OUT = -1
"""The owner of a seat outside, for people whom no group can hold."""


class Impossible(Exception):
    """No matching keeps every pin."""


@dataclass(frozen=True)
class Matching:
    """Chosen cells by row, and the forbidden cells. A row without a cell stays out."""

    cells: list[Cell]
    forbidden: Mask


@dataclass(frozen=True)
class _Seats:
    """The seats of the smaller side. ``owners`` gives the column of each seat, or OUT. ``must`` marks seats that have
    to be filled."""

    owners: Indices
    must: Mask

    def spread(self, cells: npt.NDArray[Any], outside: Any) -> npt.NDArray[Any]:
        """Repeats each column of ``cells`` for each of its seats. ``outside`` (by row) fills the seats outside."""
        if len(self.owners) == cells.shape[1] and OUT not in self.owners:
            return cells
        seats = cells[:, self.owners]
        seats[:, self.owners == OUT] = outside
        return seats


def match(worth: Matrix, *, parted: Mask, earlier: Mask, pinned: Collection[Cell] = (), most: int = 1) -> Matching:
    """Returns the best matching by the rules above, of at least as many rows as columns. Raises Impossible."""
    seats = _seats(worth.shape[0], worth.shape[1], most)
    excluded = np.zeros(worth.shape, dtype=bool)
    for row, column in pinned:
        if parted[row, column]:
            raise Impossible
        excluded[row, np.arange(worth.shape[1]) != column] = True
    repeated = earlier.copy()
    free_to_stay_out = np.ones((worth.shape[0], 1), dtype=bool)
    for row, column in pinned:
        repeated[row, column] = False
        free_to_stay_out[row] = False
    allowed = ~(parted | excluded | repeated)
    edges = seats.spread(allowed, free_to_stay_out)
    must = seats.must
    if not _is_feasible(edges, must):
        costs = np.where(parted, 1.0 + len(worth), repeated)
        costs[excluded] = np.inf
        edges, must = _cheapest(seats.spread(costs, np.where(free_to_stay_out, 0, np.inf)), must)
        used = np.zeros(worth.shape, dtype=bool)
        for column in range(worth.shape[1]):
            used[:, column] = edges[:, seats.owners == column].any(axis=1)
        allowed = used & ~parted
    # A parted cell that is still an edge means that two people stay out, so that it has no worth and no threshold.
    gain = seats.spread(np.where(parted, 0, worth), 0)
    counted = seats.spread(~parted, np.zeros((1, 1), dtype=bool))
    edges = _above_the_threshold(gain, edges, must, counted)
    rows, taken = _best(gain, edges, must)
    owners = seats.owners[taken]
    cells = [(int(r), int(c)) for r, c in zip(rows, owners, strict=True) if c != OUT and not parted[r, c]]
    return Matching(sorted(cells), ~allowed)


def _seats(rows: int, columns: int, most: int) -> _Seats:
    if rows >= columns * most:
        owners = np.concatenate([np.repeat(np.arange(columns), most), np.full(rows - columns * most, OUT)])
        return _Seats(owners, np.ones(len(owners), dtype=bool))
    each, more = divmod(rows, columns)
    owners = np.tile(np.arange(columns), each + bool(more))
    return _Seats(owners, np.arange(len(owners)) < columns * each)


def _is_feasible(edges: Mask, must: Mask) -> bool:
    """True when a matching covers every row and every seat that must be filled.

    It exists when one matching covers the rows and one covers the seats (Mendelsohn and Dulmage, 1958).
    """
    graph = csr_matrix(edges)
    if (maximum_bipartite_matching(graph, perm_type="column") < 0).any():
        return False
    square = edges.shape[0] == edges.shape[1]
    return bool(square or (maximum_bipartite_matching(graph[:, must], perm_type="row") >= 0).all())


def _above_the_threshold(gain: Matrix, edges: Mask, must: Mask, counted: Mask) -> Mask:
    """Returns the edges at or above the highest threshold that leaves a matching, and all that are not counted."""
    height = np.where(edges, np.where(counted, gain, np.inf), -np.inf)
    highest = min(height.max(axis=1).min(), height[:, must].max(axis=0).min())
    steps = np.unique(height[np.isfinite(height) & (height <= highest)])
    low, high = 0, len(steps) - 1  # invariant: steps[low] leaves a matching
    probe = high
    while low < high:
        if _is_feasible(height >= steps[probe], must):
            low = probe
        else:
            high = probe - 1
        probe = (low + high + 1) // 2
    return height >= steps[low] if len(steps) else edges


def _best(gain: Matrix, edges: Mask, must: Mask) -> tuple[Indices, Indices]:
    """Returns the matching with the highest sum that covers every row and every seat that must be filled."""
    premium = 0 if must.all() else len(gain) + 1
    costs = np.where(edges, gain.max() + premium + 1 - gain - premium * must, 0)
    return min_weight_full_bipartite_matching(csr_matrix(costs))


def _cheapest(costs: Matrix, must: Mask) -> tuple[Mask, Mask]:
    """Returns the edges, and the seats to fill, that admit exactly the matchings of least cost. Raises Impossible.

    ``prices`` are optimal duals of the columns, found as shortest paths (Bellman and Ford) from one optimal matching.
    An edge is in an optimal matching only when its reduced cost is 0. A seat with a price below 0 is always filled.
    """
    known = np.isfinite(costs)
    premium = (len(costs) + 2.0) ** 2 if not must.all() else 0
    costs = costs - premium * must
    shift = 1 - costs[known].min()
    try:
        rows, taken = min_weight_full_bipartite_matching(csr_matrix(np.where(known, costs + shift, 0)))
    except ValueError:
        raise Impossible from None
    if not np.isin(np.flatnonzero(must), taken).all():
        raise Impossible
    detour = costs - costs[rows, taken][:, None]
    prices = np.zeros(costs.shape[1])
    while (cheaper := np.minimum(prices, (detour + prices[taken][:, None]).min(axis=0))).tolist() != prices.tolist():
        prices = cheaper
    return known & (detour + prices[taken][:, None] <= prices), must | (prices < 0)
