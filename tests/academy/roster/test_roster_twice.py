"""A second import changes nothing; a later roster updates people and duplicates nobody."""

import datetime
import zoneinfo
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.courses.editions import open_edition
from academy.hours.free_hours import DAY, DAYS
from academy.models import BlocMembership, Edition, Kind, Membership, Person, Role
from academy.roster import import_roster
from academy.typed.signs import shows
from tests import cast
from tests.academy.rosters import GOOD, csv_file, row, xlsx_file

TOPICS = ["social-security", "skills-mobility", "social-dialogue", "climate", "cooperation"]
ZONES = ["Africa/Porto-Novo", "America/Port_of_Spain", "America/Port-au-Prince", "Asia/Kathmandu", "UTC"]
NAMES = st.text(st.characters(categories=["L", "M", "Nd"], include_characters=" '’-.,;\"&<"), min_size=1, max_size=40)


def kept(edition: Edition) -> list[dict[str, Any]]:
    """Returns all values that an import can change, and the keys, which it must not change."""
    return list(
        edition.memberships.order_by("person__email").values(
            "pk", "person_id", "person__email", "person__given_name", "person__family_name", "person__languages",
            "person__time_zone", "person__sign_in_stamp", "role", "kind", "organisation", "bloc__code", "state__code",
            "ranked_topics", "free_hours", "welcomed_at",
        )
    )  # fmt: skip


@st.composite
def hours(draw) -> str:
    """Draws hours on some days; they do not overlap."""
    days = draw(st.lists(st.sampled_from(DAYS), unique=True))
    spans = [(draw(st.integers(0, 11)), draw(st.integers(12, 23)), draw(st.integers(0, 59))) for _day in days]
    return " | ".join(f"{day} {a:02d}:{minute:02d}-{b}:00" for day, (a, b, minute) in zip(days, spans, strict=True))


@st.composite
def lines(draw) -> list[str]:
    delegate = draw(st.booleans())
    bloc = draw(st.sampled_from(["ECOWAS", "CARICOM", "caricom"])) if delegate else ""
    states = {"ECOWAS": ["BJ", "NE", "sn"], "CARICOM": ["JM", "HT", "TC"]}.get(bloc.upper(), ["IT", "ZA"])
    return row(
        given_name=draw(NAMES.filter(shows)),
        family_name=draw(NAMES | st.just("")),
        role="delegate" if delegate else draw(st.sampled_from(["resource", "Facilitator"])),
        organisation_type=draw(st.sampled_from(Kind.values)),
        organisation=draw(NAMES.filter(shows)),
        bloc=bloc,
        country=draw(st.sampled_from(states)),
        languages=";".join(draw(st.lists(st.sampled_from(["fr", "en", "pt", "ht"]), min_size=1, unique=True))),
        time_zone=draw(st.sampled_from(ZONES)),
        topics="; ".join(draw(st.lists(st.sampled_from(TOPICS), unique=True))),
        availability_utc=draw(hours()),
    )


@st.composite
def rosters(draw) -> list[list[str]]:
    """Draws up to six of eight people, so that two rosters share some of them."""
    people = draw(st.lists(st.integers(0, 7), max_size=6, unique=True))
    addresses = [draw(st.sampled_from([f"p{n}@example.org", f" P{n}@Example.org "])) for n in people]
    return [[*cells[:2], address, *cells[3:]] for address, cells in ((address, draw(lines())) for address in addresses)]


def delete_everybody() -> None:
    """Each example starts empty, because all examples of a test share one transaction."""
    Person.objects.all().delete()


@given(rosters(), st.sampled_from([csv_file, xlsx_file]))
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_second_import_of_a_roster_changes_nothing(edition, roster, file) -> None:
    delete_everybody()
    first = import_roster(edition, file(*roster))
    assert (first.faults, first.added, first.updated, first.kept) == ([], len(roster), 0, True)
    once = kept(edition)
    second = import_roster(edition, file(*reversed(roster)))
    assert (second.faults, second.added, second.updated) == ([], 0, len(roster))
    assert kept(edition) == once
    assert Person.objects.count() == len(roster)


@given(rosters(), rosters())
@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_second_roster_updates_known_people_adds_new_ones_and_removes_nobody(edition, first, second) -> None:
    delete_everybody()
    import_roster(edition, csv_file(*first))
    before = {person["person__email"]: person for person in kept(edition)}
    promised = import_roster(edition, csv_file(*second), dry_run=True)
    assert {person["person__email"]: person for person in kept(edition)} == before, "a dry run keeps nothing"
    done = import_roster(edition, csv_file(*second))
    after = {person["person__email"]: person for person in kept(edition)}
    fresh = {cells[2].strip().lower() for cells in second}
    assert set(after) == set(before) | fresh
    assert (promised.added, promised.updated) == (done.added, done.updated)
    assert (done.added, done.updated) == (len(fresh - set(before)), len(fresh & set(before)))
    assert all(after[address] == before[address] for address in set(before) - fresh)
    assert all(after[address]["pk"] == before[address]["pk"] for address in set(before))
    alone = {cells[2].strip().lower(): cells for cells in second}
    for address, cells in alone.items():
        assert after[address]["person__given_name"] == cells[0].strip()
        assert after[address]["organisation"] == cells[5].strip()
        assert after[address]["ranked_topics"] == [slug.strip() for slug in cells[10].split(";") if slug.strip()]


def test_a_line_becomes_a_person_with_a_membership(edition) -> None:
    import_roster(edition, csv_file(row()))
    member = edition.memberships.get()
    assert (member.person.name, member.person.email) == ("Aïssata V.", "aissata@example.org")
    assert (member.person.languages, member.person.time_zone) == (["fr", "en"], "Africa/Abidjan")
    assert (member.role, member.kind, member.organisation) == ("delegate", "employers", GOOD["organisation"])
    assert (member.bloc.code, member.state.code) == ("ECOWAS", "CI")
    assert member.ranked_topics == ["skills-mobility", "climate"], "in the order of interest"
    assert member.free_hours == [[0, 14 * 60, 18 * 60], [2, 22 * 60, 26 * 60]]
    assert member.welcomed_at is None
    assert not member.person.has_usable_password()
    assert (member.person.is_staff, member.person.is_superuser) == (False, False)


@pytest.mark.parametrize("zone", ZONES)
def test_hours_of_the_roster_are_converted_from_utc_to_the_persons_zone(edition, zone) -> None:
    import_roster(edition, csv_file(row(time_zone=zone, availability_utc="mon 01:00-03:00 | sun 22:00-25:00")))
    kept_hours = edition.memberships.get().free_hours
    monday = datetime.datetime(2023, 7, 10, tzinfo=zoneinfo.ZoneInfo(zone))
    spoken = {
        tuple(
            (monday + datetime.timedelta(days=day, minutes=at)).astimezone(datetime.UTC).strftime("%a %H:%M")
            for at in ends
        )
        for day, *ends in kept_hours
    }
    assert spoken == {("Mon 01:00", "Mon 03:00"), ("Sun 22:00", "Mon 01:00")}
    assert all(0 <= day < 7 and 0 <= start < DAY and start < end <= 2 * DAY for day, start, end in kept_hours)


def test_a_later_roster_leaves_the_persons_own_answers_alone(edition) -> None:
    import_roster(edition, csv_file(row()))
    member = edition.memberships.get()
    member.welcomed_at, member.ranked_topics, member.free_hours = timezone.now(), ["climate"], [[4, 540, 600]]
    member.save()
    Person.objects.update(languages=["en"], time_zone="Europe/Rome", language="pt")
    import_roster(edition, csv_file(row(organisation="Another ministry", given_name="Aïcha")))
    member = edition.memberships.get()
    assert (member.organisation, member.person.given_name) == ("Another ministry", "Aïcha"), "the roster decides these"
    assert (member.ranked_topics, member.free_hours) == (["climate"], [[4, 540, 600]])
    assert (member.person.languages, member.person.time_zone, member.person.language) == (["en"], "Europe/Rome", "pt")


def test_the_roster_of_another_course_leaves_languages_and_zone_alone(edition) -> None:
    """Languages and zone belong to the person, so hours are converted to the zone that they chose."""
    kerwin = cast.join(edition, "kerwin")
    next_year = open_edition("next", pack="lma-2023", starts=datetime.date(2024, 7, 8))
    same = {"email": kerwin.person.email, "bloc": "CARICOM", "country": "JM"}
    import_roster(next_year, csv_file(row(**same, time_zone="UTC", languages="nl", availability_utc="mon 15:00-16:00")))
    person = Person.objects.get()
    assert (person.languages, person.time_zone) == (["en"], "America/Jamaica")
    place = next_year.memberships.get()
    assert place.free_hours == [[0, 10 * 60, 11 * 60]], "15:00 in UTC is 10:00 in Kingston"
    assert place.ranked_topics == ["skills-mobility", "climate"]
    assert Membership.objects.get(edition=edition).ranked_topics == kerwin.ranked_topics


def test_an_address_in_another_case_is_the_same_person(edition) -> None:
    person = Person.objects.create_user("  Aissata@Example.ORG ", given_name="A.")
    done = import_roster(edition, csv_file(row(email="AISSATA@example.org")))
    assert (done.added, Person.objects.count()) == (1, 1)
    assert edition.memberships.get().person == person


def test_no_roster_makes_an_administrator_a_delegate(edition, admin) -> None:
    place = Membership.objects.create(edition=edition, person=admin, role=Role.ADMINISTRATOR, kind=Kind.FACILITATOR)
    import_roster(edition, csv_file(row(email=admin.email)))
    place.refresh_from_db()
    assert place.role == Role.ADMINISTRATOR


def test_an_import_that_fails_half_way_leaves_nothing(edition, monkeypatch) -> None:
    saved, save = [], Membership.save

    def fail_at_the_second(member: Membership, *args: Any, **kwargs: Any) -> None:
        saved.append(member)
        if len(saved) == 2:
            raise RuntimeError("the disk is full")
        save(member, *args, **kwargs)

    monkeypatch.setattr(Membership, "save", fail_at_the_second)
    with pytest.raises(RuntimeError):
        import_roster(edition, csv_file(row(1), row(2), row(3)))
    assert not Person.objects.exists()


def test_the_sample_roster_of_the_pack_has_no_fault(edition) -> None:
    done = import_roster(edition, cast.PACK / "sample_roster.csv")
    assert done.faults == []
    assert done.added == edition.memberships.count() > 40
    blocs = set(edition.memberships.delegates().values_list("bloc__code", flat=True))
    assert blocs == {"ECOWAS", "CARICOM"}


def test_an_import_signs_nobody_out(edition, client_of) -> None:
    import_roster(edition, csv_file(row()))
    browser = client_of(edition.memberships.get())
    import_roster(edition, csv_file(row()))
    assert browser.get("/you/").status_code == 200


def test_a_bloc_that_takes_no_part_in_the_course_is_refused(edition) -> None:
    edition.blocs.remove(*edition.blocs.filter(code="CARICOM"))
    faults = import_roster(edition, csv_file(row(bloc="CARICOM", country="JM"))).faults
    assert [str(fault) for fault in faults] == ["line 2, column bloc: “CARICOM” is not a bloc of this course"]


def test_a_state_is_a_member_from_its_first_day_until_the_day_before_its_end(edition) -> None:
    niger = BlocMembership.objects.get(state__code="NE")
    file = csv_file(row(country="NE"))
    for since, until, holds in (
        (edition.membership_date, None, True),
        (edition.membership_date + datetime.timedelta(1), None, False),
        (datetime.date(1975, 5, 28), edition.membership_date, False),
        (datetime.date(1975, 5, 28), edition.membership_date + datetime.timedelta(1), True),
    ):
        BlocMembership.objects.filter(pk=niger.pk).update(since=since, until=until)
        assert (import_roster(edition, file, dry_run=True).faults == []) is holds
