"""Importing a roster: nothing while one fault stands, nobody twice, and nothing undone that people said themselves."""

import dataclasses
import zoneinfo
from pathlib import Path

from django.db import transaction

from academy import free_hours
from academy.models import Edition, Membership, Person, Role
from academy.roster.reading import read_lines
from academy.roster.rows import Fault, Row, check
from academy.signals import role_changed


@dataclasses.dataclass(frozen=True)
class Import:
    """What an import did, or would do: how many are new, how many known, what is faulty, whether it was kept."""

    added: int
    updated: int
    faults: list[Fault]
    kept: bool


def import_roster(
    edition: Edition, file: Path | bytes, *, dry_run: bool = False, skip_faulty: bool = False, name: str = ""
) -> Import:
    """Bring the edition's people up to date with a CSV or XLSX file.

    Nothing is kept while one line is faulty, unless faulty lines are set aside with ``skip_faulty``; nor in a
    ``dry_run``. The roster has the word on names, roles, organisations, blocs and countries. Topics and hours are the
    person's own once they were welcomed; languages and zone once they were welcomed to any course. Raises
    UnreadableRoster.
    """
    rows, faults = check(edition, read_lines(file, name))
    keep = not dry_run and (skip_faulty or not faults)
    with transaction.atomic():
        known = set(
            edition.memberships.filter(person__email__in=[row.email for row in rows]).values_list(
                "person__email", flat=True
            )
        )
        if keep:
            _keep(edition, rows)
    updated = sum(row.email in known for row in rows)
    return Import(added=len(rows) - updated, updated=updated, faults=faults, kept=keep)


def _keep(edition: Edition, rows: list[Row]) -> None:
    people = {person.email: person for person in Person.objects.filter(email__in=[row.email for row in rows])}
    members = {member.person_id: member for member in edition.memberships.filter(person__in=people.values())}
    welcomed = set(
        Membership.objects.filter(person__in=people.values()).exclude(welcomed_at=None).values_list("person", flat=True)
    )
    for row in rows:
        person = people.get(row.email) or Person.objects.create_user(row.email)
        member = members.get(person.pk) or Membership(person=person, edition=edition, role=row.role)
        role = member.role
        _apply(row, person, member, described=person.pk in welcomed)
        person.save()
        member.save()
        if member.role != role:
            role_changed.send(Membership, membership=member)


def _apply(row: Row, person: Person, member: Membership, *, described: bool) -> None:
    person.given_name, person.family_name = row.given_name, row.family_name
    if member.role != Role.ADMINISTRATOR:  # who runs the installation is no roster's business
        member.role = row.role
    member.kind, member.organisation = row.kind, row.organisation
    member.bloc, member.state = row.bloc, row.state
    if not described:
        person.languages, person.time_zone = row.languages, row.time_zone
    if member.welcomed_at is None:
        member.ranked_topics = row.topics
        zone = zoneinfo.ZoneInfo(person.time_zone)
        member.free_hours = free_hours.in_zone(row.hours_utc, zone, member.edition.starts)
