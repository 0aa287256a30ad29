"""A pack's provisions, practices and glossary, checked and in the shape of their tables.

Raises PackFault, which names the file, the item and the field.
"""

import dataclasses
from collections.abc import Collection, Iterator
from typing import Any

from academy.courses.packs import PackFault
from compare.models import Confidence, Status
from compare.packs.fields import Entry


@dataclasses.dataclass(frozen=True)
class Known:
    """The names that the files may use: slugs of the course's topics, codes of its blocs, codes of all states."""

    topics: Collection[str]
    blocs: Collection[str]
    states: Collection[str]


@dataclasses.dataclass(frozen=True)
class PackProvision:
    """A provision in a pack. ``content``: fields of a Provision. ``state`` is "" for a bloc's cell."""

    bloc: str
    state: str
    content: dict[str, Any]


@dataclasses.dataclass(frozen=True)
class PackAspect:
    topic: str
    slug: str
    place: int
    title: dict[str, str]
    question: dict[str, str]
    provisions: list[PackProvision]


@dataclasses.dataclass(frozen=True)
class PackPractice:
    """A practice in a pack. ``content``: fields of a Practice."""

    slug: str
    topics: list[str]
    content: dict[str, Any]


def aspects_of(content: dict[str, Any], known: Known) -> list[PackAspect]:
    """Returns the aspects of all ``provisions/<topic>.yaml`` of a pack."""
    found = []
    for name, part in content.get("provisions", {}).items():
        file = Entry(part, f"provisions/{name}.yaml", ": ")
        topic, seen = file.choice("topic", known.topics), set()
        for place, value in enumerate(file.items("aspects"), 1):
            slug = Entry(value, f"{file.place}: aspect {place}").slug()
            entry = Entry(value, f"{file.place}: aspect {slug}")
            if slug in seen:
                raise entry.fault("slug", "another aspect has this name.")
            seen.add(slug)
            provisions = [*_cells(entry, known), *_rows(entry, known)]
            found.append(PackAspect(topic, slug, place, entry.texts("title"), entry.texts("question"), provisions))
    return found


def _cells(aspect: Entry, known: Known) -> Iterator[PackProvision]:
    cells = aspect.within("cells")
    for bloc in cells.value:
        if bloc not in known.blocs:
            raise cells.fault(str(bloc), "the course has no such bloc.")
        cell = cells.within(bloc)
        yield PackProvision(
            bloc,
            "",
            {
                "instrument": cell.texts("instrument"),
                "articles": cell.words("articles"),
                "year": cell.year(),
                "status": cell.choice("status", Status.values),
                "is_gap": cell.is_true("none"),
                "summary": cell.texts("summary"),
                "confidence": cell.choice("confidence", Confidence.values),
                "references": cell.references(),
                "doubt": cell.texts("doubt", optional=True),
            },
        )


def _rows(aspect: Entry, known: Known) -> Iterator[PackProvision]:
    blocs = aspect.within("states", optional=True)
    for bloc in blocs.value:
        if bloc not in known.blocs:
            raise blocs.fault(str(bloc), "the course has no such bloc.")
        seen = set()
        for n, value in enumerate(blocs.items(bloc), 1):
            row = Entry(value, f"{blocs.place}.{bloc}[{n}]", ".")
            state = row.choice("state", known.states)
            if state in seen:
                raise row.fault("state", f"{state} stands here twice.")
            seen.add(state)
            content = {"summary": row.texts("text"), "references": row.references()}
            yield PackProvision(bloc, state, content | {"doubt": row.texts("doubt", optional=True)})


def practices_of(content: dict[str, Any], known: Known) -> list[PackPractice]:
    file = Entry(content.get("practices", {"practices": []}), "practices.yaml", ": ")
    found: dict[str, PackPractice] = {}
    for n, value in enumerate(file.items("practices"), 1):
        slug = Entry(value, f"{file.place}: practice {n}").slug()
        entry = Entry(value, f"{file.place}: practice {slug}")
        if slug in found:
            raise entry.fault("slug", "another practice has this name.")
        topics = entry.items("topics")
        if not topics or any(topic not in known.topics for topic in topics):
            raise entry.fault("topics", "one or more topics of the course were expected.")
        texts = {field: entry.texts(field) for field in ("title", "who", "done", "result")}
        found[slug] = PackPractice(
            slug,
            topics,
            {
                **texts,
                "years": entry.words("years", 60),
                "possible": entry.texts("possible", optional=True),
                "asks": entry.list_of_texts("ask"),
                "confidence": entry.choice("confidence", Confidence.values),
                "references": entry.references(),
            },
        )
    return list(found.values())


def terms_of(content: dict[str, Any]) -> list[dict[str, str]]:
    """Returns terms by language, from the table whose first row names the languages."""
    languages, *rows = content.get("glossary") or [[]]
    found = []
    for line, row in enumerate(rows, 2):
        texts = {language: text.strip() for language, text in zip(languages, row, strict=False) if text.strip()}
        if len(row) > len(languages) or "" in languages or not texts:
            raise PackFault(f"glossary.csv: line {line}: one text under each language was expected.")
        found.append(texts)
    return found
