"""Measures what two people have to talk about: their marks on the other shore's texts, their offers and needs.

The number, 0 to 1, and the facts behind it; both follow the same rules (see ``matrix`` for the words).
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from exchanges.pairing.people import Across, Delegate
from exchanges.pairing.sets import as_rows, numbered

Facts = dict[str, Any]
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
    marked = [{(under, bloc) for under, bloc, _aspect in _of(one.across, topic)} for one in ones]
    fields = [{(other.first_topic, other.bloc)} for other in others]
    numbers = numbered(name for held in (*marked, *fields) for name in held)
    return (as_rows(marked, numbers) @ as_rows(fields, numbers).T > 0).astype(np.float64)


def _same(rows: People, columns: People, topic: str | None) -> Matrix:
    """1 where each marked what the other's bloc has on the same aspect."""
    found = np.zeros((len(rows), len(columns)))
    for bloc in {one.bloc for one in rows}:
        ours = [_aspects(one.across, topic) if one.bloc == bloc else set() for one in rows]
        theirs = [
            {(aspect, other.bloc) for aspect, of in _aspects(other.across, topic) if of == bloc} for other in columns
        ]
        numbers = numbered(name for held in (*ours, *theirs) for name in held)
        np.maximum(found, as_rows(ours, numbers) @ as_rows(theirs, numbers).T > 0, out=found)
    return found


def _of(across: Across, topic: str | None) -> list[tuple[str, str, str]]:
    return [mark for mark in across.marked if topic in (None, mark[0])]


def _aspects(across: Across, topic: str | None) -> set[tuple[tuple[str, str], str]]:
    """Returns aspects, by topic and slug, with the bloc whose side of them is marked."""
    return {((under, aspect), bloc) for under, bloc, aspect in _of(across, topic) if aspect}


def facts_of_interest(reader: Delegate, other: Delegate, topic: str | None) -> list[Facts]:
    """Returns why the two have something to talk about: the strongest reason, else the two halves.

    ``why``: "shown" (the other can show what the reader looks for), "sought", "read" (the reader marked a text of the
    other), "was_read", "same" (each marked the other's side of an aspect), "field" (the reader marked something of the
    other's bloc, whose topic the other ranked first), "own_field". ``title`` is the aspect's, by language.
    """
    whole = next(_whole(reader, other, topic), None)
    if whole is not None:
        return [whole]
    halves = [_field(reader, other, topic, "field"), _field(other, reader, topic, "own_field")]
    return [half for half in halves if half is not None]


def _whole(reader: Delegate, other: Delegate, topic: str | None) -> Iterator[Facts]:
    mine, theirs = reader.across, other.across
    pointers: list[tuple[str, Collection[tuple[str, str]], Collection[tuple[str, str]]]] = [
        ("shown", mine.shown, theirs.sought),
        ("sought", mine.sought, theirs.shown),
        ("read", mine.read, ()),
        ("was_read", (), theirs.read),
    ]
    for why, of_mine, of_theirs in pointers:
        topics = {under for under, key in of_mine if key == other.key}
        topics |= {under for under, key in of_theirs if key == reader.key}
        for under in sorted(topics):
            if topic in (None, under):
                yield {"why": why, "topic": under}
    for under, bloc, aspect in sorted(_of(mine, topic)):
        if aspect and bloc == other.bloc and (under, reader.bloc, aspect) in theirs.marked:
            title = dict(mine.marked[under, bloc, aspect])
            yield {"why": "same", "topic": under, "title": title, "blocs": [bloc, reader.bloc]}


def _field(one: Delegate, other: Delegate, topic: str | None, why: str) -> Facts | None:
    """Names an aspect rather than a text."""
    marks = [mark for mark in _of(one.across, topic) if mark[:2] == (other.first_topic, other.bloc)]
    if not marks:
        return None
    mark = min(marks, key=lambda mark: (not mark[2], mark))
    return {"why": why, "topic": mark[0], "title": dict(one.across.marked[mark]), "bloc": mark[1]}
