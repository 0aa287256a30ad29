"""Reasons why a person is in a group: facts that are stored as JSON, and sentences in the active language."""

import datetime
import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from academy.hours.zones import place_of
from academy.pages.dates import weekday
from academy.pages.texts import localized
from academy.typed.sentences import fill
from exchanges.pairing.interest import facts_of_interest
from exchanges.pairing.people import Delegate, met
from exchanges.scheduling.availability import Span

Facts = dict[str, Any]
MOST_TIMES = 3
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Words:
    """Names in the reader's language: topics by slug, languages, kinds and blocs by code, people by key."""

    topics: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    blocs: Mapping[str, str] = field(default_factory=dict)

    def name(self, key: str) -> str:
        """Returns the person's name; never the key, because that is an address, and the person may have another by now,
        or none."""
        return self.names.get(key) or _("somebody who left")


def facts(
    reader: Delegate,
    others: Sequence[Delegate],
    *,
    topic: str | None,
    spans: Iterable[Span],
    pinned: bool,
    only: str | None = None,
) -> Facts:
    """Returns the facts for ``reader``. ``spans``: the times in which all are free; seven days are stored, in UTC.

    ``zone`` is that of the place where the reader is when the first of them begins.

    ``only``: the round's topic; marks, offers and needs under others do not count.
    """
    spans = list(spans)
    week = [span for span in spans if span[0] < spans[0][0] + datetime.timedelta(days=7)]
    return {
        "topic": topic,
        "rank": reader.rank(topic) if topic else None,
        "kind": reader.kind,
        "zone": reader.whereabouts.zone_at(spans[0][0]) if spans else reader.zone,
        "free": [[moment.isoformat() for moment in span] for span in week],
        "pinned": pinned,
        "others": [
            {
                "key": other.key,
                "rank": other.rank(topic) if topic else None,
                "languages": [code for code in reader.languages if code in other.languages],
                "same_kind": reader.kind == other.kind,
                "met": met(reader, other),
                "interest": facts_of_interest(reader, other, only),
            }
            for other in others
        ],
    }


def as_text(facts: Facts, words: Words) -> str:
    """Returns the facts as one text to the reader, with hours on the reader's clock and its place."""
    return " ".join(sentences(facts, words))


def sentences(facts: Facts, words: Words) -> list[str]:
    """Returns the facts as sentences: topic, interest, languages, hours, kind of organisation, a pin, an earlier
    meeting.
    """
    company = _Company(facts["others"], words)
    found = [
        _topic(facts, words, company),
        *_interest(facts["others"], words),
        *_languages(words, company),
        _hours(facts, company),
        _kind(facts, words, company),
    ]
    if facts["pinned"]:
        found.append(_("A facilitator put you together."))
    if again := company.where(lambda other: other["met"]):
        found.append(
            _("You have met %(names)s in an earlier round; nobody new was free.") % {"names": company.names(again)}
        )
    return [sentence for sentence in found if sentence]


def why_left(why: str) -> str:
    """Says why they have no group, and what a facilitator can do. ``why`` is as in ``proposals.Unplaced``."""
    return {
        "full": _("Every group is full. Make a second round, or choose a format with larger groups."),
        "parted": _(
            "Facilitators have parted this person from everybody who was left. "
            "Lift a parting, or propose another format."
        ),
        "lacking": _(
            "Nobody who was left shares a free hour, or a language, as this round needs it. "
            "Propose another round that asks for less."
        ),
        "no bloc": _("This person belongs to no bloc. Give them one in the roster, then propose again."),
    }[why]


class _Company:
    """The other members of the group, with sentences about the reader and some or all of them."""

    def __init__(self, others: Sequence[Facts], words: Words) -> None:
        self.others = list(others)
        self._words = words

    def where(self, holds: Callable[[Facts], object]) -> list[Facts]:
        return [other for other in self.others if holds(other)]

    def names(self, people: Sequence[Facts]) -> str:
        return get_text_list([self._words.name(other["key"]) for other in people], _("and"))

    def with_reader(self, people: Sequence[Facts], both: str, named: str) -> str:
        """Returns ``both`` in a pair, else ``named`` with the names of ``people``; "" when there are none."""
        if not people:
            return ""
        return both if len(self.others) == 1 else named.replace("%(names)s", self.names(people))


def _topic(facts: Facts, words: Words, company: _Company) -> str:
    if not facts["topic"]:
        return ""
    topic = {"topic": words.topics.get(facts["topic"], facts["topic"]), "names": "%(names)s"}
    first = company.where(lambda other: facts["rank"] == other["rank"] == 1)
    chose = company.where(lambda other: other["rank"])
    if first:
        return company.with_reader(
            first,
            _("You both ranked “%(topic)s” first.") % topic,
            _("Like %(names)s, you ranked “%(topic)s” first.") % topic,
        )
    if facts["rank"] and chose:
        return company.with_reader(
            chose,
            fill(_("You both chose “%(topic)s”."), topic),
            fill(_("Like %(names)s, you chose “%(topic)s”."), topic),
        )
    if facts["rank"]:
        return fill(_("You chose “%(topic)s”."), topic)
    if chose:
        return fill(_("%(names)s chose “%(topic)s”."), {**topic, "names": company.names(chose)})
    return fill(_("The topic is “%(topic)s”."), topic)


def _interest(others: Iterable[Facts], words: Words) -> Iterator[str]:
    said = {
        "shown": _("You look for what %(name)s can show, under “%(on)s”."),
        "sought": _("%(name)s looks for what you can show, under “%(on)s”."),
        "read": _("You marked a text of %(name)s, under “%(on)s”."),
        "was_read": _("%(name)s marked a text of yours, under “%(on)s”."),
        "same": _("You marked what %(bloc)s has on “%(on)s”, and %(name)s what %(own)s has."),
        "field": _("You marked what %(bloc)s has on “%(on)s”; %(name)s ranked “%(topic)s” first."),
        "own_field": _("%(name)s marked what %(bloc)s has on “%(on)s”; you ranked “%(topic)s” first."),
    }
    for other in others:
        for fact in other.get("interest", ()):
            topic = words.topics.get(fact["topic"], fact["topic"])
            blocs = [words.blocs.get(code, code) for code in fact.get("blocs", [fact.get("bloc", "")])]
            filled = {"name": words.name(other["key"]), "topic": topic}
            filled |= {"bloc": blocs[0], "own": blocs[-1], "on": localized(fact.get("title")) or topic}
            yield fill(said[fact["why"]], filled)


def _languages(words: Words, company: _Company) -> Iterator[str]:
    shared: dict[tuple[str, ...], list[Facts]] = {}
    for other in company.others:
        shared.setdefault(tuple(other["languages"]), []).append(other)
    for codes, people in shared.items():
        spoken = {"languages": get_text_list([words.languages.get(code, code) for code in codes], _("and"))}
        if codes:
            yield company.with_reader(
                people,
                fill(_("You both work in %(languages)s."), spoken),
                fill(_("Like %(names)s, you work in %(languages)s."), {**spoken, "names": "%(names)s"}),
            )
        else:
            yield company.with_reader(
                people,
                _("You have no language in common; let a translation help."),
                _("You have no language in common with %(names)s; let a translation help."),
            )


def _hours(facts: Facts, company: _Company) -> str:
    if not facts["free"]:
        return company.with_reader(
            company.others,
            _("You share no free hour, so each writes when it suits."),
            _("You share no free hour with %(names)s, so each writes when it suits."),
        )
    times = {"times": _times(facts["free"], facts["zone"]), "place": place_of(facts["zone"]), "names": "%(names)s"}
    return company.with_reader(
        company.others,
        _("You are both free %(times)s (time in %(place)s).") % times,
        _("Like %(names)s, you are free %(times)s (time in %(place)s).") % times,
    )


def _kind(facts: Facts, words: Words, company: _Company) -> str:
    if not facts["kind"]:
        return ""
    kind = {"kind": words.kinds.get(facts["kind"], facts["kind"]), "names": "%(names)s"}
    return company.with_reader(
        company.where(lambda other: other["same_kind"]),
        fill(_("You both come from the same side: %(kind)s."), kind),
        fill(_("Like %(names)s, you come from this side: %(kind)s."), kind),
    )


def _times(spans: Iterable[Sequence[str]], zone: str) -> str:
    """Returns the longest few times of the week on the clock of ``zone``: "14:00–17:00 on Tuesday and Thursday"."""
    days: dict[tuple[str, str], list[str]] = {}
    minutes: Counter[tuple[str, str]] = Counter()
    for begin, end in _by_day(spans, zoneinfo.ZoneInfo(zone)):
        clock = (f"{begin:%H:%M}", "24:00" if end - begin == DAY else f"{end:%H:%M}")
        days.setdefault(clock, []).append(weekday(begin.weekday()))
        minutes[clock] += int((end - begin).total_seconds()) // 60
    longest = {clock for clock, _length in minutes.most_common(MOST_TIMES)}
    shown = [
        _("%(from)s–%(to)s on %(days)s") % {"from": clock[0], "to": clock[1], "days": get_text_list(named, _("and"))}
        for clock, named in days.items()
        if clock in longest
    ]
    return get_text_list(shown, _("and"))


def _by_day(
    spans: Iterable[Sequence[str]], here: zoneinfo.ZoneInfo
) -> Iterator[tuple[datetime.datetime, datetime.datetime]]:
    """Yields the spans as naive times on the wall clock. A span of a day or longer is cut at midnight."""
    for span in spans:
        begin, end = (datetime.datetime.fromisoformat(moment).astimezone(here).replace(tzinfo=None) for moment in span)
        while end - begin >= DAY:
            midnight = begin.replace(hour=0, minute=0) + DAY
            yield begin, midnight
            begin = midnight
        if begin < end:
            yield begin, end
