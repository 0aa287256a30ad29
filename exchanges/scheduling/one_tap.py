"""Hours in a mail: a signed link for each that its reader can accept or propose, and one to say that none suits.

A link works for one member, one exchange and one hour, also for somebody who is signed out. It changes nothing until
the button of its page is pressed.
"""

import dataclasses
import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.courses import life
from academy.models import Membership
from academy.pages.addresses import address
from commons.models import Notice
from commons.telling import signed_links, taps
from commons.telling.taps import Tap
from exchanges.listing import members_of, one_with_members
from exchanges.models import Exchange, Hour
from exchanges.scheduling import hours
from exchanges.scheduling.clocks import clocks
from exchanges.scheduling.proposing import offer_of

LASTS = datetime.timedelta(days=30)
MOST_OTHERS = 3
"""Hours in a mail besides the one that is proposed."""
NONE_SUITS = 0
"""Stands for a beginning in a link that refuses the proposal."""
_SALT = "hour of an exchange"


@dataclasses.dataclass(frozen=True)
class Signed:
    """The content of a link: this member of this exchange wants it to begin then, and saw this open proposal (0: none).

    ``begins`` has minutes since 1970 (UTC); ``NONE_SUITS`` refuses the proposal. ``stamp``: see ``signed_links``.
    """

    exchange: int
    member: int
    begins: int
    seen: int
    stamp: str

    @property
    def at(self) -> datetime.datetime | None:
        return datetime.datetime.fromtimestamp(self.begins * 60, datetime.UTC) if self.begins else None


@dataclasses.dataclass(frozen=True)
class Tapped:
    """The exchange of a link with its members, the one whose link it is, and its open and its agreed hour."""

    exchange: Exchange
    members: list[Membership]
    member: Membership
    open: Hour | None
    agreed: Hour | None


def register() -> None:
    for kind in ("paired", "hour_proposed", "hour_move_proposed", "hour_refused"):
        taps.register(kind, _taps_of)


def link(exchange: Exchange, member: Membership, at: datetime.datetime | None, seen: int) -> str:
    """Returns the path of the page; ``at`` None refuses the proposal that was ``seen``."""
    begins = int(at.timestamp() // 60) if at else NONE_SUITS
    return address("hour_tap", signed_links.token([exchange.pk, member.pk, begins, seen], member, salt=_SALT))


def signed(token: str) -> Signed:
    """Raises Expired or NotOurs, of ``signed_links``."""
    return Signed(*signed_links.read(token, salt=_SALT, lasts=LASTS, parts=len(dataclasses.fields(Signed))))


def find(said: Signed) -> Tapped | None:
    """Returns what the link is about, while its member takes part, may write and has not withdrawn it. Five queries."""
    found = about(said.exchange, said.member)
    return found if found is not None and signed_links.holds(said.stamp, found.member) else None


def about(exchange_id: int, member_id: int) -> Tapped | None:
    """As ``find``, for a member who needs no link."""
    exchange = one_with_members(exchange_id)
    members = members_of(exchange) if exchange else []
    member = next((one for one in members if one.pk == member_id), None)
    if exchange is None or member is None or not member.takes_part or not member.person.is_active or member.is_muted:
        return None
    standing = list(Hour.objects.filter(exchange=exchange, ended_at=None).prefetch_related("acceptances"))
    return Tapped(
        exchange,
        members,
        member,
        open=next((hour for hour in standing if hour.is_open), None),
        agreed=next((hour for hour in standing if hour.stands), None),
    )


@transaction.atomic
def answer(tapped: Tapped, said: Signed, *, sentence: str = "", language: str = "en") -> None:
    """Accepts the hour of the link, or proposes it when it is not proposed; without an hour refuses the proposal.

    A second tap changes nothing. Raises HourFault, and life.Closed in an archived edition.
    """
    life.check(tapped.exchange.round.edition, life.Act.WRITE)  # the link's page lets people in by itself
    if has_said(tapped, said):
        return
    if said.at is not None:
        hours.propose(tapped.exchange, said.at, by=tapped.member, seen=said.seen)
        return
    refused = Hour(pk=said.seen, exchange=tapped.exchange)
    hours.object_to(refused, by=tapped.member, sentence=sentence, language=language)


def has_said(tapped: Tapped, said: Signed) -> bool:
    """Returns whether the member has accepted or proposed the hour of the link, and it still stands."""
    found = [hour for hour in (tapped.open, tapped.agreed) if hour and hour.begins_at == said.at]
    return any(
        hour.by_id == tapped.member.pk or tapped.member.pk in {yes.by_id for yes in hour.acceptances.all()}
        for hour in found
    )


def others(tapped: Tapped, but: datetime.datetime | None = None) -> list[Tap]:
    """Returns links to propose other hours that suit everybody. One query."""
    shown = {but, *(hour.begins_at for hour in (tapped.open, tapped.agreed) if hour)}
    found = [at for at in offer_of(tapped.exchange, tapped.members, timezone.now()).beginnings if at not in shown]
    seen = tapped.open.pk if tapped.open else 0
    return [Tap(words_of(tapped, at), link(tapped.exchange, tapped.member, at, seen)) for at in found[:MOST_OTHERS]]


def words_of(tapped: Tapped, at: datetime.datetime) -> str:
    """Returns the beginning on the member's clock, with its place."""
    mine = clocks(at, [], tapped.member)[0]
    words = {"day": mine.day, "time": mine.time, "place": tapped.member.whereabouts.place_at(at)}
    return _("%(day)s, %(time)s (%(place)s)") % words


def _taps_of(notice: Notice, reader: Membership) -> list[Tap]:
    """Returns the links that stand in a mail below the notice's sentence; none once nothing can be answered."""
    tapped = about(notice.words.get("exchange", 0), reader.pk)
    if tapped is None or tapped.exchange.room.closed_at is not None:
        return []
    if notice.kind == "paired" and (tapped.open or tapped.agreed):
        return []
    found: list[Tap] = []
    open: Any = tapped.open
    if open is not None and open.begins_at > timezone.now() and open.by_id != reader.pk:
        accept = link(tapped.exchange, tapped.member, open.begins_at, open.pk)
        found.append(Tap(_("Accept: %(time)s") % {"time": words_of(tapped, open.begins_at)}, accept))
    found += [Tap(_("Propose: %(time)s") % {"time": other.words}, other.path) for other in others(tapped)]
    if open is not None and open.by_id != reader.pk:
        refuse = link(tapped.exchange, tapped.member, None, open.pk)
        found.append(Tap(_("It does not suit me; see other times"), refuse))
    return found
