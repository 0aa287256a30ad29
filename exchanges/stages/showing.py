"""The stage strip for one reader, with the data from which the browser keeps it current."""

import datetime
import json
from typing import Any

from django.utils import timezone

from academy.hours.zones import zone
from academy.models import Membership
from academy.pages.addresses import address
from academy.pages.dates import day_of, time_of
from academy.pages.texts import localized
from academy.typed.sentences import fill
from academy.voices import voices_of
from exchanges.models import Exchange, StageActKind
from exchanges.rounds.formats import agenda
from exchanges.stages import words
from exchanges.stages.acts import clock_of
from exchanges.stages.clock import StageClock
from exchanges.stages.roles import told_to

SHOWN = ("key", "title", "prompt", "role")
"""Of each stage, what the browser shows."""


def strip(exchange: Exchange, reader: Membership) -> dict[str, Any]:
    """Returns the strip's context: heading, time, prompt, stages with their marks, possible acts. One query."""
    clock = clock_of(exchange)
    acts = acts_at("stage", exchange.pk, clock) if not reader.is_muted else []
    found = strip_of(agenda(exchange.staged), clock, reader, exchange.begins_at)
    return {**found, "exchange": exchange, "acts": acts}


def strip_of(
    agenda: list[dict[str, Any]], clock: StageClock, reader: Membership, begins_at: datetime.datetime | None = None
) -> dict[str, Any]:
    """Returns the strip of any agenda, without acts. ``next``: where the next stage leads; ``links``: ways
    on, as (path, words); both in a gathering."""
    stages = [{**said_of(stage, reader), "mark": _mark(clock, n)} for n, stage in enumerate(agenda, 1)]
    is_on = clock.has_begun and not clock.is_over
    return {
        "stands": clock,
        "role": role_in(stages, clock.number if is_on else None),
        "stages": stages,
        "heading": _heading(clock, stages),
        "time": _time(clock, reader, begins_at),
        "prompt": _prompt(clock, stages),
        "acts": [],
        "next": "",
        "links": [],
        "offer": False,
        "data": json.dumps(_for_the_browser(clock, stages, reader), ensure_ascii=False),
    }


def said_of(stage: dict[str, Any], reader: Membership) -> dict[str, Any]:
    """Returns the stage with title and prompt in the reader's language, and with the names of its roles."""
    title, prompt = localized(stage["title"]), localized(stage["prompt"])
    if "owner" not in stage:
        return {**stage, "title": title, "prompt": prompt}
    voices = voices_of(reader.edition)
    names = {role: voices[stage[role]].given_name for role in ("owner", "scribe")}
    told = told_to(stage, reader.pk)
    return {
        **stage,
        "title": f"{title} · {names['owner']}",
        "prompt": f"{prompt} {fill(words.ROLES, names)}",
        "role": {"words": localized(told["words"]) if told["words"] else "", "listens": told["listens"]},
    }


def role_in(stages: list[dict[str, Any]], number: int | None) -> dict[str, Any] | None:
    """Returns what the composer says of the reader's role in the stage that is on; None where there are no roles."""
    if not any("role" in stage for stage in stages):
        return None
    return stages[number - 1]["role"] if number else {"words": "", "listens": False}


def _mark(clock: StageClock, number: int) -> str:
    if number < clock.number or (clock.is_over and number == clock.number):
        return str(words.DONE)
    return str(words.NOW) if number == clock.number else ""


def _heading(clock: StageClock, stages: list[dict[str, Any]]) -> str:
    if clock.is_over:
        return str(words.OVER)
    if not clock.has_begun:
        return str(words.NOT_BEGUN)
    title = stages[clock.number - 1]["title"]
    return str(words.HEADING).format(number=clock.number, of=clock.count, title=title)


def _time(clock: StageClock, reader: Membership, begins_at: datetime.datetime | None) -> str:
    if clock.ends_at is not None:
        ends = timezone.localtime(clock.ends_at)
        return str(words.UNTIL).format(left=words.left(clock), time=time_of(ends), place=reader.place_now)
    if clock.paused_at is not None:
        return str(words.PAUSED).format(left=words.left(clock))
    if clock.has_begun or begins_at is None:
        return ""
    at = begins_at.astimezone(zone(reader.whereabouts.zone_at(begins_at)))
    there = reader.whereabouts.place_at(begins_at)
    return str(words.AGREED).format(day=day_of(at), time=time_of(at), place=there)


def _prompt(clock: StageClock, stages: list[dict[str, Any]]) -> str:
    if clock.is_over:
        return str(words.STAYS_OPEN)
    if not clock.has_begun:
        return str(words.BEGIN_TOGETHER).format(minutes=sum(clock.plan))
    return str(stages[clock.number - 1]["prompt"])


def acts_at(route: str, pk: int, clock: StageClock) -> list[tuple[str, str, bool, str]]:
    """Returns each button: its act, its words, whether the act is possible now, and its address."""
    on, paused = clock.has_begun and not clock.is_over, clock.paused_at is not None
    onward = words.FINISH if clock.number == clock.count else words.NEXT
    acts = [
        ("begin", words.BEGIN, not clock.has_begun),
        ("resume", words.GO_ON, on and paused),
        ("move-on", onward, on),
        ("extend", words.FIVE_MORE, on),
        ("pause", words.PAUSE, on and not paused),
    ]
    return [(act, str(said), can, address(route, pk, act)) for act, said, can in acts]


def _for_the_browser(clock: StageClock, stages: list[dict[str, Any]], reader: Membership) -> dict[str, Any]:
    return {
        "clock": clock.frame([stage["key"] for stage in stages]),
        "stages": [{key: stage[key] for key in SHOWN if key in stage} for stage in stages],
        "zone": reader.time_zone,
        "place": reader.place_now,
        "told": {kind.value: str(words.SENTENCES[kind]) for kind in StageActKind},
        "words": {name: str(sentence) for name, sentence in words.BROWSER.items()},
    }
