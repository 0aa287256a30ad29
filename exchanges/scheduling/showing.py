"""The hour of an exchange for one reader: what is proposed or agreed, who has answered, and what they can do."""

import dataclasses
import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from academy.models import Membership
from academy.pages.compiled import Compiled, later_id
from academy.voices import voices_of
from exchanges.models import Acceptance, Exchange, Hour, HourEnd
from exchanges.permissions import may_agree_hour, may_set_hour
from exchanges.rounds.formats import length
from exchanges.scheduling.clocks import Clock, clocks
from exchanges.scheduling.proposing import Offer, offer_of, outside_hours_of, room_for


@dataclasses.dataclass(frozen=True)
class Proposal:
    """An open proposal. ``answers`` has each member with the time of their yes, None while it is missing.

    ``room``: the minutes from then on in which all are free, of the format's ``length``.
    """

    hour: Hour
    clocks: list[Clock]
    name: str
    is_own: bool
    waits_for_me: bool
    answers: list[tuple[Membership, datetime.datetime | None]]
    outside: list[str]
    room: int
    length: int
    has_passed: bool

    @property
    def missing(self) -> list[Membership]:
        return [member for member, at in self.answers if at is None]


def hour_of(exchange: Exchange, members: Sequence[Membership], reader: Membership) -> dict[str, Any]:
    """Returns what the page of an exchange shows of its hour. At most three queries."""
    now = timezone.now()
    standing = _STANDING.all(exchange=exchange.pk)
    open = next((hour for hour in standing if hour.is_open), None)
    agreed = next((hour for hour in standing if hour.stands), None)
    acts = may_agree_hour(reader, members) or may_set_hour(reader, exchange)
    shown = {hour.begins_at for hour in (open, agreed) if hour is not None}
    offer = offer_of(exchange, members, now) if acts and not exchange.sample else Offer([], 0)
    return {
        "proposal": proposal_of(exchange, open, members, reader, now) if open else None,
        "agreed": agreed,
        "set_by": _set_by(agreed, members, reader),
        "last": None if open else _last(standing, members, reader),
        "acts": acts,
        "takes_part": may_agree_hour(reader, members),
        "offered": [(at, clocks(at, members, reader)) for at in offer.beginnings if at not in shown],
        "offered_minutes": offer.minutes,
        "length": length(exchange.round.format),
        "seen": open.pk if open else 0,
    }


def proposal_of(
    exchange: Exchange, open: Hour, members: Sequence[Membership], reader: Membership, now: datetime.datetime
) -> Proposal:
    """Returns the open proposal as this reader sees it. One query."""
    said = dict(_ANSWERS.all(hour=open.pk)) | {open.by_id: open.at}
    return Proposal(
        open,
        clocks(open.begins_at, members, reader),
        name=_name(open.by_id, members, reader),
        is_own=open.by_id == reader.pk,
        waits_for_me=may_agree_hour(reader, members) and reader.pk not in said,
        answers=[(member, said.get(member.pk)) for member in members if member.takes_part],
        outside=outside_hours_of(exchange, open.begins_at, members),
        room=room_for(exchange, open.begins_at, members),
        length=length(exchange.round.format),
        has_passed=open.begins_at <= now,
    )


def _standing() -> QuerySet[Hour]:
    """Selects the hours that are open or agreed, and the newest one."""
    newest = Hour.objects.filter(exchange=later_id("exchange")).order_by("-pk").values("pk")[:1]
    return Hour.objects.filter(Q(ended_at=None) | Q(pk=Subquery(newest)), exchange=later_id("exchange"))


_STANDING = Compiled(_standing)
_ANSWERS = Compiled(lambda: Acceptance.objects.filter(hour=later_id("hour")).values_list("by", "at"))


def listed_proposal(exchange: Exchange, reader: Membership) -> dict[str, Any] | None:
    """Returns the open proposal of an exchange from ``exchanges.listing.exchanges_of``; None when there is none, or
    its hour has passed."""
    at = vars(exchange).get("open_at")
    if at is None or at <= timezone.now():
        return None
    by = vars(exchange)["open_by"]
    is_own = by == reader.pk
    return {
        "clocks": clocks(at, exchange.voices, reader),
        "name": voices_of(reader.edition)[by].given_name if by else "",
        "is_own": is_own,
        "waits_for_me": not is_own and not vars(exchange)["open_accepted"],
    }


def in_room(exchange: Exchange, reader: Membership) -> dict[str, Any] | None:
    """Returns the open proposal as the strip of the room shows it, None when there is none. One query."""
    accepted = Acceptance.objects.filter(hour=OuterRef("pk"), by=reader.pk)
    found = Hour.objects.filter(exchange=exchange, agreed_at=None, ended_at=None).annotate(accepted=Exists(accepted))
    open = found.filter(begins_at__gt=timezone.now()).first()
    if open is None:
        return None
    mine = clocks(open.begins_at, [], reader)[0]
    is_own = open.by_id == reader.pk
    return {
        "hour": open,
        "day": mine.day,
        "time": mine.time,
        "place": reader.whereabouts.place_at(open.begins_at),
        "name": voices_of(reader.edition)[open.by_id].given_name if open.by_id else "",
        "is_own": is_own,
        "waits_for_me": not is_own and not open.accepted,
    }


def _set_by(agreed: Hour | None, members: Sequence[Membership], reader: Membership) -> str:
    """Returns who of the team set the hour, "" when the members agreed it."""
    if agreed is None or agreed.by_id is None or any(member.pk == agreed.by_id for member in members):
        return ""
    return voices_of(reader.edition)[agreed.by_id].name


def _last(standing: list[Hour], members: Sequence[Membership], reader: Membership) -> dict[str, Any] | None:
    """Returns the newest hour that ended with a sentence, unless another came after it."""
    newest = max(standing, key=lambda hour: hour.pk, default=None)
    if newest is None or newest.ended_at is None or newest.end == HourEnd.REPLACED:
        return None
    return {
        "hour": newest,
        "name": _name(newest.ended_by_id, members, reader),
        "clocks": clocks(newest.begins_at, members, reader),
        "was_called_off": newest.end == HourEnd.CALLED_OFF,
    }


def _name(pk: int | None, members: Sequence[Membership], reader: Membership) -> str:
    if pk is None:
        return ""
    known = {member.pk: member.given_name for member in members}
    return known.get(pk) or voices_of(reader.edition)[pk].name
