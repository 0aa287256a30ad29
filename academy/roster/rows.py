"""The rules for a roster's lines. Every fault names its line and column; nothing is guessed."""

import dataclasses
import unicodedata
import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from academy.hours import free_hours
from academy.models import Bloc, Edition, Kind, Person, Role, State
from academy.roster.codes import ISO_639_1
from academy.roster.sheets import COLUMNS, NEEDED, Lines, column_of
from academy.typed.signs import shows, without_marks

ROLES = {Role.DELEGATE.value, Role.RESOURCE.value, Role.FACILITATOR.value}
KINDS = {kind.value for kind in Kind}
Read = TypeVar("Read")
FAILED_FORMULAS = {"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"}
LONGEST = {"given_name": 80, "family_name": 80, "email": 254, "organisation": 160, "time_zone": 64}


@dataclasses.dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a roster. ``line`` counts from 1, which is the header; ``column`` is the header's name
    ("" for the whole line)."""

    line: int
    column: str
    what: str

    def __str__(self) -> str:
        if self.column:
            return _("line %(line)d, column %(column)s: %(what)s") % dataclasses.asdict(self)
        return _("line %(line)d: %(what)s") % dataclasses.asdict(self)


@dataclasses.dataclass(frozen=True)
class Row:
    """One line without a fault. None: the column is missing, or its cell is empty where that says nothing.

    ``hours_local`` are in the row's own zone; where it is missing, in that of the country.
    """

    line: int
    email: str
    given_name: str
    family_name: str
    role: str
    kind: str | None
    organisation: str | None
    bloc: Bloc | None
    state: State | None
    languages: list[str] | None
    time_zone: str | None
    topics: list[str] | None
    hours_utc: free_hours.Hours | None
    hours_local: free_hours.Hours | None

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Known:
    """The values that are valid in the edition, loaded once for all lines."""

    def __init__(self, edition: Edition) -> None:
        self.day = edition.membership_date
        self.blocs = {bloc.code: bloc for bloc in edition.blocs.all()}
        self.states = {state.code: state for state in State.objects.all()}
        self.members = {code: {state.code for state in bloc.states_on(self.day)} for code, bloc in self.blocs.items()}
        self.topics = set(edition.topics.values_list("slug", flat=True))
        self.closed = set(Person.objects.filter(is_active=False).values_list("email", flat=True))
        self.zones = zoneinfo.available_timezones() - {"Factory", "localtime"}


def check(edition: Edition, lines: Lines) -> tuple[list[Row], list[Fault]]:
    """Returns the rows without a fault, and every fault, in the file's order."""
    header = [column_of(cell) for cell in lines[0][1]]
    faults = [*_header_faults(header, lines[0][0]), *_nameless(header, lines[1:])]
    if faults:
        return [], faults
    known, rows = Known(edition), []
    addresses = Counter(_address(dict(zip(header, cells, strict=False))) for _line, cells in lines[1:])
    for line, cells in lines[1:]:
        found = list(_width_fault(line, cells, header))
        if not found:
            values = {name: without_marks(cell).strip() for name, cell in zip(header, cells, strict=True)}
            found = list(_row_faults(line, values, known, addresses))
        faults += found
        if not found:
            rows.append(_row(line, values, known))
    return rows, faults


def _address(values: dict[str, str]) -> str:
    return without_marks(values.get("email", "")).strip().lower()


def _header_faults(header: list[str], line: int) -> Iterator[Fault]:
    for column in NEEDED:
        if column not in header:
            yield Fault(line, column, _("this column is missing"))
    for column, count in Counter(header).items():
        if column and column not in COLUMNS:
            yield Fault(line, column, _("this column is not known"))
        elif column and count > 1:
            yield Fault(line, column, _("this column stands more than once"))


def _nameless(header: list[str], lines: Lines) -> Iterator[Fault]:
    """The first text in a column without a name; empty columns are gone already."""
    places = [place for place, column in enumerate(header) if not column]
    for line, cells in lines:
        for place in places:
            if place < len(cells) and cells[place].strip():
                yield Fault(line, "", _("“%(value)s” stands in a column without a name") % {"value": cells[place]})
                return


def _width_fault(line: int, cells: list[str], header: list[str]) -> Iterator[Fault]:
    if len(cells) != len(header):
        yield Fault(
            line,
            "",
            _("%(found)d cells where %(expected)d were expected") % {"found": len(cells), "expected": len(header)},
        )


def _row_faults(line: int, values: dict[str, str], known: Known, addresses: Counter[str]) -> Iterator[Fault]:
    for column, cell in values.items():
        if any(unicodedata.category(letter) == "Cc" for letter in cell):
            yield Fault(line, column, _("holds a control character or a line break"))
        elif len(cell) > LONGEST.get(column, 1000):
            yield Fault(line, column, _("is too long"))
        elif cell in FAILED_FORMULAS:
            yield Fault(line, column, _("holds a formula that failed"))
    for column, problems in _CHECKS.items():
        if column not in values:
            continue
        for what in problems(values, known):
            yield Fault(line, column, what)
    if addresses[_address(values)] > 1 and _address(values):
        yield Fault(line, "email", _("stands more than once in this file"))


def _given_name(values: dict[str, str], known: Known) -> Iterator[str]:
    if not shows(values["given_name"]):
        yield _("is missing")


def _email(values: dict[str, str], known: Known) -> Iterator[str]:
    try:
        validate_email(values["email"] if values["email"].isprintable() else "")
    except ValidationError:
        yield _("is not an e-mail address") if values["email"] else _("is missing")
    if _address(values) in known.closed:
        yield _("signs nobody in any more: it was merged into another person, or closed; write another one")


def _role(values: dict[str, str], known: Known) -> Iterator[str]:
    if values["role"].lower() not in ROLES:
        yield _("“%(value)s” is not a role (delegate, resource or facilitator)") % {"value": values["role"]}


def _kind(values: dict[str, str], known: Known) -> Iterator[str]:
    if values["organisation_type"] and values["organisation_type"].lower() not in KINDS:
        yield _("“%(value)s” is not a kind of organisation") % {"value": values["organisation_type"]}


def _is_delegate(values: dict[str, str]) -> bool:
    return values["role"].lower() == Role.DELEGATE.value


def _bloc(values: dict[str, str], known: Known) -> Iterator[str]:
    if not values["bloc"]:
        if _is_delegate(values):
            yield _("a delegate needs a bloc")
    elif values["bloc"].upper() not in known.blocs:
        yield _("“%(value)s” is not a bloc of this course") % {"value": values["bloc"]}


def _country(values: dict[str, str], known: Known) -> Iterator[str]:
    code, bloc = values["country"].upper(), values["bloc"].upper()
    if not code:
        if _is_delegate(values):
            yield _("is missing")
    elif len(code) != 2 or not code.isascii() or not code.isalpha():
        yield _("“%(value)s” is not a country code of two letters") % {"value": values["country"]}
    elif bloc in known.members and code not in known.members[bloc]:
        yield _("“%(value)s” was not a member of %(bloc)s on %(day)s") % {
            "value": values["country"],
            "bloc": bloc,
            "day": known.day.isoformat(),
        }


def _languages(values: dict[str, str], known: Known) -> Iterator[str]:
    codes = split(values["languages"])
    for code in codes:
        if not (code in ISO_639_1 or (len(code) == 3 and code.isascii() and code.isalpha())):
            yield _("“%(value)s” is not a language code") % {"value": code}
    if len(set(codes)) < len(codes):
        yield _("names a language twice")


def _time_zone(values: dict[str, str], known: Known) -> Iterator[str]:
    if values["time_zone"] and values["time_zone"] not in known.zones:
        yield _("“%(value)s” is not a time zone like America/Port_of_Spain") % {"value": values["time_zone"]}


def _topics(values: dict[str, str], known: Known) -> Iterator[str]:
    slugs = split(values["topics"])
    for slug in slugs:
        if slug not in known.topics:
            yield _("“%(value)s” is not a topic of this course") % {"value": slug}
    if len(set(slugs)) < len(slugs):
        yield _("names a topic twice")


def _hours_utc(values: dict[str, str], known: Known) -> Iterator[str]:
    yield from _hours(values["availability_utc"])


def _hours_local(values: dict[str, str], known: Known) -> Iterator[str]:
    yield from _hours(values["availability_local"])
    if values["availability_local"] and values.get("availability_utc"):
        yield _("the hours stand in UTC, too; give them once")


def _hours(written: str) -> Iterator[str]:
    try:
        free_hours.parse(written)
    except ValueError as fault:
        yield str(fault)


_CHECKS: dict[str, Callable[[dict[str, str], Known], Iterator[str]]] = {
    "given_name": _given_name,
    "email": _email,
    "role": _role,
    "organisation_type": _kind,
    "bloc": _bloc,
    "country": _country,
    "languages": _languages,
    "time_zone": _time_zone,
    "topics": _topics,
    "availability_utc": _hours_utc,
    "availability_local": _hours_local,
}


def split(written: str) -> list[str]:
    """Splits a cell: ``"fr; en"`` gives ``["fr", "en"]``."""
    return [piece.strip().lower() for piece in written.split(";") if piece.strip()]


def _row(line: int, values: dict[str, str], known: Known) -> Row:
    return Row(
        line=line,
        email=_address(values),
        given_name=values["given_name"],
        family_name=values["family_name"],
        role=values["role"].lower(),
        kind=values.get("organisation_type", "").lower() or None,
        organisation=values["organisation"] if shows(values.get("organisation", "")) else None,
        bloc=known.blocs.get(values["bloc"].upper()),
        state=known.states.get(values["country"].upper()),
        languages=split(values.get("languages", "")) or None,
        time_zone=values.get("time_zone") or None,
        topics=_if_there(values, "topics", split),
        hours_utc=_if_there(values, "availability_utc", free_hours.parse),
        hours_local=_if_there(values, "availability_local", free_hours.parse),
    )


def _if_there(values: dict[str, str], column: str, read: Callable[[str], Read]) -> Read | None:
    return read(values[column]) if column in values else None
