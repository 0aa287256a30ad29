"""A query whose SQL is kept returns the same rows as its queryset."""

import datetime

import pytest
from django.db.models import CharField, Count, DateTimeField, IntegerField
from django.db.models.functions import Length
from django.utils import timezone

from academy.access import _IN_COURSE, _IN_EDITION, _NEWEST, _alongside
from academy.models import Membership, Session
from academy.pages.compiled import Compiled, Later, later_id
from academy.sign_in.sessions import LIVING

pytestmark = pytest.mark.django_db


def rows(found, *related: str) -> list[dict]:
    """Returns all values of the objects, and of the objects behind these names."""
    return [
        {key: value for one in (row, *(getattr(row, name) for name in related)) for key, value in held(one)}
        for row in found
    ]


def held(one) -> list:
    return [] if one is None else [((type(one), key), value) for key, value in vars(one).items() if key != "_state"]


@pytest.fixture
def members(edition, adjoa, kerwin, chiara) -> dict[str, Membership]:
    return {"adjoa": adjoa, "kerwin": kerwin, "chiara": chiara}


@pytest.mark.parametrize("name", ["adjoa", "chiara"])
def test_memberships_are_those_of_the_queryset(edition, members, name) -> None:
    """The first call writes the SQL, the second reuses it."""
    person = members[name].person
    expected = rows(Membership.objects.annotate(**_alongside).filter(person=person, edition=edition))
    for _asking in range(2):
        found = _IN_EDITION.all(person=person.pk, edition=edition.pk)
        assert rows(found) == expected
        [found] = _IN_COURSE.all(person=person.pk, course=edition.slug)
        assert found.edition == edition
        assert found.notices_wait == 0
    assert _IN_COURSE.first(person=person.pk, course="no-such-course") is None
    assert _IN_EDITION.first(person=person.pk, edition=0) is None


def test_a_session_comes_with_its_person(client_of, adjoa) -> None:
    key, now = client_of(adjoa).session.session_key, timezone.now()
    expected = Session.objects.select_related("person").filter(session_key=key)
    assert rows(LIVING.all(key=key, now=now), "person") == rows(expected, "person") != []
    assert LIVING.first(key=key, now=now + datetime.timedelta(days=61)) is None


def test_values_are_prepared_as_their_fields_do_it(edition, members) -> None:
    before = Later("before", DateTimeField())
    kept = Compiled(lambda: Membership.objects.filter(welcomed_at__lt=before).order_by("pk"))
    for day in (8, 10):
        at = datetime.datetime(2023, 7, day, tzinfo=datetime.UTC)
        assert rows(kept.all(before=at)) == rows(Membership.objects.filter(welcomed_at__lt=at).order_by("pk"))


def test_a_name_may_stand_twice_and_rows_may_be_counted(edition, members) -> None:
    def members_like(kind, least):
        found = Membership.objects.annotate(others=Count("edition__memberships"), long=Length("organisation"))
        return found.filter(kind=kind, others__gte=least, long__gte=least).order_by("pk")

    kept = Compiled(lambda: members_like(Later("kind", CharField()), Later("least", IntegerField())))
    for kind, least in (("government", 1), ("employers", 3), ("government", 4)):
        assert rows(kept.all(kind=kind, least=least)) == rows(members_like(kind, least))


def test_the_newest_course_is_shown_outside_of_all(edition, adjoa) -> None:
    assert _NEWEST.first(person=adjoa.person_id) == adjoa
    adjoa.suspended_at = timezone.now()
    adjoa.save()
    assert _NEWEST.first(person=adjoa.person_id) is None


def test_each_reader_gets_rows_of_their_own_and_a_change_shows_at_once(edition, adjoa) -> None:
    kept = Compiled(lambda: Membership.objects.select_related("person", "edition").filter(pk=later_id("pk")))
    [first], [second] = kept.all(pk=adjoa.pk), kept.all(pk=adjoa.pk)
    assert first is not second
    assert first.person is not second.person
    first.organisation, first.person.family_name = "changed by a page", "changed by a page"
    first.person.languages.append("xx")
    first.edition = None
    assert second.organisation == adjoa.organisation
    assert second.person.family_name == adjoa.person.family_name
    [third] = kept.all(pk=adjoa.pk)
    assert rows([third], "person", "edition") == rows(Membership.objects.filter(pk=adjoa.pk), "person", "edition")

    adjoa.person.family_name = "Renamed"
    adjoa.person.save()
    assert kept.first(pk=adjoa.pk).person.family_name == "Renamed"
    third.organisation = "Saved from a copy"
    third.save()
    assert kept.first(pk=adjoa.pk).organisation == "Saved from a copy"
    assert Membership.objects.filter(pk=adjoa.pk).count() == 1


def test_values_that_can_be_changed_are_each_readers_own(edition, adjoa) -> None:
    kept = Compiled(lambda: Membership.objects.filter(pk=later_id("pk")).values_list("pk", "person__languages"))
    kept.first(pk=adjoa.pk)[1].append("xx")
    assert "xx" not in kept.first(pk=adjoa.pk)[1]


def test_a_value_made_of_a_row_is_the_same_for_all_readers_until_the_row_changes(edition, adjoa) -> None:
    kept = Compiled(lambda: Membership.objects.filter(pk=later_id("pk")), shown=lambda row: (row.organisation,))
    assert kept.first(pk=adjoa.pk) is kept.first(pk=adjoa.pk)
    Membership.objects.filter(pk=adjoa.pk).update(organisation="Another")
    assert kept.first(pk=adjoa.pk) == ("Another",)
