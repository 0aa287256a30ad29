"""Finding aspects of a comparison by a word of their texts, or by the status of what one side has."""

from typing import NamedTuple

from django.http import QueryDict

from academy.models import Topic
from academy.pages.texts import localized
from compare.comparing.matrix import Row
from compare.glossary import LONGEST, folded
from compare.models import Provision, Status


class Search(NamedTuple):
    """``words``: all of them stand in an aspect that is found, accents and capitals aside. ``status``: "" for any."""

    words: str
    status: str

    def __bool__(self) -> bool:
        return bool(self.words or self.status)


def asked(query: QueryDict) -> Search:
    status = query.get("status", "")
    return Search(query.get("q", "").strip()[:LONGEST], status if status in Status.values else "")


def found(rows: list[Row], topic: Topic, search: Search) -> list[Row]:
    """Returns the aspects that one looks for; ``rows`` hold their texts whole. One query when there are words."""
    if search.status:
        word = str(Status(search.status).label)
        rows = [row for row in rows if any(cell.status == word and not cell.is_gap for cell in row.aspect.cells)]
    if not search.words:
        return rows
    states: dict[int, str] = {}
    for aspect, text in (
        Provision.objects.filter(aspect__topic=topic).exclude(state=None).values_list("aspect", "summary")
    ):
        states[aspect] = f"{states.get(aspect, '')} {localized(text)}"
    words = folded(search.words).split()
    return [row for row in rows if _has(row, states.get(row.aspect.pk, ""), words)]


def _has(row: Row, states: str, words: list[str]) -> bool:
    cells = (f"{cell.text} {cell.instrument} {cell.articles}" for cell in row.aspect.cells)
    text = folded(" ".join((row.aspect.title, *cells, states)))
    return all(word in text for word in words)
