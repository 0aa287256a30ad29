"""Coming in, hosting a table, and the seats of everybody who has come."""

from collections import defaultdict

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.models import Membership
from academy.voices import voices_of
from exchanges.gatherings import clock, seating
from exchanges.gatherings.opening import GatheringFault, check, hold_open
from exchanges.models import Coming, Gathering, Seat, Table
from rooms.models import RoomMember


@transaction.atomic
def come(gathering: Gathering, *, by: Membership) -> None:
    """Lets the member come in; a second call changes nothing. After the beginning they get a seat at once, in this turn
    and the later ones. Raises GatheringFault when it is over."""
    if by.edition_id != gathering.edition_id or not by.takes_part:
        raise PermissionDenied
    held = hold_open(gathering)
    _made, is_new = Coming.objects.get_or_create(
        gathering=held, membership=by, defaults={"by": by, "at": timezone.now()}
    )
    if is_new and held.turns:
        seat_late(held, [by.pk])


@transaction.atomic
def bring_everybody(gathering: Gathering, *, by: Membership) -> int:
    """Brings in all delegates who have come to the course; returns how many are new. Raises PermissionDenied."""
    check(by, gathering.edition_id)
    held = hold_open(gathering)
    here = held.comings.values("membership")
    welcomed = Membership.objects.active().delegates().filter(edition=held.edition_id, welcomed_at__isnull=False)
    new = list(welcomed.exclude(pk__in=here).order_by("pk").values_list("pk", flat=True))
    now = timezone.now()
    Coming.objects.bulk_create(Coming(gathering=held, membership_id=pk, by=by, at=now) for pk in new)
    if held.turns:
        seat_late(held, new)
    return len(new)


@transaction.atomic
def host(gathering: Gathering, number: int, member: int, *, by: Membership) -> None:
    """Makes a member who has come in the host of a table, before the beginning. Members choose themselves, the course
    team anybody.

    Raises PermissionDenied, and GatheringFault when the table has a host, or the host another table.
    """
    if member != by.pk:
        check(by, gathering.edition_id)
    held = hold_open(gathering)
    table = held.tables.filter(number=number).first()
    if table is None or not held.comings.filter(membership=member).exists():
        raise GatheringFault(_("Choose a table, and somebody who has come in."))
    if clock.clock_of(held).has_begun:
        raise GatheringFault(_("The turns have begun; the hosts stay as they are."), "over")
    if table.host_id == member:
        return
    if table.host_id is not None:
        raise GatheringFault(_("This table has a host already."))
    try:
        with transaction.atomic():
            Table.objects.filter(pk=table.pk).update(host=member)
    except IntegrityError:
        raise GatheringFault(_("Nobody hosts two tables.")) from None


def seat_all(gathering: Gathering) -> None:
    """Gives each table a host and everybody who has come a seat in each turn. The gathering must be locked."""
    tables = list(gathering.tables.all())
    here = dict.fromkeys(_active(gathering, gathering.comings.order_by("pk").values_list("membership", flat=True)))
    if len(here) < 2 * len(tables):
        raise GatheringFault(
            _("%(tables)s tables need at least %(people)s people; %(here)s have come in.")
            % {"tables": len(tables), "people": 2 * len(tables), "here": len(here)}
        )
    shores = _shores(gathering, list(here))
    hosts = _hosts(tables, shores)
    found = seating.seat(shores, hosts, len(tables), gathering.turns)
    Table.objects.bulk_update(tables, ["host"])
    _write(gathering, dict(enumerate(found.turns, 1)), tables)
    gathering.reached, gathering.bound = found.reached, found.bound
    gathering.save(update_fields=["reached", "bound"])


def seat_late(gathering: Gathering, members: list[int]) -> None:
    """Gives these members the emptiest seats that fit, in this turn and the later ones; nothing before the beginning.

    The gathering must be locked. Three queries, and two that write.
    """
    at = clock.clock_of(gathering)
    if not at.has_begun or at.is_over or at.number > gathering.turns or not members:
        return
    tables = list(gathering.tables.all())
    place = {table.pk: number for number, table in enumerate(tables)}
    sits: dict[int, dict[int, list[int]]] = {
        turn: {number: [] for number in range(len(tables))} for turn in range(at.number, gathering.turns + 1)
    }
    for turn, table, member in gathering.seats.filter(turn__gte=at.number).values_list("turn", "table", "membership"):
        sits[turn][place[table]].append(member)
    everybody = {member for turn in sits.values() for seats in turn.values() for member in seats}
    shores = _shores(gathering, [*everybody, *members])
    new: dict[int, seating.Turn] = defaultdict(dict)
    for turn, seats in sits.items():
        for member in members:
            here = {table: [shores[other] for other in others] for table, others in seats.items()}
            new[turn][member] = seating.late_table(here, shores[member])
            seats[new[turn][member]].append(member)
    _write(gathering, new, tables)


def _hosts(tables: list[Table], shores: dict[int, str]) -> dict[int, int]:
    """Gives each table without a host one: from both shores in turn, those who came first. Returns host -> table, from
    0."""
    taken = {table.host_id for table in tables}
    waiting = {shore: [who for who, own in shores.items() if own == shore and who not in taken] for shore in
               seating.SHORES}  # fmt: skip
    for number, table in enumerate(tables):
        if table.host_id is None or table.host_id not in shores:
            own = ("west", "east")[number % 2]
            line = waiting[own] or waiting["west"] or waiting["east"] or waiting["middle"]
            table.host_id = line.pop(0)
    return {table.host_id: number for number, table in enumerate(tables) if table.host_id is not None}


def _shores(gathering: Gathering, members: list[int]) -> dict[int, str]:
    voices = voices_of(gathering.edition)
    return {member: voices[member].shore for member in members}


def _active(gathering: Gathering, members: object) -> list[int]:
    here = list(members)  # type: ignore[call-overload]
    active = set(Membership.objects.active().filter(edition=gathering.edition_id).values_list("pk", flat=True))
    return [member for member in here if member in active]


def _write(gathering: Gathering, turns: dict[int, seating.Turn], tables: list[Table]) -> None:
    """Writes the seats. A table's room belongs to all who sit there in some turn: what they said stays theirs."""
    Seat.objects.bulk_create(
        Seat(gathering=gathering, table=tables[number], turn=turn, membership_id=member)
        for turn, seats in turns.items()
        for member, number in seats.items()
    )
    belong = {(tables[number].room_id, member) for seats in turns.values() for member, number in seats.items()}
    RoomMember.objects.bulk_create(
        (RoomMember(room_id=room, membership_id=member) for room, member in sorted(belong)), ignore_conflicts=True
    )
