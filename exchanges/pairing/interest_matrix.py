"""Measures what each of many people has to talk about with each of others: 0 to 1 (see ``matrix`` for the words)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from exchanges.pairing.interest import aspects_of, marks_under
from exchanges.pairing.people import Delegate
from exchanges.pairing.sets import as_rows, numbered

Matrix = npt.NDArray[np.float64]
People = Sequence[Delegate]
HALF = 0.5


def interests(rows: People, columns: People, topic: str | None) -> Matrix:
    """Returns the interest of each pair of a row and a column; ``topic`` None means every topic counts."""
    found = HALF * (_fields(rows, columns, topic) + _fields(columns, rows, topic).T)
    for across in (_pointing(rows, columns, topic), _pointing(columns, rows, topic).T, _same(rows, columns, topic)):
        np.maximum(found, across, out=found)
    return found


def _pointing(ones: People, others: People, topic: str | None) -> Matrix:
    """1 where one marked a text of the other, or an offer of one meets a need of the other."""
    place, found = {other.key: n for n, other in enumerate(others)}, np.zeros((len(ones), len(others)))
    for row, one in enumerate(ones):
        across = one.across
        for under, key in (*across.read, *across.shown, *across.sought):
            if key in place and topic in (None, under):
                found[row, place[key]] = 1
    return found


def _fields(ones: People, others: People, topic: str | None) -> Matrix:
    """1 where one marked something of the other's bloc under the topic that the other ranked first."""
    marked = [{(under, bloc) for under, bloc, _aspect in marks_under(one.across, topic)} for one in ones]
    fields = [{(other.first_topic, other.bloc)} for other in others]
    numbers = numbered(name for held in (*marked, *fields) for name in held)
    return (as_rows(marked, numbers) @ as_rows(fields, numbers).T > 0).astype(np.float64)


def _same(rows: People, columns: People, topic: str | None) -> Matrix:
    """1 where each marked what the other's bloc has on the same aspect."""
    found = np.zeros((len(rows), len(columns)))
    for bloc in {one.bloc for one in rows}:
        ours = [aspects_of(one.across, topic) if one.bloc == bloc else set() for one in rows]
        theirs = [
            {(aspect, other.bloc) for aspect, of in aspects_of(other.across, topic) if of == bloc} for other in columns
        ]
        numbers = numbered(name for held in (*ours, *theirs) for name in held)
        np.maximum(found, as_rows(ours, numbers) @ as_rows(theirs, numbers).T > 0, out=found)
    return found
