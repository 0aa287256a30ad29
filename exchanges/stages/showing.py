"""What a page shows of the stage clock to one reader; its words and data are also what the browser goes on with."""

import json
from typing import Any

from django.utils import timezone

from academy.dates import day_of, time_of
from academy.models import Membership
from academy.texts import localized
from academy.zones import place_of
from exchanges.models import Exchange, StageActKind
from exchanges.rounds.formats import agenda
from exchanges.stages import words
from exchanges.stages.acts import clock_of, frame_of
from exchanges.stages.clock import StageClock


def strip(exchange: Exchange, reader: Membership) -> dict[str, Any]:
    """Heading, time, prompt, every stage with its mark, and what can be done now. One query."""
    stands = clock_of(exchange)
    stages = [
        {**stage, "title": localized(stage["title"]), "prompt": localized(stage["prompt"]), "mark": _mark(stands, n)}
        for n, stage in enumerate(agenda(exchange.round.format), 1)
    ]
    return {
        "exchange": exchange,
        "stands": stands,
        "stages": stages,
        "heading": _heading(stands, stages),
        "time": _time(exchange, stands),
        "prompt": _prompt(stands, stages),
        "acts": _acts(stands) if not reader.is_muted else [],
        "data": json.dumps(_for_the_browser(exchange, stands, stages, reader), ensure_ascii=False),
    }


def _mark(stands: StageClock, number: int) -> str:
    if number < stands.number or (stands.is_over and number == stands.number):
        return str(words.DONE)
    return str(words.NOW) if number == stands.number else ""


def _heading(stands: StageClock, stages: list[dict[str, Any]]) -> str:
    if stands.is_over:
        return str(words.OVER)
    if not stands.has_begun:
        return str(words.NOT_BEGUN)
    title = stages[stands.number - 1]["title"]
    return str(words.HEADING).format(number=stands.number, of=stands.of, title=title)


def _time(exchange: Exchange, stands: StageClock) -> str:
    if stands.ends_at is not None:
        ends = timezone.localtime(stands.ends_at)
        return str(words.UNTIL).format(left=words.left(stands), time=time_of(ends), place=_place())
    if stands.paused_at is not None:
        return str(words.PAUSED).format(left=words.left(stands))
    if stands.has_begun or exchange.begins_at is None:
        return ""
    at = timezone.localtime(exchange.begins_at)
    return str(words.AGREED).format(day=day_of(at), time=time_of(at), place=_place())


def _prompt(stands: StageClock, stages: list[dict[str, Any]]) -> str:
    if stands.is_over:
        return str(words.STAYS_OPEN)
    if not stands.has_begun:
        return str(words.BEGIN_TOGETHER).format(minutes=sum(stands.plan))
    return str(stages[stands.number - 1]["prompt"])


def _acts(stands: StageClock) -> list[tuple[str, str, bool]]:
    """Each button: the end of its address, its words, and whether it can be pressed now."""
    on, paused = stands.has_begun and not stands.is_over, stands.paused_at is not None
    onward = words.FINISH if stands.number == stands.of else words.NEXT
    return [
        ("begin", str(words.BEGIN), not stands.has_begun),
        ("resume", str(words.GO_ON), on and paused),
        ("move-on", str(onward), on),
        ("extend", str(words.FIVE_MORE), on),
        ("pause", str(words.PAUSE), on and not paused),
    ]


def _place() -> str:
    return place_of(str(timezone.get_current_timezone()))


def _for_the_browser(
    exchange: Exchange, stands: StageClock, stages: list[dict[str, Any]], reader: Membership
) -> dict[str, Any]:
    return {
        "clock": frame_of(exchange, stands),
        "stages": [{key: stage[key] for key in ("key", "title", "prompt")} for stage in stages],
        "zone": reader.person.time_zone,
        "place": _place(),
        "told": {kind.value: str(words.TOLD[kind]) for kind in StageActKind},
        "words": {name: str(sentence) for name, sentence in words.BROWSER.items()},
    }
