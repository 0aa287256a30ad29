"""The comparison of a topic as rows for one reader: what all see alike, and the reader's own words and marks."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from academy.models import Membership, Topic
from academy.pages.compiled import Compiled, later_id
from commons.marks.marking import type_of
from commons.models import Mark
from commons.permissions import may_mark_across
from compare.comparing.columns import Column, closed_columns
from compare.comparing.compared import Compared, cells_of, compared
from compare.models import Provision, View

WANTED = 3


class Row(NamedTuple):
    """One aspect for its reader. ``mine``: their own word; ``marked``: whether they marked each cell, None for one that
    they may not mark. ``doubted``: whether a lawyer should look at each cell or its states; () for who may not see it.
    """

    aspect: Compared
    mine: str
    marked: tuple[bool | None, ...]
    doubted: tuple[bool, ...] = ()


FILTERS: dict[str, Callable[[Row], bool]] = {
    "": lambda row: True,
    "unsaid": lambda row: not row.mine,
    "parted": lambda row: row.aspect.law.parts_views,
    "one-side": lambda row: row.aspect.is_one_sided,
    "marked": lambda row: bool(row.aspect.marks),
    "check": lambda row: row.aspect.is_to_be_checked,
    "lawyer": lambda row: any(row.doubted),
}


def rows(topic: Topic, columns: Sequence[Column], reader: Membership, *, whole: bool = False) -> list[Row]:
    """Returns the topic's aspects in the pack's order. Two queries, four more when its comparison has changed; another
    with "own reflection first", and for those who run the course.

    ``whole``: texts are not cut.
    """
    found = compared(topic, columns, closed_columns(columns, topic, reader), whole=whole)
    said = dict(_OWN_WORDS.all(topic=topic.pk, reader=reader.pk))
    marked = {pk for (pk,) in _OWN_MARKS.all(topic=topic.pk, type=type_of(Provision).pk, reader=reader.pk)}
    doubts = set(_DOUBTS.all(topic=topic.pk)) if reader.runs_the_course else set()
    may = {each.pk: may_mark_across(reader, author_id=None, bloc_id=each.pk) for each in columns}
    return [
        Row(
            aspect,
            said.get(aspect.pk, ""),
            tuple(cell.pk in marked if may[cell.column.pk] else None for cell in aspect.cells),
            tuple((aspect.pk, cell.column.pk) in doubts for cell in aspect.cells) if doubts else (),
        )
        for aspect in found
    ]


_DOUBTS = Compiled(
    lambda: Provision.objects.filter(aspect__topic=later_id("topic")).exclude(doubt={}).values_list("aspect", "bloc")
)
_OWN_WORDS = Compiled(
    lambda: View.objects.filter(aspect__topic=later_id("topic"), author=later_id("reader")).values_list("aspect", "law")
)
_OWN_MARKS = Compiled(
    lambda: (
        Mark.objects.filter(member=later_id("reader"), source_type__id=later_id("type"), removed_at=None)
        .filter(source_id__in=cells_of(later_id("topic")).values("pk"))
        .order_by()
        .values_list("source_id")
    )
)


def marked_most(found: Iterable[Row]) -> list[Row]:
    """Returns the aspects with the most marks first; among equals the pack's order stays."""
    return sorted(found, key=lambda row: -sum(row.aspect.marks.values()))


def wanted_most(found: Iterable[Row], own: str) -> list[tuple[Compared, int]]:
    """Returns the aspects that delegates of other blocs than ``own``, a code, marked most, and how many did."""
    aspects = [row.aspect for row in found]
    people = [(each, sum(count for bloc, count in each.marks.items() if bloc != own)) for each in aspects]
    return sorted((pair for pair in people if pair[1]), key=lambda pair: -pair[1])[:WANTED]


def next_unsaid(found: Iterable[Row]) -> Row | None:
    """Returns the first aspect on which the reader has not said a word."""
    return next((row for row in found if not row.mine), None)
