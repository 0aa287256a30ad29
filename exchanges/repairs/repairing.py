"""Mends a published round: does the plan that was shown, under lock, if it still is the same.

Members who leave a group can no longer enter its room; their messages stay there. A group that changes loses its agreed
hour.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.models import Membership
from commons.moderation.auditing import record
from exchanges.creating import Group, create_exchanges
from exchanges.models import Exchange, Participant, PartnerWish, Round
from exchanges.repairs.planning import Asked, GroupChange, Plan, in_words, planned, state_of
from exchanges.rounds import told
from exchanges.rounds.making import RoundFault, check, check_open, check_published, lock
from exchanges.scheduling import hours
from exchanges.stages.roles import replaced, stages_for
from rooms.announcing import MembershipChanged, announce_after_commit
from rooms.models import RoomMember
from rooms.moderation.closing import close_room


class PlanChanged(RoundFault):
    """The round has changed since the plan was shown."""


@transaction.atomic
def repair(round: Round, asked: Asked, *, by: Membership, sentence: str, language: str, seen: str) -> Plan:
    """Does what the plan that was seen (its ``mark``) says, and tells everybody concerned the sentence.

    Raises PermissionDenied, RoundFault, and PlanChanged when the round has changed since.
    """
    check(by, round.edition_id)
    check_open(round.edition)
    locked = lock(round)
    check_published(locked)
    found = planned(locked, state_of(locked), asked)
    if found.mark != seen:
        raise PlanChanged(_("Something has changed meanwhile. This is the plan now; look at it again."))
    if not found.changes:
        raise RoundFault(_("Nothing would change."))
    pks = sorted(change.exchange.pk for change in found.changes if change.exchange)
    list(Exchange.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk", flat=True))
    for change in found.changes:
        _apply(locked, change, by=by, sentence=sentence, language=language)
    PartnerWish.objects.filter(round=locked, membership__in=asked.moving | asked.leaving, settled_at=None).update(
        settled_at=timezone.now()
    )
    for pk in sorted({member.pk for change in found.changes for member in change.goes}):
        announce_after_commit(MembershipChanged(pk))
    record("mend", by=by, edition=locked.edition, reason=f"{in_words(found)} {sentence}")
    return found


def _apply(round: Round, change: GroupChange, *, by: Membership, sentence: str, language: str) -> None:
    exchange = change.exchange
    if exchange is None:
        exchange = _created(round, change)
    else:
        if exchange.room.closed_at is None and exchange.hours.filter(ended_at=None).exists():
            try:
                hours.call_off(exchange, by=by, sentence=sentence, language=language)
            except hours.HourFault as fault:
                raise RoundFault(str(fault)) from fault
        _seat(exchange, change)
    if not exchange.sample:
        told.changed(exchange, change.before, change.after, by=by, why=sentence)


def _created(round: Round, change: GroupChange) -> Exchange:
    topic = round.edition.topics.get(slug=change.facts.topic)
    facts = {member.pk: change.facts.facts[member.person.email] for member in change.after}
    more = {"worth": change.facts.worth, "asynchronous": change.facts.asynchronous, "sample": round.sample}
    return create_exchanges(round, [Group(topic, facts, more)])[0]


def _give_roles(exchange: Exchange, change: GroupChange) -> None:
    goes, comes = ([member.pk for member in some] for some in (change.goes, change.comes))
    if exchange.own_stages and exchange.stage_acts.exists():
        exchange.own_stages = replaced(exchange.own_stages, goes, comes)
    else:
        exchange.own_stages = stages_for(exchange.round.format, [member.pk for member in change.after])
    exchange.save(update_fields=["own_stages"])


def _seat(exchange: Exchange, change: GroupChange) -> None:
    """Changes who takes part, and so who belongs to the room; the room itself and its talk stay."""
    gone = [member.pk for member in change.goes]
    Participant.objects.filter(exchange=exchange, membership__in=gone).delete()
    RoomMember.objects.filter(room=exchange.room_id, membership__in=gone).delete()
    Participant.objects.bulk_create(Participant(exchange=exchange, membership=member) for member in change.comes)
    RoomMember.objects.bulk_create(RoomMember(room_id=exchange.room_id, membership=member) for member in change.comes)
    if exchange.own_stages and change.after:
        _give_roles(exchange, change)
    if not change.after:
        close_room(exchange.room)  # it stays readable
    if change.facts is None:
        return
    for member in change.after:
        Participant.objects.filter(exchange=exchange, membership=member).update(
            reasons=change.facts.facts[member.person.email]
        )
    exchange.worth, exchange.asynchronous = change.facts.worth, change.facts.asynchronous
    exchange.save(update_fields=["worth", "asynchronous"])
