"""What two people have to talk about: their marks on the other shore's texts, their offers and needs.

The facts for their sentence; ``interest_matrix`` makes the number from the same rules, and takes longer to load.
"""

from collections.abc import Collection, Iterator
from typing import Any

from exchanges.pairing.people import Across, Delegate

Facts = dict[str, Any]


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
    for under, bloc, aspect in sorted(marks_under(mine, topic)):
        if aspect and bloc == other.bloc and (under, reader.bloc, aspect) in theirs.marked:
            title = dict(mine.marked[under, bloc, aspect])
            yield {"why": "same", "topic": under, "title": title, "blocs": [bloc, reader.bloc]}


def _field(one: Delegate, other: Delegate, topic: str | None, why: str) -> Facts | None:
    """Names an aspect rather than a text."""
    marks = [mark for mark in marks_under(one.across, topic) if mark[:2] == (other.first_topic, other.bloc)]
    if not marks:
        return None
    mark = min(marks, key=lambda mark: (not mark[2], mark))
    return {"why": why, "topic": mark[0], "title": dict(one.across.marked[mark]), "bloc": mark[1]}


def marks_under(across: Across, topic: str | None) -> list[tuple[str, str, str]]:
    return [mark for mark in across.marked if topic in (None, mark[0])]


def aspects_of(across: Across, topic: str | None) -> set[tuple[tuple[str, str], str]]:
    """Returns aspects, by topic and slug, with the bloc whose side of them is marked."""
    return {((under, aspect), bloc) for under, bloc, aspect in marks_under(across, topic) if aspect}
