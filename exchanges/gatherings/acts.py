"""Acts of the course team on the stage clock of a gathering; each leaves a message in the plenary and at each table."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import get_language

from academy.models import Membership
from exchanges.gatherings.clock import clock_of, frame_of
from exchanges.gatherings.coming import seat_all
from exchanges.gatherings.opening import GatheringFault, check, hold_open
from exchanges.models import Gathering, GatheringAct, StageActKind
from exchanges.stages.acts import MORE, StageFault
from exchanges.stages.clock import StageClock
from exchanges.stages.words import describe
from rooms.messages.noting import note_in_all
from rooms.models import Message, MessageKind, Room

KINDS = {
    "begin": StageActKind.BEGUN,
    "pause": StageActKind.PAUSED,
    "resume": StageActKind.RESUMED,
    "extend": StageActKind.EXTENDED,
    "move-on": StageActKind.MOVED_ON,
}


@transaction.atomic
def act(gathering: Gathering, name: str, *, by: Membership, stage: int | None = None, seen: int | None = None) -> None:
    """Does the act; an act that comes too late (``stage``, ``seen`` as in ``stages.acts``) changes nothing.

    The beginning seats everybody who has come. Raises PermissionDenied, GatheringFault.
    """
    check(by, gathering.edition_id)
    held = hold_open(gathering)
    acts = list(held.acts.order_by("number"))
    clock = clock_of(held, acts)
    kind = KINDS[name]
    if stage not in {None, clock.number} or (seen is not None and seen != len(acts)) or _is_done(kind, clock):
        return
    if not clock.has_begun and kind != StageActKind.BEGUN:
        raise GatheringFault(str(StageFault.REASONS["not_begun"]), "not_begun")
    if clock.is_over:
        raise GatheringFault(str(StageFault.REASONS["over"]), "over")
    if kind == StageActKind.MOVED_ON and clock.number == clock.count:
        kind = StageActKind.ENDED
    if kind == StageActKind.BEGUN and held.turns:
        seat_all(held)
    minutes = MORE if kind == StageActKind.EXTENDED else None
    at = clock.now
    done = GatheringAct.objects.create(gathering=held, number=len(acts) + 1, kind=kind, by=by, at=at, minutes=minutes)
    _tell(held, done, clock_of(held, [*acts, done]))


def _is_done(kind: StageActKind, clock: StageClock) -> bool:
    return {
        StageActKind.BEGUN: clock.has_begun,
        StageActKind.PAUSED: clock.paused_at is not None,
        StageActKind.RESUMED: clock.has_begun and clock.paused_at is None,
    }.get(kind, False)


def _tell(gathering: Gathering, done: GatheringAct, clock: StageClock) -> None:
    """Leaves a message in the plenary and at each table, and sends the clock to everybody who is there."""
    rooms = Room.objects.select_for_update().filter(pk__in=room_ids(gathering)).order_by("pk")
    frame = {"type": "stage", "stage": frame_of(gathering, clock)}
    note_in_all(list(rooms), as_message(gathering, done, clock), frame)


def room_ids(gathering: Gathering) -> list[int]:
    return [gathering.room_id, *gathering.tables.values_list("room", flat=True)]


def as_message(gathering: Gathering, done: GatheringAct, clock: StageClock) -> Callable[[], Message]:
    """Returns what makes the act's message, unsaved, once for each room."""
    stage = {"act": done.kind, "added": done.minutes, **frame_of(gathering, clock)}
    words = describe(stage, gathering)
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    return lambda: Message(
        author=done.by,
        client_id=uuid.uuid4(),
        kind=MessageKind.STAGE,
        stage=stage,
        body=words,
        html=format_html("<p>{}</p>", words),
        language=language,
        sent_at=done.at,
    )
