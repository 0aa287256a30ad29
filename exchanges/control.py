"""The control room: every exchange of a course that is live, comes today or is overdue, for the facilitators."""

import dataclasses
import datetime
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, DateTimeField, Max, Q, QuerySet
from django.utils.translation import gettext as _

from academy.models import Edition, Membership
from academy.pages.compiled import Compiled, Later, Sized, later_id
from academy.voices import Voice, Voices, voices_of
from exchanges.balance import Balance
from exchanges.listing import west_first
from exchanges.models import Exchange, Participant, StageAct
from exchanges.rounds.formats import agenda
from exchanges.stages import acts
from exchanges.stages.clock import StageClock, clock_at
from rooms.access import open_among
from rooms.messages.frames import Send
from rooms.messages.over_http import do
from rooms.messages.posting import Refusal, Work
from rooms.models import Hand, Message, MessageKind, Readers

MOST = 100
LATELY = datetime.timedelta(minutes=10)
SILENT = datetime.timedelta(minutes=5)
TODAY = datetime.timedelta(hours=18)
LONG_AGO = datetime.timedelta(hours=4)
SHOWN = (
    *("begins_at", "own_stages", "topic__titles", "room__readers"),
    *("round__format__stages", "round__format__pace"),
)
NEEDS, LIVE, COMING = "needs", "live", "coming"


@dataclasses.dataclass(frozen=True)
class Watched:
    """One exchange as the control room shows it. ``state`` is needs, live or coming; ``why`` says what it needs.

    ``said``: the balance of the last ten minutes. ``may_enter``: the reader may act in it; only then they see who wrote
    ``last``.
    """

    exchange: Exchange
    voices: list[Voice]
    state: str
    why: str
    clock: StageClock
    stage: dict[str, Any] | None
    said: Balance
    last: tuple[Voice, datetime.datetime] | None
    may_enter: bool


@dataclasses.dataclass(frozen=True)
class News:
    """News of some rooms: the balance of the last ten minutes, who wrote last, and who raised a hand."""

    said: dict[int, Balance]
    last: dict[int, tuple[Voice, datetime.datetime]]
    hands: dict[int, list[Voice]]


@dataclasses.dataclass(frozen=True)
class Seen:
    """The exchanges of a course that are shown, each with its agenda; the news of their rooms and of some others."""

    exchanges: list[tuple[Exchange, list[dict[str, Any]]]]
    news: News


def rooms_around(edition: Edition, now: datetime.datetime) -> list[int]:
    """Returns the rooms (ids) of the exchanges that are shown. One query."""
    return [room for (room,) in _ROOMS.all(**_when(edition, now))]


def look(edition: Edition, now: datetime.datetime, also: Iterable[int] = ()) -> Seen:
    """Looks into the rooms of at most MOST exchanges, and into the rooms ``also`` (ids). Three queries."""
    exchanges = _AROUND.all(**_when(edition, now))
    rooms = [*(one.room_id for one, _agenda in exchanges), *also]
    return Seen(exchanges, _news(rooms, now, voices_of(edition)))


def watched(edition: Edition, reader: Membership, now: datetime.datetime, seen: Seen | None = None) -> list[Watched]:
    """Returns the exchanges that were ``seen``, by default all, those that need somebody first. Two queries more, and
    a third one when a room is read by its members alone."""
    seen = seen or look(edition, now)
    exchanges, news = [one for one, _agenda in seen.exchanges], seen.news
    ids, voices = [one.pk for one in exchanges], voices_of(edition)
    seats, done = defaultdict(list), defaultdict(list)
    for exchange, member in _SEATS.all(ids):
        seats[exchange].append(voices[member])
    for act in _DONE.all(ids):
        done[act.exchange_id].append(act)
    closed = _closed_to(reader, exchanges)
    found = []
    for one, stages in seen.exchanges:
        last = news.last.get(one.room_id)
        clock = clock_at([stage["minutes"] for stage in stages], done[one.pk], now)
        state, why = _state(one, clock, one.room_id in news.hands, last, now)
        if state:
            stage = stages[clock.number - 1] if clock.has_begun else None
            may_enter = one.pk not in closed
            people, said = west_first(seats[one.pk]), news.said[one.room_id]
            found.append(Watched(one, people, state, why, clock, stage, said, last if may_enter else None, may_enter))
    return sorted(found, key=lambda each: ((NEEDS, LIVE, COMING).index(each.state), each.exchange.begins_at or now))


def _when(edition: Edition, now: datetime.datetime) -> dict[str, Any]:
    return {"edition": edition.pk, "long_ago": now - LONG_AGO, "until": now + TODAY}


def _around() -> QuerySet[Exchange]:
    """Selects the exchanges that are agreed for today, or in which the stages began lately."""
    long_ago, until = Later("long_ago", DateTimeField()), Later("until", DateTimeField())
    today = Exchange.objects.filter(begins_at__gte=long_ago, begins_at__lte=until).values("pk")
    begun = StageAct.objects.filter(at__gte=long_ago).values("exchange")
    open_here = {"round__edition": later_id("edition"), "sample": False, "room__closed_at": None}
    return Exchange.objects.filter(pk__in=today.union(begun), **open_here).order_by("begins_at", "pk")


def _shown() -> QuerySet[Exchange]:
    return _around().select_related("topic", "round__format", "room").only(*SHOWN)[:MOST]


_ROOMS = Compiled(lambda: _around().values_list("room")[:MOST])
_AROUND = Compiled(_shown, shown=lambda exchange: (exchange, agenda(exchange.staged)))
_SEATS = Sized(
    lambda ids: Participant.objects.filter(exchange__id__in=ids).order_by("pk").values_list("exchange", "membership")
)
_DONE = Sized(
    lambda ids: (
        StageAct.objects.filter(exchange__id__in=ids)
        .order_by("number")
        .only("exchange", "number", "kind", "at", "minutes")
    ),
    shown=lambda act: act,
)
_HANDS = Sized(lambda ids: Hand.objects.filter(room__id__in=ids, lowered_at=None).values_list("room", "by"))
_WORDS = Sized(
    lambda ids: (
        Message.objects.filter(room__id__in=ids, kind=MessageKind.SAID)
        .order_by()
        .values_list("room", "author")
        .annotate(at=Max("sent_at"), lately=Count("pk", filter=Q(sent_at__gte=Later("lately", DateTimeField()))))
    )
)


def _news(rooms: list[int], now: datetime.datetime, voices: Voices) -> News:
    """Returns the news of the rooms. Two queries."""
    hands: dict[int, list[Voice]] = defaultdict(list)
    said = {room: Balance(Counter(), voices) for room in rooms}
    last: dict[int, tuple[Voice, datetime.datetime]] = {}
    for room, by in _HANDS.all(rooms):
        hands[room].append(voices[by])
    for room, author, at, lately in _WORDS.all(rooms, lately=now - LATELY):
        if lately:
            said[room].said[author] = lately
        if room not in last or last[room][1] < at:
            last[room] = (voices[author], at)
    return News(said, last, hands)


def _closed_to(reader: Membership, exchanges: Iterable[Exchange]) -> set[int]:
    """Returns the exchanges (ids) whose rooms the reader, who runs the course, may not enter. At most one query."""
    rooms = {one.room_id: one.pk for one in exchanges if one.room.readers == Readers.MEMBERS}
    if not rooms:
        return set()
    opened = Exchange.objects.filter(open_among(rooms, reader), room__in=rooms)
    return set(rooms.values()) - set(opened.values_list("pk", flat=True))


def _state(
    exchange: Exchange,
    clock: StageClock,
    hand: bool,
    last: tuple[Voice, datetime.datetime] | None,
    now: datetime.datetime,
) -> tuple[str, str]:
    """Returns "" for an exchange that is over and needs nobody."""
    if hand:
        return NEEDS, _("a hand is raised")
    if clock.is_over:
        return "", ""
    if not clock.has_begun:
        late = exchange.begins_at is not None and exchange.begins_at + SILENT < now
        return (NEEDS, _("agreed, and not begun")) if late else (COMING, "")
    silent = silent_for(clock, last, now)
    return (NEEDS, silent) if silent else (LIVE, "")


def silent_for(clock: StageClock, last: tuple[Voice, datetime.datetime] | None, now: datetime.datetime) -> str:
    """Returns for how long nobody wrote while the clock runs, in words; "" when somebody did lately."""
    spoke = max(filter(None, (last and last[1], clock.began_at)), default=None)
    if not clock.is_running or spoke is None or spoke + SILENT >= now:
        return ""
    return _("silent for %(minutes)s min") % {"minutes": int((now - spoke).total_seconds() // 60)}


# Acts on several at once --------------------------------------------------------------------------------------------

ACTS: dict[str, Callable[..., StageClock]] = {
    "extend": acts.extend,
    "move-on": acts.move_on,
    "pause": acts.pause,
    "resume": acts.resume,
}


def act_on(exchanges: Iterable[Exchange], act: str, *, by: Membership) -> tuple[int, int]:
    """Does the act on the clock of each exchange; returns how many took it, and how many refused it."""
    done = refused = 0
    for exchange in exchanges:
        try:
            ACTS[act](exchange, by=by)
            done += 1
        except (acts.StageFault, PermissionDenied):
            refused += 1
    return done, refused


def say(exchanges: Iterable[Exchange], words: str, *, by: Membership, may_enter: Callable[[Exchange], bool]) -> int:
    """Writes the words into each room that the facilitator may enter; returns into how many."""
    language = next(iter(by.person.languages), "en")
    said = 0
    for exchange in exchanges:
        if may_enter(exchange):
            answer = do(Work(exchange.room_id, by.pk, Send(uuid.uuid4(), words), language))
            said += not isinstance(answer, Refusal)
    return said


def under_way(edition: Edition, reader: Membership, now: datetime.datetime) -> list[int]:
    """Returns the ids of the exchanges whose stages have begun and are not over."""
    found = watched(edition, reader, now)
    return [each.exchange.pk for each in found if each.clock.has_begun and not each.clock.is_over]


def chosen(edition: Edition, pks: Iterable[int]) -> list[Exchange]:
    exchanges = Exchange.objects.filter(round__edition=edition, pk__in=list(pks)[:MOST], sample=False)
    return list(exchanges.select_related("room", "topic", "round__format", "round__edition"))
