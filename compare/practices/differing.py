"""Practices of the pack that people changed here, and where they differ from what the pack last said."""

from typing import Any

from django.db.models import QuerySet

from academy.pages.showing import language
from academy.pages.texts import localized
from compare.forms import PracticeForm
from compare.models import Confidence, Practice
from compare.objections.reading import Change
from compare.packs.bringing import PRACTICE
from compare.packs.merging import differences
from compare.practices.lines import line_of


def changed_here(edition: Any) -> QuerySet[Practice]:
    """Returns the pack's practices that people changed. The edition may be its place in a compiled query."""
    return Practice.objects.filter(edition=edition, author=None, edited_at__isnull=False).order_by("pk")


def pack_differences(practice: Practice) -> list[Change]:
    """Returns each differing part; ``before`` is the pack's. Questions and sources are a line each."""
    mine = {field: getattr(practice, field) for field in PRACTICE}
    mine["topics"] = [topic.slug for topic in practice.topics.all()]
    found = differences(_as_read(mine, practice), _as_read({"topics": mine["topics"], **practice.from_pack}, practice))
    return [_change(part, packs, here) for part, (here, packs) in found.items()]


def _as_read(said: dict[str, Any], practice: Practice) -> dict[str, Any]:
    """Returns the fields with the open questions as one text in each language, and the sources and topics as one
    text."""
    titles = {topic.slug: localized(topic.titles) for topic in practice.edition.topics.all()}
    topics = ", ".join(sorted(titles[slug] for slug in said["topics"] if slug in titles))
    asks, languages = said.get("asks", []), {code for ask in said.get("asks", []) for code in ask}
    by_language = {code: "\n".join(ask[code] for ask in asks if code in ask) for code in sorted(languages)}
    references = "\n".join(map(line_of, said.get("references", [])))
    return {**said, "asks": by_language, "references": references, "topics": topics}


def _change(part: str, before: Any, after: Any) -> Change:
    field, _dot, code = part.partition(".")
    name = str(PracticeForm.base_fields[field].label)
    return Change(f"{name} ({language(code)})" if code else name, code, _words(field, before), _words(field, after))


def _words(field: str, value: str | None) -> str:
    return str(Confidence(value).label) if field == "confidence" and value else value or ""
