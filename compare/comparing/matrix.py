"""The comparison of a topic: its aspects as rows, what each bloc has, and how people see it."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet

from academy.compiled import Compiled, later_id
from academy.models import Membership, Role, Topic
from academy.texts import language_of, localized
from commons.marking import type_of
from commons.models import Mark
from commons.permissions import may_mark_across
from compare.comparing.columns import Column, closed_columns
from compare.comparing.figures import Figures, labels, marks_shown
from compare.models import Aspect, Confidence, Dispute, Provision, Status, View

SHORTEST, LONGEST = 90, 150
"""A text is cut between two words after so many characters: about two lines on a wide screen."""
WANTED = 3


@dataclasses.dataclass(frozen=True)
class Cell:
    """What one bloc has, in short. ``status`` is the word for it; ``language`` is that of the text.

    ``marks``: how many delegates marked it, by their bloc's code. ``is_mine``: the reader marked it; None for one who
    may not. ``is_for_a_lawyer``: there is a doubt about it or its states, which those who run the course see.
    """

    pk: int
    column: Column
    status: str
    is_gap: bool
    is_doubtful: bool
    is_disputed: bool
    text: str
    language: str
    instrument: str
    articles: str
    year: int | None
    marks: dict[str, int] = dataclasses.field(hash=False)
    is_mine: bool | None
    is_for_a_lawyer: bool


@dataclasses.dataclass(eq=False)
class Row:
    """One aspect. ``mine`` is the reader's own word, ``my_word`` its name; ``states``: rows on member states.

    Rows that show the same are equal, so that a page takes a finished piece for each.
    """

    pk: int
    slug: str
    title: str
    states: int
    law: Figures
    practice: Figures
    cells: list[Cell] = dataclasses.field(default_factory=list)
    mine: str = ""
    my_word: str = ""

    @cached_property
    def shown(self) -> tuple[Any, ...]:
        """All that a page shows of it, once the last view is added."""
        words = tuple((code, *counts.items()) for code, counts in self.law.shown.items())
        cells = tuple((cell, *cell.marks.items()) for cell in self.cells)
        return self.pk, self.slug, self.title, self.states, self.law.is_withheld, words, cells, self.mine

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and self.shown == other.shown

    def __hash__(self) -> int:
        return hash(self.shown)

    @cached_property
    def marks(self) -> dict[str, int]:
        """How many marks on the others' cells each bloc's delegates made."""
        return dict(sum((Counter(cell.marks) for cell in self.cells), Counter()))


FILTERS: dict[str, Callable[[Row], bool]] = {
    "": lambda row: True,
    "unsaid": lambda row: not row.mine,
    "parted": lambda row: row.law.parts_views,
    "one-side": lambda row: any(cell.is_gap for cell in row.cells),
    "marked": lambda row: bool(row.marks),
    "check": lambda row: any(cell.is_doubtful or cell.is_disputed for cell in row.cells),
    "lawyer": lambda row: any(cell.is_for_a_lawyer for cell in row.cells),
}


def rows(topic: Topic, columns: Sequence[Column], reader: Membership, *, whole: bool = False) -> list[Row]:
    """Returns the topic's aspects in the pack's order. Five queries; a sixth with "own reflection first", or for those
    who run the course.

    ``whole``: texts are not cut.
    """
    closed, names = closed_columns(columns, topic, reader), labels()
    found = {
        pk: Row(pk, slug, localized(title), states, Figures(columns, names, closed), Figures(columns, names, closed))
        for pk, slug, title, states in _ASPECTS.all(topic=topic.pk)
    }
    cells = _cells(topic, columns, reader, whole, closed)
    for pk, row in found.items():
        row.cells = [cells[pk][column.pk] for column in columns if column.pk in cells[pk]]
    for aspect, law, practice, bloc, people, own in _SAID.all(topic=topic.pk, reader=reader.pk):
        row = found[aspect]
        row.law.add(bloc, law, people)
        row.practice.add(bloc, practice, people)
        if own:
            row.mine, row.my_word = law, names[law]
    return list(found.values())


def _cells(
    topic: Topic, columns: Sequence[Column], reader: Membership, whole: bool, closed: Collection[str]
) -> dict[int, dict[int, Cell]]:
    """Maps aspect to bloc to cell. Three queries; a fourth for those who run the course."""
    here, statuses = {column.pk: column for column in columns}, {each.value: str(each.label) for each in Status}
    disputed = {pk for (pk,) in _DISPUTED.all(topic=topic.pk)}
    doubts = set(_DOUBTS.all(topic=topic.pk)) if reader.runs_the_course else set()
    marks, own = _marks(topic, reader)
    cells: dict[int, dict[int, Cell]] = defaultdict(dict)
    for pk, aspect, bloc, status, is_gap, confidence, year, summary, *more in _provisions(whole).all(topic=topic.pk):
        if bloc not in here:
            continue
        text = localized(summary)
        cells[aspect][bloc] = Cell(
            pk=pk,
            column=here[bloc],
            status=statuses[status],
            is_gap=is_gap,
            is_doubtful=confidence == Confidence.DOUBTFUL,
            is_disputed=pk in disputed,
            text=text if whole else cut(text),
            language=language_of(summary),
            instrument=localized(more[0]) if whole else "",
            articles=more[1] if whole else "",
            year=year,
            marks=_open(marks[pk], closed),
            is_mine=pk in own if may_mark_across(reader, author_id=None, bloc_id=bloc) else None,
            is_for_a_lawyer=(aspect, bloc) in doubts,
        )
    return cells


def _marks(topic: Topic, reader: Membership) -> tuple[dict[int, dict[str, int]], set[int]]:
    """Maps each cell to how many delegates of each bloc marked it; and returns those that the reader marked."""
    people: dict[int, dict[str, int]] = defaultdict(dict)
    own = set()
    for cell, bloc, count, mine in _MARKED.all(topic=topic.pk, type=type_of(Provision).pk, reader=reader.pk):
        if bloc and count:
            people[cell][bloc] = count
        if mine:
            own.add(cell)
    return people, own


def _open(people: dict[str, int], closed: Collection[str]) -> dict[str, int]:
    return {code: count for code, count in marks_shown(people, closed).items() if count is not None}


_ASPECTS = Compiled(
    lambda: (
        Aspect.objects.filter(topic=later_id("topic"))
        .annotate(in_states=Count("provisions", filter=Q(provisions__state__isnull=False)))
        .order_by("place")
        .values_list("pk", "slug", "title", "in_states")
    )
)
_DISPUTED = Compiled(
    lambda: Dispute.objects.filter(
        provision__aspect__topic=later_id("topic"), settled_at=None, hidden_at=None
    ).values_list("provision")
)
_DOUBTS = Compiled(
    lambda: Provision.objects.filter(aspect__topic=later_id("topic")).exclude(doubt={}).values_list("aspect", "bloc")
)
_MARKED = Compiled(
    lambda: (
        Mark.objects.filter(source_type__id=later_id("type"), source_id__in=_of_topic().values("pk"), removed_at=None)
        .values_list("source_id", "member__bloc__code")
        .annotate(
            people=Count("pk", filter=Q(member__role=Role.DELEGATE)),
            mine=Count("pk", filter=Q(member__id=later_id("reader"))),
        )
        .order_by()
    )
)
_SAID = Compiled(
    lambda: (
        View.objects.filter(aspect__topic=later_id("topic"))
        .values_list("aspect", "law", "practice", "author__bloc__code")
        .annotate(
            people=Count("pk", filter=Q(hidden_at=None, author__role=Role.DELEGATE)),
            own=Count("pk", filter=Q(author__id=later_id("reader"))),
        )
        .order_by()
    )
)
"""Views of delegates by aspect, bloc and words; ``own``: the reader's own is among them."""


def _of_topic() -> QuerySet[Provision]:
    return Provision.objects.filter(aspect__topic=later_id("topic"), state=None)


@cache
def _provisions(whole: bool) -> Compiled[Any]:
    fields = ["pk", "aspect", "bloc", "status", "is_gap", "confidence", "year", "summary"]
    return Compiled(lambda: _of_topic().values_list(*fields, *(["instrument", "articles"] if whole else [])))


def cut(text: str) -> str:
    """Returns the beginning of the text, up to LONGEST characters, ended between two words by "…"."""
    if len(text) <= LONGEST:
        return text
    end = text.rfind(" ", SHORTEST, LONGEST)
    return text[: end if end > 0 else LONGEST].rstrip(" ,;:") + "…"


def marked_most(found: Iterable[Row]) -> list[Row]:
    """Returns the aspects with the most marks first; among equals the pack's order stays."""
    return sorted(found, key=lambda row: -sum(row.marks.values()))


def wanted_most(found: Iterable[Row], own: str) -> list[tuple[Row, int]]:
    """Returns the aspects that delegates of other blocs than ``own``, a code, marked most, and how many did."""
    people = [(row, sum(count for bloc, count in row.marks.items() if bloc != own)) for row in found]
    return sorted((pair for pair in people if pair[1]), key=lambda pair: -pair[1])[:WANTED]


def next_unsaid(found: Iterable[Row]) -> Row | None:
    """Returns the first aspect on which the reader has not said a word."""
    return next((row for row in found if not row.mine), None)
