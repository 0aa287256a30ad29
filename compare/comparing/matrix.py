"""The comparison of a topic: its aspects as rows, what each bloc has, and how people see it."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Q

from academy.models import Membership, Role, Topic
from academy.texts import language_of, localized
from commons.marking import Interest, interest
from commons.permissions import may_mark_across
from compare.comparing.columns import Column, closed_columns
from compare.comparing.figures import Figures, labels, marks_shown
from compare.models import Aspect, Confidence, Dispute, Provision, Status, View

SHORTEST, LONGEST = 90, 150
"""A text is cut between two words after so many characters: about two lines on a wide screen."""


@dataclasses.dataclass(frozen=True)
class Cell:
    """What one bloc has, in short. ``status`` is the word for it; ``language`` is that of the text.

    ``marks``: how many delegates marked it, by their bloc's code. ``is_mine``: the reader marked it; None for one who
    may not.
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
    marks: dict[str, int]
    is_mine: bool | None


@dataclasses.dataclass
class Row:
    """One aspect. ``mine`` is the reader's own word, ``my_word`` its name; ``states``: rows on member states."""

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
}


def rows(topic: Topic, columns: Sequence[Column], reader: Membership, *, whole: bool = False) -> list[Row]:
    """Returns the topic's aspects in the pack's order. Five queries; a sixth with "own reflection first".

    ``whole``: texts are not cut.
    """
    closed, names = closed_columns(columns, topic, reader), labels()
    in_states = Count("provisions", filter=Q(provisions__state__isnull=False))
    aspects = Aspect.objects.filter(topic=topic).annotate(in_states=in_states).order_by("place")
    found = {
        pk: Row(pk, slug, localized(title), states, Figures(columns, names, closed), Figures(columns, names, closed))
        for pk, slug, title, states in aspects.values_list("pk", "slug", "title", "in_states")
    }
    cells = _cells(topic, columns, reader, whole, closed)
    for pk, row in found.items():
        row.cells = [cells[pk][column.pk] for column in columns if column.pk in cells[pk]]
    for said in _said(topic, reader):
        row = found[said["aspect"]]
        row.law.add(said["bloc"], said["law"], said["people"])
        row.practice.add(said["bloc"], said["practice"], said["people"])
        if said["own"]:
            row.mine, row.my_word = said["law"], names[said["law"]]
    return list(found.values())


def _cells(
    topic: Topic, columns: Sequence[Column], reader: Membership, whole: bool, closed: Collection[str]
) -> dict[int, dict[int, Cell]]:
    """Maps aspect to bloc to cell. Three queries."""
    here, statuses = {column.pk: column for column in columns}, {each.value: str(each.label) for each in Status}
    open_disputes = Dispute.objects.filter(provision__aspect__topic=topic, settled_at=None, hidden_at=None)
    disputed = set(open_disputes.values_list("provision", flat=True))
    provisions = Provision.objects.filter(aspect__topic=topic, state=None, bloc__in=here)
    marked = interest(Provision, provisions.values("pk"), reader)
    fields = ["pk", "aspect", "bloc", "status", "is_gap", "confidence", "year", "summary"]
    cells: dict[int, dict[int, Cell]] = defaultdict(dict)
    for row in provisions.values(*fields, *(["instrument", "articles"] if whole else [])):
        text = localized(row["summary"])
        may_mark = may_mark_across(reader, author_id=None, bloc_id=row["bloc"])
        of = marked.get(row["pk"], Interest())
        cells[row["aspect"]][row["bloc"]] = Cell(
            pk=row["pk"],
            column=here[row["bloc"]],
            status=statuses[row["status"]],
            is_gap=row["is_gap"],
            is_doubtful=row["confidence"] == Confidence.DOUBTFUL,
            is_disputed=row["pk"] in disputed,
            text=text if whole else cut(text),
            language=language_of(row["summary"]),
            instrument=localized(row["instrument"]) if whole else "",
            articles=row["articles"] if whole else "",
            year=row["year"],
            marks=_open(of.people, closed),
            is_mine=of.mine is not None if may_mark else None,
        )
    return cells


def _open(people: dict[str, int], closed: Collection[str]) -> dict[str, int]:
    return {code: count for code, count in marks_shown(people, closed).items() if count is not None}


def _said(topic: Topic, reader: Membership) -> Iterator[Any]:
    """Counts delegates' views by aspect, bloc and words; ``own``: the reader's own is among them."""
    people = Count("pk", filter=Q(hidden_at=None, author__role=Role.DELEGATE))
    views = View.objects.filter(aspect__topic=topic).values("aspect", "law", "practice", bloc=F("author__bloc__code"))
    return views.annotate(people=people, own=Count("pk", filter=Q(author=reader))).order_by().iterator()


def cut(text: str) -> str:
    """Returns the beginning of the text, up to LONGEST characters, ended between two words by "…"."""
    if len(text) <= LONGEST:
        return text
    end = text.rfind(" ", SHORTEST, LONGEST)
    return text[: end if end > 0 else LONGEST].rstrip(" ,;:") + "…"


def marked_most(found: Iterable[Row]) -> list[Row]:
    """Returns the aspects with the most marks first; among equals the pack's order stays."""
    return sorted(found, key=lambda row: -sum(row.marks.values()))


def next_unsaid(found: Iterable[Row]) -> Row | None:
    """Returns the first aspect on which the reader has not said a word."""
    return next((row for row in found if not row.mine), None)
