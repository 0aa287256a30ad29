"""Check-ins: a short exchange with one's former partner, which the two begin themselves, or the course team for all."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.models import Edition, Membership
from academy.pages.addresses import address
from commons import notices
from exchanges.creating import Group, create_exchanges
from exchanges.models import Exchange, Format, Participant, Round
from exchanges.rounds.making import RoundFault, check, check_open, make_round

LASTS = datetime.timedelta(days=30)
"""A month of check-ins is one round, in which two people have one."""


def format_of(edition: Edition) -> Format | None:
    """Returns the format whose rule says that former partners use it again."""
    return next((one for one in edition.formats.standing() if one.rules.get("again")), None)


@transaction.atomic
def check_in(exchange: Exchange, *, by: Membership) -> Exchange:
    """Begins a check-in of the members of an earlier exchange, or returns the one of this month.

    Raises PermissionDenied unless ``by`` is one of them, and RoundFault when they have not talked, or are no longer
    both here.
    """
    members = list(exchange.participants.order_by("pk").values_list("membership", flat=True))
    if by.pk not in members:
        raise PermissionDenied
    check_open(exchange.edition)
    if not exchange.room.last_seq:
        raise RoundFault(_("You have not talked yet: begin with this exchange."))
    here = _here(exchange.edition)
    together = [member for member in members if member in here]
    if len(together) < 2:
        raise RoundFault(_("Your partner is no longer in the course."))
    Edition.objects.select_for_update().get(pk=exchange.edition.pk)  # two who ask at once get one check-in
    round = _round(exchange.edition, exchange.room.readers)
    found = _among(round, together)
    return found or _create(round, [(exchange, together)], by)[0]


def with_partners(member: Membership, others: list[int]) -> dict[int, str]:
    """Maps those of the others (ids) whom the member has met in an exchange -> the address that begins a check-in with
    them, after the newest. One query."""
    mine = Participant.objects.filter(membership=member).values("exchange")
    seats = Participant.objects.filter(exchange__in=mine, exchange__room__last_seq__gt=0, membership__in=others)
    seats = seats.exclude(exchange__round__format__rules__has_key="again")
    met = seats.order_by("exchange").values_list("membership", "exchange")
    return {other: address("check_in", exchange) for other, exchange in met}


@transaction.atomic
def check_in_all(edition: Edition, *, by: Membership) -> int:
    """Begins a check-in for everybody, with the partner whom they met last; returns how many. Raises RoundFault."""
    check(by, edition.pk)
    check_open(edition)
    Edition.objects.select_for_update().get(pk=edition.pk)
    here, taken = _here(edition), set()
    earlier = Exchange.objects.filter(round__edition=edition, sample=False, room__last_seq__gt=0)
    earlier = earlier.exclude(round__format=format_of(edition)).select_related("topic", "room").order_by("-pk")
    seats: dict[int, list[int]] = {}
    for of, member in (
        Participant.objects.filter(exchange__in=earlier).order_by("pk").values_list("exchange", "membership")
    ):
        seats.setdefault(of, []).append(member)
    rounds: dict[str, tuple[Round, set[int]]] = {}
    made = 0
    groups: dict[str, list[tuple[Exchange, list[int]]]] = {}
    for exchange in earlier:
        readers = exchange.room.readers
        if readers not in rounds:
            round = _round(edition, readers)
            busy = Participant.objects.filter(exchange__round=round).values_list("membership", flat=True)
            rounds[readers] = round, set(busy)
            taken |= rounds[readers][1]
        together = [member for member in seats.get(exchange.pk, []) if member in here]
        if len(together) > 1 and not taken.intersection(together):
            taken.update(together)
            groups.setdefault(readers, []).append((exchange, together))
    for readers, pairs in groups.items():
        made += len(_create(rounds[readers][0], pairs, by))
    return made


def _here(edition: Edition) -> set[int]:
    return set(Membership.objects.active().filter(edition=edition).values_list("pk", flat=True))


def _round(edition: Edition, readers: str) -> Round:
    """Returns the round of check-ins that is open now for rooms with these readers, or a new one."""
    format = format_of(edition)
    if format is None:
        raise RoundFault(_("This course has no format for check-ins."))
    now = timezone.now()
    own = edition.rounds.filter(format=format, readers=readers, published_at__isnull=False, closes__gt=now)
    round = own.order_by("-number").first()
    if round is None:
        closes = now + LASTS
        round = make_round(edition, topic=None, format=format, opens=now, closes=closes, readers=readers, by=None)
        round.published_at = now
        round.save(update_fields=["published_at"])
    return round


def _among(round: Round, members: list[int]) -> Exchange | None:
    found = Exchange.objects.filter(round=round)
    for member in members:
        found = found.filter(participants__membership=member)
    return found.first()


def _create(round: Round, pairs: list[tuple[Exchange, list[int]]], by: Membership) -> list[Exchange]:
    made = create_exchanges(round, [Group(one.topic, {who: {} for who in members}) for one, members in pairs])
    people = Membership.objects.in_bulk({who for _one, members in pairs for who in members})
    for exchange, (_one, members) in zip(made, pairs, strict=True):
        notices.tell([people[who] for who in members], "check-in", exchange.get_absolute_url(), by=by)
    return made
