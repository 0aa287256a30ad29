"""The control room: every exchange of a course that is live, comes today or is overdue, for the facilitators."""

import dataclasses
import datetime
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from academy.models import Edition, Membership
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
from rooms.models import Hand, Message, MessageKind

MOST = 100
LATELY = datetime.timedelta(minutes=10)
SILENT = datetime.timedelta(minutes=5)
TODAY = datetime.timedelta(hours=18)
LONG_AGO = datetime.timedelta(hours=4)
NOT_SHOWN = ("round__proposal", "round__weights", "round__format__purposes", "topic__descriptions", "topic__focus",
             "topic__subtopics")  # fmt: skip
"""What each row would bring along again, a round's whole proposal among it."""
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
    """The exchanges of a course that are shown, with the news of their rooms and of some others."""

    exchanges: list[Exchange]
    news: News


def rooms_around(edition: Edition, now: datetime.datetime) -> list[int]:
    """Returns the rooms (ids) of the exchanges that are shown. One query."""
    return list(_around(edition, now).values_list("room", flat=True)[:MOST])


def look(edition: Edition, now: datetime.datetime, also: Iterable[int] = ()) -> Seen:
    """Looks into the rooms of at most MOST exchanges, and into the rooms ``also`` (ids). Four queries."""
    exchanges = list(_around(edition, now)[:MOST])
    rooms, voices = [*(one.room_id for one in exchanges), *also], voices_of(edition)
    hands: dict[int, list[Voice]] = defaultdict(list)
    for room, by in Hand.objects.filter(room__in=rooms, lowered_at=None).values_list("room", "by"):
        hands[room].append(voices[by])
    return Seen(exchanges, News(_said(rooms, now, voices), _last(rooms, voices), hands))


def watched(edition: Edition, reader: Membership, now: datetime.datetime, seen: Seen | None = None) -> list[Watched]:
    """Returns the exchanges that were ``seen``, by default all, those that need somebody first. Three queries more."""
    seen = seen or look(edition, now)
    exchanges, news = seen.exchanges, seen.news
    ids, rooms = [one.pk for one in exchanges], [one.room_id for one in exchanges]
    voices, seats, done = voices_of(edition), defaultdict(list), defaultdict(list)
    for exchange, member in Participant.objects.filter(exchange__in=ids).values_list("exchange", "membership"):
        seats[exchange].append(voices[member])
    for act in StageAct.objects.filter(exchange__in=ids).order_by("number"):
        done[act.exchange_id].append(act)
    enterable = set(Exchange.objects.filter(open_among(rooms, reader), room__in=rooms).values_list("pk", flat=True))
    found = []
    for one in exchanges:
        stages, last = agenda(one.staged), news.last.get(one.room_id)
        clock = clock_at([stage["minutes"] for stage in stages], done[one.pk], now)
        state, why = _state(one, clock, one.room_id in news.hands, last, now)
        if state:
            stage = stages[clock.number - 1] if clock.has_begun else None
            may_enter = one.pk in enterable
            people, said = west_first(seats[one.pk]), news.said[one.room_id]
            found.append(Watched(one, people, state, why, clock, stage, said, last if may_enter else None, may_enter))
    return sorted(found, key=lambda each: ((NEEDS, LIVE, COMING).index(each.state), each.exchange.begins_at or now))


def _around(edition: Edition, now: datetime.datetime) -> QuerySet[Exchange]:
    """Selects the exchanges that are agreed for today, or in which the stages began lately."""
    today = Exchange.objects.filter(begins_at__gte=now - LONG_AGO, begins_at__lte=now + TODAY).values("pk")
    begun = StageAct.objects.filter(at__gte=now - LONG_AGO).values("exchange")
    open_here = {"round__edition": edition, "sample": False, "room__closed_at": None}
    exchanges = Exchange.objects.filter(pk__in=today.union(begun), **open_here)
    found = exchanges.select_related("topic", "round__format", "room").defer(*NOT_SHOWN)
    return found.order_by("begins_at", "pk")


def _said(rooms: list[int], now: datetime.datetime, voices: Voices) -> dict[int, Balance]:
    lately = Message.objects.filter(room__in=rooms, kind=MessageKind.SAID, sent_at__gte=now - LATELY)
    found = {room: Balance(Counter(), voices) for room in rooms}
    for room, author, count in lately.order_by().values_list("room", "author").annotate(Count("pk")):
        found[room].said[author] += count
    return found


def _last(rooms: list[int], voices: dict[int, Voice]) -> dict[int, tuple[Voice, datetime.datetime]]:
    """Maps each room -> who wrote last, and when. One query."""
    said = Message.objects.filter(room__in=rooms, kind=MessageKind.SAID).order_by()
    newest = said.values("room").annotate(newest=Max("pk")).values("newest")
    rows = Message.objects.filter(pk__in=newest).values_list("room", "author", "sent_at")
    return {room: (voices[author], at) for room, author, at in rows}


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
