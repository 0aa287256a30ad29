"""Plays one edition from a week before it until its cards have been asked after 90 days."""

import dataclasses
import datetime
import functools
import zoneinfo
from pathlib import Path

from django.utils import timezone

from academy.courses.editions import open_edition
from academy.courses.packs import load_pack
from academy.invitations.inviting import invite, not_come
from academy.models import Edition
from academy.roster import import_roster
from commons import notices, timetable
from exchanges.models import Exchange
from exchanges.rounds.making import make_round, usual_days, window
from exchanges.rounds.proposing import propose
from exchanges.rounds.publishing import publish
from tools.simulation import carrying, exchanging, reading, welcoming
from tools.simulation.clock import Clock
from tools.simulation.mailbox import LETTERS, Letter
from tools.simulation.opening import INVITATION, opens_with
from tools.simulation.pairing import Compared, compare
from tools.simulation.roster import roster
from tools.simulation.world import World, loaded

PACK = Path(__file__).resolve().parent.parent.parent / "academy" / "packs" / "lma-2023"
BEFORE = datetime.timedelta(days=7)
AFTER = datetime.timedelta(days=90 + 21)
"""So that what is asked after 90 days finds its answer."""
SECOND_INVITATION = datetime.timedelta(days=4)
ROUNDS = (datetime.timedelta(hours=10), datetime.timedelta(days=7, hours=10))
"""After the course's first midnight: a round in each of its two weeks."""
IN_SESSION, AFTERWARDS = datetime.timedelta(hours=2), datetime.timedelta(hours=12)
AFTER_AN_ACT = datetime.timedelta(minutes=20)
"""When the timetable is worked off. A worker does it every 15 seconds: here one mail may hold what would be two."""
DAY, MORNING = datetime.timedelta(days=1), datetime.timedelta(hours=9)
SOON = datetime.timedelta(minutes=10)
WAKING = (8 * 60, 21 * 60)
"""Minutes of the day where each delegate is."""
LATEST = 12 * 60
"""Minutes after which a mail is followed at the latest."""


def _opened(until: datetime.date | None) -> Edition:
    pack = load_pack(PACK, opens=until is None)
    if until is None:
        return Edition.objects.get(slug=PACK.name)
    own = pack.content["topics"]["edition"]
    first, last = (datetime.date.fromisoformat(own[key]) for key in ("starts", "ends"))
    latest = until - AFTER - DAY - (last - first) - DAY
    starts = latest - datetime.timedelta(days=latest.weekday())
    return open_edition(f"{PACK.name}-simulated", pack=pack, title="A simulated course", starts=starts)


@dataclasses.dataclass(frozen=True)
class Delegate:
    pk: int
    zone: zoneinfo.ZoneInfo


class Course:
    """Everything happens at its moment of the given clock, and by the verbs of the house alone.

    The course has the pack's dates, or with ``until`` begins on the last Monday from which all is over on that day.
    """

    def __init__(self, delegates: int, seed: int, until: datetime.date | None = None) -> None:
        self.clock = Clock(datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC))
        with self.clock.given():
            edition = _opened(until)
            self.first = datetime.datetime.combine(edition.starts, datetime.time(), tzinfo=datetime.UTC)
            self.over = datetime.datetime.combine(edition.ends, datetime.time(), tzinfo=datetime.UTC) + DAY
            self.clock.now = self.first - BEFORE
            self.world = World(edition, self.clock, seed)
            imported = import_roster(edition, roster(edition, delegates, self.world.chance))
            assert imported.kept, imported.faults
        people = edition.memberships.delegates().order_by("pk").values_list("person__email", "pk", "person__time_zone")
        self.delegates = {address: Delegate(pk, zoneinfo.ZoneInfo(zone)) for address, pk, zone in people}
        self.team = loaded(edition.memberships.facilitators().order_by("pk").values_list("pk", flat=True)[0])
        self.rounds: list[Compared] = []
        self.known_hours: set[tuple[int, datetime.datetime]] = set()
        self.letters_brought = 0
        self.is_waiting = False

    def play(self) -> None:
        with self.clock.given():
            for after in (MORNING, MORNING + SECOND_INVITATION):
                self.clock.at(self.first - BEFORE + after, self.invite)
            for after in ROUNDS:
                self.clock.at(self.first + after, self.pair)
            self.clock.at(self.clock.now, self.tick)
            self.clock.at(self.clock.now, self.day)
            self.clock.run(self.over + AFTER)

    def invite(self) -> None:
        invite(self.world.edition, not_come(self.world.edition), by=self.team)

    def pair(self) -> None:
        edition = self.world.edition
        opens, closes = window(edition, *usual_days(edition))
        format = edition.formats.get(slug="compare-pair")
        made = make_round(edition, topic=None, format=format, opens=opens, closes=closes, by=self.team)
        if proposal := self.world.tries(propose, made, by=self.team):
            self.rounds.append(compare(proposal, self.world.chance))
            publish(made, by=self.team)

    def tick(self) -> None:
        self.work_off()
        self.clock.at(self.clock.now + (IN_SESSION if self.clock.now < self.over else AFTERWARDS), self.tick)

    def soon(self) -> None:
        """Somebody did something: what it brings others goes out soon."""
        if not self.is_waiting:
            self.is_waiting = True
            self.clock.at(self.clock.now + AFTER_AN_ACT, self.work_off)

    def work_off(self) -> None:
        """Works off the timetable, brings the mail, and looks ahead to the hours that begin."""
        self.is_waiting, now = False, self.clock.now
        timetable.work_off(timezone.now())
        self.bring_letters()
        coming = Exchange.objects.filter(begins_at__gt=now, begins_at__lte=now + AFTERWARDS + SOON)
        for known in coming.order_by("begins_at", "pk").values_list("pk", "begins_at"):
            if known not in self.known_hours:
                self.known_hours.add(known)
                self.clock.at(known[1] - SOON, self.work_off)
                self.clock.at(known[1], functools.partial(exchanging.meet, self.world, *known))

    def bring_letters(self) -> None:
        """Lets some who got a mail follow it."""
        for letter in LETTERS[self.letters_brought :]:
            delegate = self.delegates.get(letter.to)
            letter.opens_with = opens_with(letter, delegate.pk if delegate else None)
            habit = "comes when invited" if letter.opens_with == INVITATION else "follows a mail"
            if delegate is not None and self.world.happens(habit):
                later = self.clock.now + datetime.timedelta(minutes=self.world.chance.randint(5, LATEST))
                self.clock.at(later, functools.partial(self.visit, delegate, letter))
        self.letters_brought = len(LETTERS)

    def day(self) -> None:
        """Lets each delegate decide whether to come today, and when; in the morning the team looks after them."""
        now = self.clock.now
        habit = "comes by oneself in session" if self.first <= now < self.over else "comes by oneself afterwards"
        for delegate in self.delegates.values():
            if self.world.happens(habit):
                hour, minute = divmod(self.world.chance.randint(*WAKING), 60)
                moment = datetime.datetime.combine(now.date(), datetime.time(hour, minute), tzinfo=delegate.zone)
                self.clock.at(moment.astimezone(datetime.UTC), functools.partial(self.visit, delegate))
        self.clock.at(now + MORNING, functools.partial(welcoming.look_after, self.world, self.team))
        self.clock.at(now + DAY, self.day)

    def visit(self, delegate: Delegate, letter: Letter | None = None) -> None:
        """Somebody comes, sees what waits for them, and does some of it. Nobody comes the first time uninvited."""
        member, done = loaded(delegate.pk), 0
        if member.welcomed_at is None:
            if letter is None:
                return
            welcoming.welcome(self.world, member)
            done += 1
        unread = list(notices.of(member).filter(read_at=None).order_by("pk"))
        notices.mark_read(member)
        done += reading.read(self.world, member, unread)
        done += exchanging.prepare(self.world, member)
        done += carrying.carry(self.world, member)
        if letter is not None:
            letter.followed = done > 0
        if done:
            self.soon()
