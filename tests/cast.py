"""The people of all tests, and an edition of the real course."""

import datetime
from functools import cache
from pathlib import Path
from typing import Any

from academy.courses.editions import open_edition
from academy.courses.packs import load_pack
from academy.models import Bloc, Edition, Kind, Membership, Person, Phase, Role, State

PACK = Path(__file__).resolve().parent.parent / "academy" / "packs" / "lma-2023"
PASSED_WELCOME = datetime.datetime(2023, 7, 9, 12, tzinfo=datetime.UTC)
OFFICE_HOURS = [[day, 8 * 60, 17 * 60] for day in range(5)]

# given name, e-mail, role, bloc, country, kind, languages, zone, ranked topics
_CAST: dict[str, tuple[str, Role, str | None, str | None, Kind, list[str], str, list[str]]] = {
    "adjoa": (
        "Adjoa",
        Role.DELEGATE,
        "ECOWAS",
        "BJ",
        Kind.GOVERNMENT,
        ["fr"],
        "Africa/Porto-Novo",
        ["social-security", "cooperation"],
    ),
    "mariam": (
        "Mariam",
        Role.DELEGATE,
        "ECOWAS",
        "SN",
        Kind.WORKERS,
        ["fr"],
        "Africa/Dakar",
        ["social-dialogue", "social-security"],
    ),
    "tunde": (
        "Tunde",
        Role.DELEGATE,
        "ECOWAS",
        "NG",
        Kind.GOVERNMENT,
        ["en"],
        "Africa/Lagos",
        ["cooperation", "skills-mobility"],
    ),
    "nilton": ("Nilton", Role.DELEGATE, "ECOWAS", "GW", Kind.GOVERNMENT, ["pt", "en"], "Africa/Bissau", ["climate"]),
    "kerwin": (
        "Kerwin",
        Role.DELEGATE,
        "CARICOM",
        "JM",
        Kind.EMPLOYERS,
        ["en"],
        "America/Jamaica",
        ["social-security", "climate"],
    ),
    "shanice": (
        "Shanice",
        Role.DELEGATE,
        "CARICOM",
        "BB",
        Kind.WORKERS,
        ["en"],
        "America/Barbados",
        ["social-security", "social-dialogue"],
    ),
    "guerline": (
        "Guerline",
        Role.DELEGATE,
        "CARICOM",
        "HT",
        Kind.GOVERNMENT,
        ["fr", "ht"],
        "America/Port-au-Prince",
        ["climate"],
    ),
    "trevor": ("Trevor", Role.RESOURCE, "CARICOM", "TT", Kind.SECRETARIAT, ["en"], "America/Port_of_Spain", []),
    "chiara": ("Chiara", Role.FACILITATOR, None, None, Kind.FACILITATOR, ["en", "fr", "it"], "Europe/Rome", []),
    "luca": ("Luca", Role.FACILITATOR, None, None, Kind.FACILITATOR, ["en", "pt"], "Europe/Rome", []),
}


@cache
def _pack_is_there() -> Path:
    assert PACK.is_dir()
    return PACK


def open_course(slug: str = "lma-2023") -> Edition:
    """Loads the real pack. Returns the edition of 2023, held open, with topics, formats, plenary and lounges."""
    load_pack(_pack_is_there())
    return hold_open(Edition.objects.get(slug=slug))


def hold_open(edition: Edition) -> Edition:
    """A course of years ago would be archived by its days."""
    edition.chosen_phase = Phase.SESSION
    edition.save(update_fields=["chosen_phase"])
    return edition


def open_another() -> Edition:
    """Opens the next course from the same pack."""
    days = {"starts": datetime.date(2024, 7, 8), "ends": datetime.date(2024, 7, 19)}
    return hold_open(open_edition("lma-2024", pack="lma-2023", **days))


def join(edition: Edition, name: str, **changes: Any) -> Membership:
    """Makes one of the cast a welcomed member of the edition. ``changes`` override fields of the membership."""
    given, role, bloc, state, kind, languages, zone, topics = _CAST[name]
    person = Person.objects.filter(email=f"{name}@example.org").first() or Person.objects.create_user(
        f"{name}@example.org", given_name=given, family_name="T.", languages=languages, time_zone=zone
    )
    fields = {
        "role": role,
        "bloc": Bloc.objects.get(code=bloc) if bloc else None,
        "state": State.objects.get(code=state) if state else None,
        "kind": kind,
        "organisation": f"Organisation of {given}",
        "ranked_topics": topics,
        "free_hours": OFFICE_HOURS,
        "welcomed_at": PASSED_WELCOME,
    }
    return Membership.objects.create(person=person, edition=edition, **{**fields, **changes})


def crowd(edition: Edition, bloc: str, size: int, *, start: int = 0) -> list[Membership]:
    """Adds ``size`` delegates of a bloc, numbered from ``start``, spread over its states, topics and kinds."""
    community = Bloc.objects.get(code=bloc)
    states = list(community.states_on(edition.membership_date))
    topics = list(edition.topics.values_list("slug", flat=True))
    kinds = [Kind.GOVERNMENT, Kind.EMPLOYERS, Kind.WORKERS]
    people = Person.objects.bulk_create(
        Person(
            email=f"{bloc.lower()}{n}@example.org",
            given_name=f"{bloc.title()}{n}",
            languages=states[n % len(states)].languages[:1],
            time_zone=states[n % len(states)].time_zones[0],
        )
        for n in range(start, start + size)
    )
    return Membership.objects.bulk_create(
        Membership(
            person=person,
            edition=edition,
            role=Role.DELEGATE,
            bloc=community,
            state=states[n % len(states)],
            kind=kinds[n % 3],
            organisation=f"Organisation {n}",
            ranked_topics=[topics[n % len(topics)], topics[(n + 1) % len(topics)]],
            free_hours=OFFICE_HOURS,
            welcomed_at=PASSED_WELCOME,
        )
        for n, person in enumerate(people, start)
    )
