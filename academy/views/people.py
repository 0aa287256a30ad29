"""The people page."""

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from functools import cache

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from academy.access import CourseRequest, in_course
from academy.hours.zones import place_of
from academy.members.people import Listed, page_of_people
from academy.models import Kind, Role, State
from academy.pages.numbers import number
from academy.pages.showing import language, moment
from academy.pages.texts import localized
from academy.voices import Voice, voices_of


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A member in the reader's words: the languages they speak, the time where they are, and their first topics."""

    voice: Voice
    country: str
    languages: str
    clock: SafeString
    topics: str


@in_course
def people(request: CourseRequest) -> HttpResponse:
    """Shows one page of people, delegates on two shores and the others below; topic, kind and name narrow it."""
    titles = {topic.slug: localized(topic.titles) for topic in request.edition.topics.all()}
    asked = {name: request.GET.get(name, "") for name in ("topic", "kind", "name")}
    topic = asked["topic"] if asked["topic"] in titles else ""
    kind = asked["kind"] if asked["kind"] in Kind.values else ""
    after = number(request, "after")
    here, more = page_of_people(request.edition, topic=topic, kind=kind, name=asked["name"], after=after)
    now = timezone.now()
    row_of = _rows(titles, now - datetime.timedelta(seconds=now.timestamp() % 60))  # a clock shows minutes
    rows = [row_of(one) for one in here]
    delegates = [row for row in rows if row.voice.role == Role.DELEGATE]
    blocs = voices_of(request.edition).blocs
    context = {
        "section": "people",
        "others": [row for row in rows if row.voice.role != Role.DELEGATE],
        "banks": [(bloc, [row for row in delegates if row.voice.bloc_id == bloc.pk]) for bloc in blocs],
        "narrowed": bool(topic or kind or asked["name"]),
        "titles": titles,
        "topic": topic,
        "kind": kind,
        "name": asked["name"],
        "kinds": [Kind.GOVERNMENT, Kind.EMPLOYERS, Kind.WORKERS, Kind.SECRETARIAT],
        "after": after,
        "more": more,
    }
    return render(request, "academy/people.html", context)


def _rows(titles: Mapping[str, str], now: datetime.datetime) -> Callable[[Listed], Row]:
    """Returns what makes a row. Clocks, countries and languages are put into words once for all who share them."""

    @cache
    def clock(zone: str) -> SafeString:
        words = _("now in %(place)s:") % {"place": place_of(zone)}
        return format_html("{} {}", words, moment(now, "TIME_FORMAT", zone))

    @cache
    def country(state: State | None) -> str:
        return localized(state.names) if state else ""

    @cache
    def speaks(*codes: str) -> str:
        return ", ".join(map(language, codes))

    def row(one: Listed) -> Row:
        topics = " · ".join(titles[slug] for slug in one.topics[:2] if slug in titles)
        voice = one.voice
        return Row(voice, country(voice.state), speaks(*one.languages), clock(voice.time_zone), topics)

    return row
