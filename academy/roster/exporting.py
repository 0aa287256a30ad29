"""The roster as CSV, with the columns that an import reads."""

import csv
import io
from collections.abc import Iterable

from academy.hours import free_hours
from academy.models import Edition, Membership, Role

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "given_name",
    "family_name",
    "email",
    "role",
    "organisation_type",
    "organisation",
    "bloc",
    "country",
    "languages",
    "time_zone",
    "topics",
    "availability_local",
)


def as_csv(edition: Edition) -> str:
    """Returns one line for each active member but administrators, by name. One query."""
    people = edition.memberships.active().exclude(role=Role.ADMINISTRATOR)
    rows = people.select_related("person", "bloc", "state").order_by("person__sort_key", "pk")
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(COLUMNS)
    table.writerows([_guarded(cell) for cell in _line(member)] for member in rows)
    return BOM + text.getvalue()


def _line(member: Membership) -> Iterable[str]:
    person = member.person
    yield from (person.given_name, person.family_name, person.email, member.role, member.kind, member.organisation)
    yield member.bloc.code if member.bloc else ""
    yield member.state.code if member.state else ""
    yield ";".join(person.languages)
    yield person.time_zone
    yield ";".join(member.ranked_topics)
    yield " | ".join(_hours(*span) for span in member.free_hours)


def _hours(day: int, start: int, end: int) -> str:
    return f"{free_hours.DAYS[day]} {_clock(start)}-{_clock(end)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _guarded(cell: str) -> str:
    """Marks a text that a spreadsheet would take for a formula as text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
