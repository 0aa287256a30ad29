"""Interest by aspect and bloc: how many delegates of each bloc marked another bloc's cell."""

import csv
import dataclasses
import io
from collections import defaultdict

from academy.models import Edition, Membership, Topic
from academy.pages.texts import language_of, localized
from commons.marks.marking import interest
from compare.comparing.columns import Column
from compare.comparing.exports import BOM, guarded
from compare.comparing.figures import marks_shown
from compare.models import Aspect, Provision
from forum.permissions import sight_across

LONGEST = 48
"""Characters of a title beside the picture; the table has it whole."""


@dataclasses.dataclass(frozen=True)
class Warmth:
    """An aspect: ``people`` by bloc's code, None where a figure is withheld."""

    pk: int
    slug: str
    title: str
    language: str
    people: dict[str, int | None]

    @property
    def short(self) -> str:
        return self.title if len(self.title) <= LONGEST else self.title[: LONGEST - 1].rstrip() + "…"


@dataclasses.dataclass(frozen=True)
class Map:
    """The aspects of a topic. ``most``: the largest figure of the whole course, so that topics compare."""

    topic: Topic
    rows: list[Warmth]
    most: int

    @property
    def is_withheld(self) -> bool:
        return any(count is None for row in self.rows for count in row.people.values())


def maps(edition: Edition, columns: list[Column], reader: Membership, *, topic: str = "") -> list[Map]:
    """Returns a map for each topic, or for the one with this slug. Four queries, five with "own reflection first"."""
    topics = [each for each in edition.topics.all() if topic in ("", each.slug)]
    sight = sight_across(reader)
    sees = {each.pk: sight(reader, each) for each in topics}
    cells = Provision.objects.filter(aspect__topic__in=sees, state=None)
    marked = interest(Provision, cells.values("pk"), reader)
    people: dict[int, dict[str, int]] = defaultdict(dict)
    for pk, aspect in cells.values_list("pk", "aspect"):
        for code, count in marked[pk].people.items() if pk in marked else ():
            people[aspect][code] = people[aspect].get(code, 0) + count
    rows: dict[int, list[Warmth]] = {pk: [] for pk in sees}
    for pk, slug, title, of in _aspects(sees):
        closed = set() if sees[of] else {column.code for column in columns if column.pk != reader.bloc_id}
        figures = marks_shown({column.code: people[pk].get(column.code, 0) for column in columns}, closed)
        rows[of].append(Warmth(pk, slug, localized(title), language_of(title), figures))
    most = max((n or 0 for found in rows.values() for row in found for n in row.people.values()), default=0)
    return [Map(each, rows[each.pk], most) for each in topics]


def _aspects(topics: dict[int, bool]) -> list[tuple[int, str, dict[str, str], int]]:
    found = Aspect.objects.standing().filter(topic__in=topics).order_by("topic", "place")
    return list(found.values_list("pk", "slug", "title", "topic"))


def as_table(found: list[Map], columns: list[Column]) -> str:
    """Returns CSV with a line for each aspect; a figure that is withheld is an empty cell."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(["topic", "id", "slug", "title", *(column.code for column in columns)])
    for each in found:
        for row in each.rows:
            figures = [row.people[column.code] for column in columns]
            line = [each.topic.slug, row.pk, row.slug, row.title]
            table.writerow([guarded(value) for value in (*line, *("" if n is None else n for n in figures))])
    return BOM + written.getvalue()
