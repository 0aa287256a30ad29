"""What members do with the stage clock: begin, pause, resume, extend, move on. Each is said in the room."""

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
from exchanges.models import Exchange, StageAct, StageActKind
from exchanges.rounds.formats import agenda
from exchanges.stages.clock import StageClock, clock
from exchanges.stages.words import told
from rooms import rates
from rooms.access import may_enter
from rooms.messages.posting import WORDS, note
from rooms.models import Message, MessageKind, Room

MORE = 5
"""Minutes that an extension adds where nobody says otherwise."""
MOST = 60


class StageFault(Exception):
    """The clock cannot do that now. ``code`` is for programs, the text for people, in the reader's language."""

    REASONS: dict[str, Any] = {
        **{code: WORDS[code] for code in ("muted", "closed", "rate", "invalid")},
        "not_begun": _("The stages have not begun yet."),
        "over": _("All stages are done. The room stays open."),
    }

    def __init__(self, code: str, retry_after: int | None = None) -> None:
        super().__init__(self.REASONS[code])
        self.code, self.retry_after = code, retry_after


def clock_of(exchange: Exchange) -> StageClock:
    """Where the exchange stands now. One query; ``exchange.round.format`` should be loaded."""
    return clock_now(exchange, list(exchange.stage_acts.order_by("number")))


def clock_now(exchange: Exchange, acts: Sequence[StageAct]) -> StageClock:
    """Where it stands now, after all its acts."""
    now = timezone.now()
    return clock_from(exchange, acts, max(now, acts[-1].at) if acts else now)


def clock_from(exchange: Exchange, acts: Sequence[StageAct], now: datetime.datetime) -> StageClock:
    """Where it stands at ``now`` after these acts."""
    return clock([stage["minutes"] for stage in agenda(exchange.round.format)], acts, now)


def frame_of(exchange: Exchange, stands: StageClock) -> dict[str, Any]:
    return stands.frame([stage["key"] for stage in exchange.round.format.stages])


def begin(exchange: Exchange, *, by: Membership) -> StageClock:
    """The first stage comes up; where it has come up already, nothing changes.

    This and the other four raise PermissionDenied when the member may not enter the room, StageFault when the clock
    cannot do that now.
    """
    return _do(exchange, by, StageActKind.BEGUN, lambda stands, _acts: not stands.has_begun)


def pause(exchange: Exchange, *, by: Membership) -> StageClock:
    """The clock stands still; where it does already, nothing changes."""
    return _do(exchange, by, StageActKind.PAUSED, lambda stands, _acts: stands.paused_at is None)


def resume(exchange: Exchange, *, by: Membership) -> StageClock:
    """The clock goes on with the time that was left; where it runs already, nothing changes."""
    return _do(exchange, by, StageActKind.RESUMED, lambda stands, _acts: stands.paused_at is not None)


def extend(
    exchange: Exchange, *, by: Membership, minutes: int = MORE, stage: int | None = None, seen: int | None = None
) -> StageClock:
    """The stage that is on gets more time.

    ``stage`` and ``seen`` say which stage was meant, and how many acts the person had seen: two who press the same
    button at once add the minutes once, and who presses too late changes nothing of the next stage.
    """
    if not 1 <= minutes <= MOST:
        raise StageFault("invalid")
    return _do(exchange, by, StageActKind.EXTENDED, _meant({StageActKind.EXTENDED}, stage, seen), minutes)


def move_on(exchange: Exchange, *, by: Membership, stage: int | None = None, seen: int | None = None) -> StageClock:
    """The next stage comes up; after the last one all are done. ``stage`` and ``seen`` as in ``extend``."""
    onward = {StageActKind.MOVED_ON, StageActKind.ENDED}
    return _do(exchange, by, StageActKind.MOVED_ON, _meant(onward, stage, seen))


Wanted = Callable[[StageClock, Sequence[StageAct]], bool]


def _meant(kinds: set[StageActKind], stage: int | None, seen: int | None) -> Wanted:
    def wanted(stands: StageClock, acts: Sequence[StageAct]) -> bool:
        done_since = seen is not None and any(act.kind in kinds for act in acts[seen:])
        return stage in {None, stands.number} and not done_since

    return wanted


@transaction.atomic
def _do(
    exchange: Exchange, by: Membership, kind: StageActKind, wanted: Wanted, minutes: int | None = None
) -> StageClock:
    """Under the room's lock: one act after the other, each with the room's next revision."""
    room = Room.objects.select_for_update().get(pk=exchange.room_id)
    _check(room, by)
    acts = list(exchange.stage_acts.order_by("number"))
    # Clocks of two machines may differ: what is done later is never written as earlier.
    now = max(timezone.now(), acts[-1].at) if acts else timezone.now()
    before = clock_from(exchange, acts, now)
    if not before.has_begun and kind != StageActKind.BEGUN:
        raise StageFault("not_begun")
    if not wanted(before, acts):
        return before
    if before.is_over:
        raise StageFault("over")
    if kind == StageActKind.MOVED_ON and before.number == before.of:
        kind = StageActKind.ENDED
    act = StageAct.objects.create(exchange=exchange, number=len(acts) + 1, kind=kind, by=by, at=now, minutes=minutes)
    stands = clock_from(exchange, [*acts, act], now)
    note(room, as_message(act, by, stands), {"type": "stage", "stage": frame_of(exchange, stands)})
    return stands


def _check(room: Room, by: Membership) -> None:
    """The member as they stand now: muted or suspended a moment ago counts."""
    by = Membership.objects.get(pk=by.pk)
    if not may_enter(by, room):
        raise PermissionDenied
    if room.closed_at is not None:
        raise StageFault("closed")
    if by.is_muted:
        raise StageFault("muted")
    if wait := rates.take(room.pk, by.pk):
        raise StageFault("rate", wait)


def as_message(act: StageAct, by: Membership, stands: StageClock) -> Message:
    """What is said of the act in the talk, in the active language; its place there is still to be given."""
    exchange = act.exchange
    stage = {"act": act.kind, "added": act.minutes, **frame_of(exchange, stands)}
    words = told(stage, exchange.round.format)
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
