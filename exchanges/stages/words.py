"""The words of the stage clock, in the reader's language. The browser fills the sentences of ``BROWSER`` itself."""

import datetime
import math
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from academy.pages.texts import localized
from exchanges.models import StageActKind
from exchanges.stages.clock import StageClock

SENTENCES: dict[str, Any] = {
    StageActKind.BEGUN: _("Stage {number} begins · {title}, {minutes} min"),
    StageActKind.PAUSED: _("The clock is paused · {title}, {minutes} min left"),
    StageActKind.RESUMED: _("The clock goes on · {title}, {minutes} min left"),
    StageActKind.EXTENDED: _("{minutes} more minutes · {title}"),
    StageActKind.MOVED_ON: _("Stage {number} begins · {title}, {minutes} min"),
    StageActKind.ENDED: _("All stages are done"),
}
HEADING = _("{number} of {of} · {title}")
LEFT = _("{minutes} min left")
LAST_MINUTE = _("less than a minute left")
UNTIL = _("{left} · until {time} {place}")
PAUSED = _("paused · {left}")
NOT_BEGUN = _("The stages have not begun")
AGREED = _("agreed: {day}, {time} {place}")
BEGIN_TOGETHER = _("Begin when everybody is here; in writing it takes about {minutes} min.")
OVER = _("All stages are done")
STAYS_OPEN = _("The room stays open: write on as long as you like.")
ROLES = _("The problem is that of %(owner)s; %(scribe)s watches the time and writes.")
NOW, DONE = pgettext_lazy("a stage", "now"), pgettext_lazy("a stage", "done")
BEGIN, PAUSE = pgettext_lazy("the stage clock", "Begin"), pgettext_lazy("the stage clock", "Pause")
GO_ON, FINISH = pgettext_lazy("the stage clock", "Go on"), pgettext_lazy("the stage clock", "Finish")
NEXT, FIVE_MORE = _("Next stage"), _("5 more minutes")
BROWSER = {
    "heading": HEADING,
    "left": LEFT,
    "last_minute": LAST_MINUTE,
    "until": UNTIL,
    "paused": PAUSED,
    "over": OVER,
    "stays_open": STAYS_OPEN,
    "now": NOW,
    "done": DONE,
    "next": NEXT,
    "finish": FINISH,
    "no_line": _("The line is gone. Try again when it returns."),
}


def describe(stage: dict[str, Any], staged: Any) -> str:
    """Returns the sentence of an act's message. ``stage`` is ``Message.stage``."""
    titles = {entry["key"]: localized(entry["title"]) for entry in staged.stages}
    minutes = stage["added"] or math.ceil(stage["left"] / 60)
    return str(SENTENCES[stage["act"]]).format(
        number=stage["number"], title=titles.get(stage["key"], ""), minutes=minutes
    )


def left(clock: StageClock) -> str:
    minutes = math.ceil(clock.left / datetime.timedelta(minutes=1))
    return str(LEFT).format(minutes=minutes) if minutes > 1 else str(LAST_MINUTE)
