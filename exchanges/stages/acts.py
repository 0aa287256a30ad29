"""Acts on the stage clock: begin, pause, resume, extend, move on. Each leaves a message in the room."""

import datetime
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from academy.models import Membership
from academy.pages.compiled import Compiled, later_id
from exchanges.models import Exchange, RelayActKind, StageAct, StageActKind
from exchanges.rounds.formats import agenda
from exchanges.stages.clock import StageClock, clock_at
from exchanges.stages.words import describe
from rooms import rates
from rooms.access import may_enter
from rooms.messages.noting import note
from rooms.messages.posting import WORDS
from rooms.models import Message, MessageKind, Room

MORE = 5
"""Minutes that an extension adds by default."""
MOST = 60


class StageFault(Exception):
    """An act that is refused. ``code`` is for programs, the text for people, in the reader's language.

    ``retry_after`` (seconds) comes with code "rate".
    """

    REASONS: dict[str, Any] = {
        **{code: WORDS[code] for code in ("muted", "closed", "rate", "invalid")},
        "not_begun": _("The stages have not begun yet."),
        "over": _("All stages are done. The room stays open."),
        "relay": _("This exchange is a relay: its stages go on from hand to hand."),
    }

    def __init__(self, code: str, retry_after: int | None = None) -> None:
        super().__init__(self.REASONS[code])
        self.code, self.retry_after = code, retry_after


def clock_of(exchange: Exchange) -> StageClock:
    """Returns the clock now. One query when ``exchange.round.format`` is loaded."""
    return clock_now(exchange, _ACTS.all(exchange=exchange.pk))


_ACTS = Compiled(lambda: StageAct.objects.filter(exchange=later_id("exchange")).order_by("number"))


def clock_now(exchange: Exchange, acts: Sequence[StageAct]) -> StageClock:
    """Returns the clock now, after all acts of the exchange."""
    now = timezone.now()
    return clock_from(exchange, acts, max(now, acts[-1].at) if acts else now)


def clock_from(exchange: Exchange, acts: Sequence[StageAct], now: datetime.datetime) -> StageClock:
    """Returns the clock at ``now`` after these acts."""
    return clock_at([stage["minutes"] for stage in agenda(exchange.staged)], acts, now)


def frame_of(exchange: Exchange, clock: StageClock) -> dict[str, Any]:
    return clock.frame([stage["key"] for stage in exchange.staged.stages])


def begin(exchange: Exchange, *, by: Membership) -> StageClock:
    """Starts the first stage. Changes nothing when it has started already.

    All five acts raise PermissionDenied when the member may not enter the room, and StageFault for other refusals.
    """
    return _do(exchange, by, StageActKind.BEGUN, lambda clock, _acts: not clock.has_begun)


def pause(exchange: Exchange, *, by: Membership) -> StageClock:
    """Stops the clock. Changes nothing when it is paused already."""
    return _do(exchange, by, StageActKind.PAUSED, lambda clock, _acts: clock.paused_at is None)


def resume(exchange: Exchange, *, by: Membership) -> StageClock:
    """Continues with the time that was left. Changes nothing when the clock runs already."""
    return _do(exchange, by, StageActKind.RESUMED, lambda clock, _acts: clock.paused_at is not None)


def extend(
    exchange: Exchange, *, by: Membership, minutes: int = MORE, stage: int | None = None, seen: int | None = None
) -> StageClock:
    """Adds time to the current stage.

    ``stage`` is the number of the stage that the member meant, ``seen`` the number of acts that they had seen. Two
    members who press at once add the minutes once, and a late press does not change the next stage.
    """
    if not 1 <= minutes <= MOST:
        raise StageFault("invalid")
    return _do(exchange, by, StageActKind.EXTENDED, _meant({StageActKind.EXTENDED}, stage, seen), minutes)


def move_on(exchange: Exchange, *, by: Membership, stage: int | None = None, seen: int | None = None) -> StageClock:
    """Starts the next stage, or ends the last one. ``stage`` and ``seen`` are as in ``extend``."""
    onward = {StageActKind.MOVED_ON, StageActKind.ENDED}
    return _do(exchange, by, StageActKind.MOVED_ON, _meant(onward, stage, seen))


Wanted = Callable[[StageClock, Sequence[StageAct]], bool]


def _meant(kinds: set[StageActKind], stage: int | None, seen: int | None) -> Wanted:
    def wanted(clock: StageClock, acts: Sequence[StageAct]) -> bool:
        done_since = seen is not None and any(act.kind in kinds for act in acts[seen:])
        return stage in {None, clock.number} and not done_since

    return wanted


@transaction.atomic
def _do(
    exchange: Exchange, by: Membership, kind: StageActKind, wanted: Wanted, minutes: int | None = None
) -> StageClock:
    """Runs under the room's lock, so that acts come one after another, each with the room's next revision."""
    room = Room.objects.select_for_update().get(pk=exchange.room_id)
    check(room, by)
    acts = list(exchange.stage_acts.order_by("number"))
    if not acts and exchange.relay_acts.filter(kind=RelayActKind.BEGUN).exists():
        raise StageFault("relay")
    # Clocks of two machines may differ, so a later act could get an earlier time.
    now = max(timezone.now(), acts[-1].at) if acts else timezone.now()
    before = clock_from(exchange, acts, now)
    if not before.has_begun and kind != StageActKind.BEGUN:
        raise StageFault("not_begun")
    if not wanted(before, acts):
        return before
    if before.is_over:
        raise StageFault("over")
    if kind == StageActKind.MOVED_ON and before.number == before.count:
        kind = StageActKind.ENDED
    act = StageAct.objects.create(exchange=exchange, number=len(acts) + 1, kind=kind, by=by, at=now, minutes=minutes)
    clock = clock_from(exchange, [*acts, act], now)
    note(room, as_message(act, by, clock), {"type": "stage", "stage": frame_of(exchange, clock)})
    return clock


def check(room: Room, by: Membership) -> None:
    """Raises PermissionDenied or StageFault when the member may not act here now.

    Reads the member again, because they may have been muted or suspended a moment ago.
    """
    by = Membership.objects.get(pk=by.pk)
    if not may_enter(by, room):
        raise PermissionDenied
    if room.closed_at is not None:
        raise StageFault("closed")
    if by.is_muted:
        raise StageFault("muted")
    if wait := rates.take(room.pk, by.pk):
        raise StageFault("rate", wait)


def as_message(act: StageAct, by: Membership, clock: StageClock) -> Message:
    """Returns the message about the act, in the active language, unsaved and without a place in the room."""
    exchange = act.exchange
    stage = {"act": act.kind, "added": act.minutes, **frame_of(exchange, clock)}
    words = describe(stage, exchange.staged)
    return Message(
        author=by,
        client_id=uuid.uuid4(),
        kind=MessageKind.STAGE,
        stage=stage,
        body=words,
        html=format_html("<p>{}</p>", words),
        language=(get_language() or settings.LANGUAGE_CODE).split("-")[0],
        sent_at=act.at,
    )
