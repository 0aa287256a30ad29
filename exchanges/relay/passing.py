"""Acts of relays by the clock: the word passes on after silence, its holder is told, and so are the facilitators."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from academy.courses import life
from academy.models import Membership, Role
from commons import notices
from commons.models import Notice
from commons.telling import groups
from commons.timetable import each_alone
from exchanges.models import Exchange, RelayAct, RelayActKind
from exchanges.relay.acts import Held, relay_now, settle
from exchanges.relay.clock import Relay

SENTENCES = [
    ("relay-asked", _("%(who)s would like to do your exchange as a relay, in turns."), groups.EXCHANGES),
    ("relay-word", _("The word is yours in your exchange with %(partners)s, until %(until)s."), groups.EXCHANGES),
    (
        "relay-passed",
        _("Your turn with %(partners)s passed in silence; the word went on. You may write all the same."),
        groups.OUTCOMES,
    ),
    ("relay-team", _("A second turn of a relay passed in silence."), groups.DESK),
]
AHEAD = datetime.timedelta(hours=2)
"""A turn opens at 08:00 where its holder is. The notice is made this much earlier, so that it stands in that morning's
mail."""
SILENCES = 2
"""Silent turns in a relay after which the facilitators are told, once."""


def register() -> None:
    for kind, sentence, group in SENTENCES:
        notices.register(kind, sentence, group, along=kind == "relay-passed")


def pass_words_on(now: datetime.datetime) -> int:
    """Passes on each word whose time is over, and tells each holder whose turn opens. Returns how many it told."""
    return each_alone(
        _running().order_by("pk"),
        lambda exchange: _pass_on(exchange, now) if life.allows(exchange.edition, life.Act.WRITE, now) else 0,
    )


def _running() -> QuerySet[Exchange]:
    acts = RelayAct.objects.filter(exchange=OuterRef("pk"))
    running = Exchange.objects.filter(
        Exists(acts.filter(kind=RelayActKind.BEGUN)),
        ~Exists(acts.filter(kind=RelayActKind.ENDED)),
        sample=False,
        room__closed_at=None,
    )
    return running.select_related("round__format", "round__edition", "room")


@transaction.atomic
def _pass_on(exchange: Exchange, now: datetime.datetime) -> int:
    held = Held(exchange, now)
    path = exchange.room.get_absolute_url()
    before = _silent(held)
    told = 0
    for act in settle(held):
        if act.kind == RelayActKind.SILENT and act.by is not None:
            told += _tell([act.by], "relay-passed", path, turn=act.turn, partners=notices.named(held.members()))
    if before < SILENCES <= _silent(held):
        team = exchange.edition.memberships.active().filter(role=Role.FACILITATOR)
        told += _tell(list(team), "relay-team", path)
    relay = held.relay
    if relay.turn is not None and relay.turn.opens <= now + AHEAD and relay.turn.number > 1:
        last = relay.turns[-2]
        keeps = last.holder == relay.turn.holder and not last.passed
        if not keeps and not _was_told(relay.turn.holder, path, relay.turn.number):
            holder = Membership.objects.active().filter(pk=relay.turn.holder)
            said = {"partners": notices.named(held.members()), "until": notices.moment(relay.turn.deadline)}
            told += _tell(list(holder), "relay-word", path, turn=relay.turn.number, **said)
    return told


def called_with_the_word(pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Returns those pairs of room and member in running relays to whom the word comes later: what others write is told
    with it. Who has the word hears of it at once."""
    rows = (
        _running()
        .filter(room__in={room for room, _member in pairs})
        .prefetch_related(Prefetch("relay_acts", RelayAct.objects.order_by("number")))
    )
    coming = {exchange.room_id: _coming(relay_now(exchange, list(exchange.relay_acts.all()))) for exchange in rows}
    return {(room, member) for room, member in pairs if member in coming.get(room, ())}


def _coming(relay: Relay) -> set[int]:
    """Returns the holders of the turns that are not open yet, without who has the word now."""
    turn = relay.turn
    if turn is None:
        return set()
    holders = {holder for _stage, holder in relay.plan[turn.number - (not relay.is_open) :]}
    return holders - {turn.holder} if relay.is_open else holders


def _silent(held: Held) -> int:
    return sum(act.kind == RelayActKind.SILENT for act in held.acts)


def _was_told(holder: int, path: str, turn: int) -> bool:
    return Notice.objects.filter(to=holder, kind="relay-word", path=path, words__turn=turn).exists()


def _tell(to: list[Membership], kind: str, path: str, **said: Any) -> int:
    notices.tell(to, kind, path, **said)
    return len(to)
