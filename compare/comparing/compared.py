"""The aspects of a topic as all its readers see them, in the process's memory by the version of the comparison."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from functools import cache, cached_property, lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from academy.models import Role, Topic
from academy.pages.compiled import Compiled, later_id
from academy.pages.texts import language_of, localized, shown_text
from commons.marks.marking import type_of
from commons.models import Mark
from compare.comparing.columns import Column
from compare.comparing.figures import Figures, labels, marks_shown
from compare.comparing.versions import remembered
from compare.models import Aspect, Confidence, Dispute, Provision, Status, View
from compare.models.provisions import words_of_articles

SHORTEST, LONGEST = 90, 150
"""A text is cut between two words after so many characters: about two lines on a wide screen."""


@dataclasses.dataclass(frozen=True)
class Cell:
    """A bloc's provision on an aspect, in short. ``status`` is the word for it; ``language`` is that of the text.

    ``marks``: how many delegates marked it, by their bloc's code.
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


@dataclasses.dataclass(eq=False)
class Compared:
    """One aspect as all see it who see the same shores. ``states``: rows on member states.

    Those that show the same are equal, so that a page takes a finished piece for each.
    """

    pk: int
    slug: str
    title: str
    states: int
    law: Figures
    practice: Figures
    cells: list[Cell] = dataclasses.field(default_factory=list)

    @cached_property
    def shown(self) -> tuple[Any, ...]:
        """All that a page shows of it, once the last view is added."""
        words = tuple((code, *counts.items()) for code, counts in self.law.shown.items())
        cells = tuple((cell, *cell.marks.items()) for cell in self.cells)
        practice = tuple((code, *counts.items()) for code, counts in self.practice.shown.items())
        figures = self.law.is_withheld, *self.law.columns, *words, *practice
        return self.pk, self.slug, self.title, self.states, figures, cells

    @cached_property
    def _hash(self) -> int:
        return hash(self.shown)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Compared) and self.shown == other.shown)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def marks(self) -> dict[str, int]:
        """The number of marks that each bloc's delegates made on the others' cells."""
        return dict(sum((Counter(cell.marks) for cell in self.cells), Counter()))

    @cached_property
    def is_one_sided(self) -> bool:
        return any(cell.is_gap for cell in self.cells)

    @cached_property
    def is_to_be_checked(self) -> bool:
        return any(cell.is_doubtful or cell.is_disputed for cell in self.cells)


def compared(topic: Topic, columns: Sequence[Column], closed: Collection[str], *, whole: bool) -> list[Compared]:
    """Returns the aspects as they look to all readers to whom the same shores are ``closed``. No query unless something
    has changed since the last call; then four."""
    seen_by = get_language(), frozenset(closed), whole
    return remembered(topic, seen_by, lambda: [_same(seen_by, each) for each in _read(topic, columns, closed, whole)])


@lru_cache(maxsize=2**11)
def _same(_seen_by: tuple[Any, ...], aspect: Compared) -> Compared:
    """Returns the first aspect that showed the same, because its finished pieces are found faster."""
    return aspect


def _read(topic: Topic, columns: Sequence[Column], closed: Collection[str], whole: bool) -> list[Compared]:
    names = labels()
    found = {
        pk: Compared(
            pk, slug, localized(title), states, Figures(columns, names, closed), Figures(columns, names, closed)
        )
        for pk, slug, title, states in _ASPECTS.all(topic=topic.pk)
    }
    cells = _cells(topic, columns, whole, closed)
    for pk, aspect in found.items():
        aspect.cells = [cells[pk][column.pk] for column in columns if column.pk in cells[pk]]
    for pk, law, practice, bloc, people in _SAID.all(topic=topic.pk):
        found[pk].law.add(bloc, law, people)
        found[pk].practice.add(bloc, practice, people)
    return list(found.values())


def _cells(topic: Topic, columns: Sequence[Column], whole: bool, closed: Collection[str]) -> dict[int, dict[int, Cell]]:
    """Maps aspect to bloc to cell. Three queries."""
    here, statuses = {column.pk: column for column in columns}, {each.value: str(each.label) for each in Status}
    disputed = {pk for (pk,) in _DISPUTED.all(topic=topic.pk)}
    marks: dict[int, dict[str, int]] = defaultdict(dict)
    for pk, bloc, people in _MARKED.all(topic=topic.pk, type=type_of(Provision).pk):
        if bloc and people:
            marks[pk][bloc] = people
    cells: dict[int, dict[int, Cell]] = defaultdict(dict)
    for pk, aspect, bloc, status, is_gap, confidence, year, summary, *more in _provisions(whole).all(topic=topic.pk):
        if bloc not in here:
            continue
        text = shown_text(summary)
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
            articles=words_of_articles(more[1]) if whole else "",
            year=year,
            marks=_open(marks[pk], closed),
        )
    return cells


def _open(people: dict[str, int], closed: Collection[str]) -> dict[str, int]:
    return {code: count for code, count in marks_shown(people, closed).items() if count is not None}


_ASPECTS = Compiled(
    lambda: (
        Aspect.objects.standing()
        .filter(topic=later_id("topic"))
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
_MARKED = Compiled(
    lambda: (
        Mark.objects.filter(
            source_type__id=later_id("type"), source_id__in=cells_of(later_id("topic")).values("pk"), removed_at=None
        )
        .values_list("source_id", "member__bloc__code")
        .annotate(people=Count("pk", filter=Q(member__role=Role.DELEGATE)))
        .order_by()
    )
)
_SAID = Compiled(
    lambda: (
        View.objects.filter(aspect__topic=later_id("topic"), aspect__closed_at=None)
        .values_list("aspect", "law", "practice", "author__bloc__code")
        .annotate(people=Count("pk", filter=Q(hidden_at=None, author__role=Role.DELEGATE)))
        .order_by()
    )
)
"""The number of delegates of each bloc who hold each view."""


def cells_of(topic: Any) -> QuerySet[Provision]:
    return Provision.objects.filter(aspect__topic=topic, state=None)


@cache
def _provisions(whole: bool) -> Compiled[Any]:
    fields = ["pk", "aspect", "bloc", "status", "is_gap", "confidence", "year", "summary"]
    return Compiled(
        lambda: cells_of(later_id("topic")).values_list(*fields, *(["instrument", "articles"] if whole else []))
    )


def cut(text: str) -> str:
    """Returns the beginning of the text, up to LONGEST characters, ended between two words by "…"."""
    if len(text) <= LONGEST:
        return text
    end = text.rfind(" ", SHORTEST, LONGEST)
    return text[: end if end > 0 else LONGEST].rstrip(" ,;:") + "…"
