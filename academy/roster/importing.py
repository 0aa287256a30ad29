"""Importing a roster: one fault stops it, nobody is added twice, and people's own answers stay."""

import dataclasses
import datetime
import zoneinfo
from pathlib import Path

from django.db import transaction

from academy.hours import free_hours
from academy.models import Edition, Kind, Membership, Person, Role
from academy.permissions import may_direct, may_rename
from academy.roster.doubts import doubts
from academy.roster.reading import read_roster
from academy.roster.rows import Fault, Row, check
from academy.signals import role_changed

ZERO = datetime.timedelta()


@dataclasses.dataclass(frozen=True)
class Import:
    """The result of an import or a dry run: new people, known people, faults, and whether the rows were saved.

    ``rows``: the lines without a fault. ``remarks``: what should be known before the rows are saved.
    """

    added: int
    updated: int
    faults: list[Fault]
    kept: bool
    rows: list[Row]
    remarks: list[str]


def import_roster(
    edition: Edition,
    file: Path | bytes,
    *,
    dry_run: bool = False,
    skip_faulty: bool = False,
    without_remarks: bool = False,
    name: str = "",
    by: Membership | None = None,
) -> Import:
    """Brings the edition's people up to date with a CSV or XLSX file.

    One faulty line stops the import unless ``skip_faulty`` leaves such lines out; a ``dry_run`` saves nothing, and
    ``without_remarks`` saves a file only when there is nothing to say about it. The roster decides names, roles,
    organisations, blocs and countries. It leaves topics and hours alone once the person was welcomed to this course,
    and languages and zone once they were welcomed to any course. A role or name that ``by`` may not change stays as it
    is; without ``by``, the operator imports it. Raises UnreadableRoster.
    """
    reading = read_roster(file, name)
    rows, faults = check(edition, reading.lines)
    remarks = [*reading.remarks, *doubts(edition, rows)]
    keep = not dry_run and (skip_faulty or not faults) and not (without_remarks and remarks)
    with transaction.atomic():
        if keep:
            Edition.objects.select_for_update().get(pk=edition.pk)  # a button that is pressed twice imports once
        known = set(
            edition.memberships.filter(person__email__in=[row.email for row in rows]).values_list(
                "person__email", flat=True
            )
        )
        if keep:
            _keep(edition, rows, by)
    updated = sum(row.email in known for row in rows)
    return Import(added=len(rows) - updated, updated=updated, faults=faults, kept=keep, rows=rows, remarks=remarks)


def _keep(edition: Edition, rows: list[Row], by: Membership | None) -> None:
    people = {person.email: person for person in Person.objects.filter(email__in=[row.email for row in rows])}
    members = {member.person_id: member for member in edition.memberships.filter(person__in=people.values())}
    welcomed = set(
        Membership.objects.filter(person__in=people.values()).exclude(welcomed_at=None).values_list("person", flat=True)
    )
    # In one order, so that two courses that add the same people at once never wait for each other.
    for address in sorted({row.email for row in rows} - people.keys()):
        people[address] = Person.objects.known_or_new(address)
    for row in rows:
        person = people[row.email]
        member = members.get(person.pk) or Membership(person=person, edition=edition, role=row.role)
        role = member.role
        _apply_identity(row, person, member, by)
        _apply(row, person, member, welcomed_anywhere=person.pk in welcomed)
        person.save()
        member.save()
        if member.role != role:
            role_changed.send(Membership, membership=member)


def _apply_identity(row: Row, person: Person, member: Membership, by: Membership | None) -> None:
    is_other = (person.given_name, person.family_name) != (row.given_name, row.family_name)
    if is_other and (by is None or may_rename(by.person, person, member.edition)):
        person.given_name, person.family_name = row.given_name, row.family_name
    if member.role != Role.ADMINISTRATOR and (by is None or may_direct(by, member)):
        member.role = row.role


def _apply(row: Row, person: Person, member: Membership, *, welcomed_anywhere: bool) -> None:
    member.kind = _kind(row, member) if row.kind is None else row.kind
    member.organisation = member.organisation if row.organisation is None else row.organisation
    member.bloc, member.state, member.left_at = row.bloc, row.state, None
    if not welcomed_anywhere:
        _set_languages_and_zone(row, person, member.edition)
    if member.welcomed_at is None:
        member.ranked_topics = member.ranked_topics if row.topics is None else row.topics
        _set_hours(row, person, member)


def _kind(row: Row, member: Membership) -> str:
    return Kind.FACILITATOR.value if row.role == Role.FACILITATOR else member.kind


def _set_languages_and_zone(row: Row, person: Person, edition: Edition) -> None:
    """A new person gets the languages and the zone of the country, unless the roster says them."""
    state = row.state
    if row.languages is not None:
        person.languages = row.languages
    elif state and not person.languages:
        person.languages = list(state.languages)
    if row.time_zone is not None:
        person.time_zone = row.time_zone
    elif person.time_zone == "UTC":
        person.time_zone = state.time_zones[0] if state else edition.time_zone


def _set_hours(row: Row, person: Person, member: Membership) -> None:
    zone, day = zoneinfo.ZoneInfo(person.time_zone), member.edition.starts
    if row.hours_local:
        written_in = zoneinfo.ZoneInfo(row.time_zone or person.time_zone)
        member.free_hours = _moved(row.hours_local, written_in, zone, day)
    elif row.hours_utc is not None or row.hours_local is not None:
        member.free_hours = free_hours.in_zone(row.hours_utc or [], zone, day)


def _moved(
    hours: free_hours.Hours, source: zoneinfo.ZoneInfo, target: zoneinfo.ZoneInfo, day: datetime.date
) -> free_hours.Hours:
    """Converts the hours into the person's zone, because they may have kept one from an earlier course that is not the
    row's."""
    if source.key == target.key:
        return hours
    noon = datetime.datetime.combine(day, datetime.time(12), tzinfo=source)
    apart = (noon.astimezone(target).utcoffset() or ZERO) - (noon.utcoffset() or ZERO)
    return free_hours.in_zone(hours, datetime.timezone(apart), day)  # type: ignore[arg-type]  # any zone has an offset
