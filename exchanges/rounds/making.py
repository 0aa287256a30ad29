"""Rounds: made, proposed, looked at, published. What is published is what was looked at."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from academy.models import Edition, Membership, Topic
from commons.models import Notice
from exchanges.models import Exchange, Format, Participant, Round
from rooms.models import Readers, Room, RoomKind
from exchanges.pairing.people import NoRound
from exchanges.permissions import may_make_rounds
from exchanges.rounds.proposing import proposal_for, stored

if TYPE_CHECKING:
    from exchanges.pairing.proposals import Proposal

A_WEEK = 7


class RoundFault(Exception):
    """The round cannot be; the message says why, and what to do."""


def usual_days(edition: Edition) -> tuple[datetime.date, datetime.date]:
    """First and last day of the next seven, within the course while it lasts; days in the edition's zone."""
    today = timezone.localdate(timezone=zoneinfo.ZoneInfo(edition.time_zone))
    first = max(today, edition.starts)
    last = first + datetime.timedelta(days=A_WEEK - 1)
    return first, min(last, edition.ends) if first <= edition.ends else last


def window(edition: Edition, first: datetime.date, last: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """From the midnight before ``first`` to the one after ``last``, in the edition's zone."""
    zone = zoneinfo.ZoneInfo(edition.time_zone)
    opens, closes = (
        datetime.datetime.combine(day, datetime.time(), tzinfo=zone)
        for day in (first, last + datetime.timedelta(days=1))
    )
    return opens, closes


@transaction.atomic
def make_round(
    edition: Edition,
    *,
    topic: Topic | None,
    format: Format,
    opens: datetime.datetime,
    closes: datetime.datetime,
    weights: Mapping[str, Any] | None = None,
    readers: str = Readers.MEMBERS_AND_FACILITATORS,
    by: Membership | None,
    sample: bool = False,
) -> Round:
    """A round without a proposal yet; ``by`` None: the operator. Raises PermissionDenied, RoundFault."""
    _check(by, edition.pk)
    if closes <= opens:
        raise RoundFault(_("A round has to close after it opens."))
    Edition.objects.select_for_update().get(pk=edition.pk)  # one number at a time
    newest = edition.rounds.aggregate(newest=Max("number"))["newest"] or 0
    return Round.objects.create(
        edition=edition,
        number=newest + 1,
        topic=topic,
        format=format,
        opens=opens,
        closes=closes,
        weights=dict(weights or {}),
        readers=readers,
        made_by=by,
        sample=sample,
    )


@transaction.atomic
def propose(round: Round, *, by: Membership | None) -> Proposal:
    """Pair everybody who is here now and keep the proposal on the round. Raises PermissionDenied, RoundFault."""
    _check(by, round.edition_id)
    locked = _lock(round)
    if locked.published_at is not None:
        raise RoundFault(_("This round is published; make a new one."))
    proposal = try_out(locked)
    locked.proposal = stored(proposal, locked)
    locked.proposed_at = timezone.now()
    locked.save(update_fields=["proposal", "proposed_at"])
    round.refresh_from_db()
    return proposal


def try_out(round: Round) -> Proposal:
    """The proposal for a round, saved or not; nothing is kept. Raises RoundFault."""
    try:
        return proposal_for(round)
    except NoRound as fault:
        raise RoundFault(str(fault)) from fault


@transaction.atomic
def discard(round: Round, *, by: Membership) -> None:
    """Delete a round that was never published. Raises PermissionDenied, RoundFault."""
    _check(by, round.edition_id)
    locked = _lock(round)
    if locked.published_at is not None:
        raise RoundFault(_("This round is published; its exchanges stay."))
    locked.delete()


@transaction.atomic
def publish(round: Round, *, by: Membership | None) -> None:
    """Turn the proposal into exchanges with their rooms, and tell everybody in them; twice is the same as once.

    Exactly what was proposed is published: where somebody has left or was suspended since, RoundFault says who. Raises
    PermissionDenied.
    """
    _check(by, round.edition_id)
    locked = _lock(round)
    if locked.published_at is None:
        _publish(locked, by)
    round.refresh_from_db()


def _publish(round: Round, by: Membership | None) -> None:
    if not (round.proposal and round.proposal["groups"]):
        raise RoundFault(_("There is nothing to publish yet; propose pairs first."))
    groups = round.proposal["groups"]
    people = _people_in(round, groups)
    topics = {topic.slug: topic for topic in round.edition.topics.all()}
    exchanges = Exchange.objects.bulk_create(
        Exchange(
            round=round,
            topic=topics[group["topic"]],
            worth=group["worth"],
            asynchronous=group["asynchronous"],
            slots=group["slots"],
            sample=round.sample,
        )
        for group in groups
    )
    pairs = list(zip(exchanges, groups, strict=True))
    Participant.objects.bulk_create(
        Participant(exchange=exchange, membership_id=member["id"], reasons=member["facts"])
        for exchange, group in pairs
        for member in group["members"]
    )
    Room.objects.bulk_create(
        Room(edition_id=round.edition_id, kind=RoomKind.EXCHANGE, exchange=exchange, readers=round.readers)
        for exchange in exchanges
    )
    Notice.objects.bulk_create(
        notice
        for exchange, group in pairs
        for notice in _notices(exchange, [people[m["id"]] for m in group["members"]], by)
    )
    round.published_at, round.published_by = timezone.now(), by
    round.save(update_fields=["published_at", "published_by"])


def _people_in(round: Round, groups: list[dict[str, Any]]) -> dict[int, Membership]:
    """Everybody in the proposal, by id, all of them still here."""
    ids = {member["id"] for group in groups for member in group["members"]}
    everybody = {member.pk: member for member in round.edition.memberships.select_related("person") if member.pk in ids}
    here = set(round.edition.memberships.active().delegates().values_list("pk", flat=True))
    gone = sorted(everybody[pk].person.name if pk in everybody else _("somebody who left") for pk in ids - here)
    if gone:
        raise RoundFault(
            _("No longer taking part since the pairs were proposed: %(names)s. Propose again, then publish.")
            % {"names": get_text_list(gone, _("and"))}
        )
    return everybody


def _notices(exchange: Exchange, members: list[Membership], by: Membership | None) -> list[Notice]:
    names = {member.pk: member.person.given_name or member.person.name for member in members}
    return [
        Notice(
            to=member,
            by=by,
            kind="paired",
            path=exchange.get_absolute_url(),
            words={"partners": ", ".join(name for pk, name in names.items() if pk != member.pk)},
        )
        for member in members
    ]


def _check(by: Membership | None, edition_id: int) -> None:
    if by is not None and not may_make_rounds(by, edition_id):
        raise PermissionDenied


def _lock(round: Round) -> Round:
    return Round.objects.select_for_update().get(pk=round.pk)
