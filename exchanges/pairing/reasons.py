"""Why somebody is in a group: facts that can be kept as JSON, put in words in the active language when they are read."""

import datetime
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from exchanges.availability import Span
from exchanges.pairing.people import Delegate, met

Facts = dict[str, Any]
MOST_TIMES = 3


@dataclass(frozen=True)
class Words:
    """What things are called in the reader's language: topics by slug, languages and kinds by code, people by key."""

    topics: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def facts(reader: Delegate, others: Sequence[Delegate], *, topic: str | None, spans: Iterable[Span], pinned: bool) -> Facts:
    """Why this reader is with these others. ``spans``: when all of them are free; the first seven days are kept, in UTC."""
    spans = list(spans)
    week = [span for span in spans if span[0] < spans[0][0] + datetime.timedelta(days=7)]
    return {
        "topic": topic,
        "rank": reader.rank(topic) if topic else None,
        "kind": reader.kind,
        "zone": reader.zone,
        "free": [[moment.isoformat() for moment in span] for span in week],
        "pinned": pinned,
        "others": [
            {
                "key": other.key,
                "rank": other.rank(topic) if topic else None,
                "languages": [code for code in reader.languages if code in other.languages],
                "same_kind": reader.kind == other.kind,
                "met": met(reader, other),
            }
            for other in others
        ],
    }


def told(facts: Facts, words: Words) -> str:
    """The facts as sentences to the member whom they concern; hours by that member's clock, its place named."""
    return " ".join(sentences(facts, words))


def sentences(facts: Facts, words: Words) -> list[str]:
    """As ``told``, one by one: topic, languages, hours, kind of organisation, a pin, an earlier meeting."""
    company = _Company(facts["others"], words)
    said = [_topic(facts, words, company), *_languages(words, company), _hours(facts, company)]
    if alike := company.where(lambda other: other["same_kind"]):
        kind = words.kinds.get(facts["kind"], facts["kind"])
        said.append(company.both(alike, _KIND) % {"kind": kind, "names": company.names(alike)})
    if facts["pinned"]:
        said.append(_("A facilitator put you together."))
    if again := company.where(lambda other: other["met"]):
        said.append(
            _("You and %(names)s have met in an earlier round; nobody new was free.") % {"names": company.names(again)}
        )
    return [sentence for sentence in said if sentence]
