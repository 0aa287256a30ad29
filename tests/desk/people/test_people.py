"""The people of a course at the desk: added, corrected, removed, exported."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse

from academy.members.profiles import save_profile
from academy.models import Membership, Person, Role
from academy.permissions import may_direct, may_rename
from academy.roster import import_roster
from academy.sign_in.links import make_link
from commons import moderation
from commons.models import AuditEntry
from desk.people import changing
from forum.reflecting import reflections

PERSON = {
    "given_name": "Aïssata",
    "family_name": "V.",
    "email": "Aissata@Example.org",
    "role": "delegate",
    "bloc": "ECOWAS",
    "state": "CI",
}


def form_of(member: Membership, **changes: object) -> dict[str, object]:
    person = member.person
    own = {"given_name": person.given_name, "family_name": person.family_name, "email": person.email}
    home = {"bloc": member.bloc.code if member.bloc else "", "state": member.state.code if member.state else ""}
    more = {"kind": member.kind, "organisation": member.organisation, "languages": person.languages}
    return {**own, **home, **more, "role": member.role, "time_zone": person.time_zone, **changes}


def test_an_address_that_another_course_has_just_added_is_the_same_person(adjoa) -> None:
    assert Person.objects.known_or_new("Adjoa@Example.org", given_name="Another") == adjoa.person
    adjoa.person.refresh_from_db()
    assert adjoa.person.given_name != "Another"


@pytest.fixture
def desk(edition, chiara, client_of):
    client = client_of(chiara)

    def post(route: str, *args: object, **fields: object) -> str:
        return client.post(reverse(route, args=[edition.slug, *args]), fields, follow=True).text

    return post


def publish(member: Membership, headline: str = "Periods count"):
    topic = member.edition.topics.first()
    text = {"headline": headline, "answers": {member.edition.prompts.first().key: "We count."}, "language": "en"}
    return reflections.publish(topic, by=member, text=text)


def test_a_person_is_added_with_the_languages_and_zone_of_the_country(edition, desk) -> None:
    assert "The person is in the course." in desk("new_person", **PERSON)
    member = edition.memberships.get(person__email="aissata@example.org")
    assert (member.role, member.bloc.code, member.state.code) == ("delegate", "ECOWAS", "CI")
    assert (member.person.languages[0], member.person.time_zone) == ("fr", "Africa/Abidjan")
    assert "This address is in the course already." in desk("new_person", **PERSON)
    assert AuditEntry.objects.get(act="add_person").subject == member


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"bloc": ""}, "A delegate needs one."),
        ({"state": ""}, "A delegate needs one."),
        ({"state": "JM"}, "This country was not a member of that bloc"),
        ({"email": "aissata@"}, "valid email address"),
        ({"given_name": "\u200b"}, "This field is required."),
        ({"role": "administrator"}, "administrator"),
    ],
)
def test_what_cannot_be_is_said_and_kept(edition, desk, changes, words) -> None:
    page = desk("new_person", **{**PERSON, **changes})
    assert words in page
    assert 'value="V."' in page
    assert edition.memberships.count() == 1


def test_a_corrected_address_stays_the_same_person(edition, desk, adjoa) -> None:
    wrong = make_link(adjoa.person)
    browser = Client()
    browser.force_login(adjoa.person)
    reflection = publish(adjoa)
    assert "The person is corrected." in desk("edit_person", adjoa.pk, **form_of(adjoa, email="Adjoa.K@example.org"))
    person = Person.objects.get(email="adjoa.k@example.org")
    assert person == adjoa.person
    assert Membership.objects.get(person=person).reflections.get() == reflection
    assert Client().get(wrong).status_code == 410, "it went to somebody else"
    assert browser.get("/you/").status_code == 302


def test_an_address_of_somebody_else_is_not_taken(edition, desk, adjoa, kerwin, outsider) -> None:
    page = desk("edit_person", adjoa.pk, **form_of(adjoa, email=kerwin.person.email, given_name="Changed"))
    assert "Kerwin T. has this address and is in this course, too: merge the two." in page
    assert "another course has this address" in desk(
        "edit_person", adjoa.pk, **form_of(adjoa, email=outsider.person.email)
    )
    assert not Person.objects.filter(given_name="Changed").exists(), "nothing half done"


def test_a_facilitator_moves_no_address_of_those_who_run_another_course(edition, chiara, adjoa, other_edition) -> None:
    Membership.objects.create(person=adjoa.person, edition=other_edition, role=Role.FACILITATOR, kind="facilitator")
    values = {name: getattr(adjoa.person, name) for name in changing.OF_PERSON}
    values |= {name: getattr(adjoa, name) for name in changing.OF_MEMBER}
    with pytest.raises(PermissionDenied):
        changing.correct(adjoa, by=chiara, values={**values, "email": "mine@example.org"})


WORDS = "Only an administrator changes another facilitator’s role or removes them."


@pytest.mark.parametrize(
    ("who", "whom", "may"),
    [
        ("chiara", "adjoa", True),
        ("chiara", "luca", False),
        ("chiara", "chiara", True),
        ("admin", "luca", True),
        ("chiara", "admin", False),
        ("admin", "admin", False),
    ],
)
def test_only_administrators_direct_those_who_run_the_course(edition, chiara, luca, adjoa, who, whom, may) -> None:
    admin = Membership.objects.create(
        edition=edition, person=Person.objects.create_superuser("ada@example.org"), role=Role.ADMINISTRATOR
    )
    people = {"chiara": chiara, "luca": luca, "adjoa": adjoa, "admin": admin}
    assert may_direct(people[who], people[whom]) is may


def test_a_facilitator_neither_demotes_nor_removes_another(edition, desk, luca) -> None:
    assert WORDS in desk("edit_person", luca.pk, **form_of(luca, role="resource"))
    assert WORDS in desk("remove_person", luca.pk)
    roster = f"given_name,family_name,email,role\n{luca.given_name},T.,{luca.person.email},resource\n".encode()
    import_roster(edition, roster, by=edition.memberships.get(person__given_name="Chiara"))
    luca.refresh_from_db()
    assert (luca.role, luca.left_at) == (Role.FACILITATOR, None)
    assert "The person is corrected." in desk("edit_person", luca.pk, **form_of(luca, organisation="The Centre"))


def test_a_name_that_other_courses_show_is_its_owners(edition, desk, chiara, adjoa, other_edition) -> None:
    changed = form_of(adjoa, family_name="K.")
    Membership.objects.create(person=adjoa.person, edition=other_edition, role=Role.DELEGATE)
    assert "Another course shows this name, too" in desk("edit_person", adjoa.pk, **changed)
    assert may_rename(adjoa.person, adjoa.person, edition)
    assert not may_rename(chiara.person, adjoa.person, edition)
    assert "The person is corrected." in desk("edit_person", adjoa.pk, **form_of(adjoa, organisation="The Ministry"))
    adjoa.person.refresh_from_db()
    assert adjoa.person.family_name == "T."


def test_a_course_keeps_a_facilitator(edition, desk, chiara, luca) -> None:
    edition.memberships.filter(pk=luca.pk).update(role="resource")
    assert "only facilitator" in desk("edit_person", chiara.pk, **form_of(chiara, role="resource"))
    chiara.refresh_from_db()
    assert chiara.role == Role.FACILITATOR
    assert "cannot remove yourself" in desk("remove_person", chiara.pk)


@pytest.mark.parametrize(("named", "shown"), [("yes", "Adjoa T."), ("no", "a former delegate")])
def test_who_is_removed_leaves_their_texts(edition, desk, adjoa, kerwin, client_of, named, shown) -> None:
    publish(adjoa)
    page = client_of(adjoa)
    assert "no longer in the course" in desk("remove_person", adjoa.pk, named=named)
    topic = reverse("topic", args=[edition.slug, edition.topics.first().slug])
    text = client_of(kerwin).get(topic).text
    assert shown in text
    assert ("Adjoa" in text) is (named == "yes")
    assert page.get(edition.get_absolute_url()).status_code == 403
    assert adjoa.pk not in edition.memberships.active().values_list("pk", flat=True)
    if named == "yes":
        assert "The person is in the course." in desk("new_person", **form_of(adjoa))
        assert page.get(edition.get_absolute_url()).status_code == 200


def test_a_former_delegate_is_named_in_the_readers_language(edition, chiara, adjoa, kerwin, client_of) -> None:
    publish(adjoa)
    changing.remove(adjoa, by=chiara, named=False)
    topic = reverse("topic", args=[edition.slug, edition.topics.first().slug])
    for language, words in (("fr", "une personne qui a quitté le cours"), ("pt", "uma pessoa que deixou o curso")):
        kerwin.person.language = language
        kerwin.person.save()
        assert words in client_of(kerwin).get(topic).text


def test_the_exported_roster_is_imported_as_it_is(edition, chiara, adjoa, kerwin, client_of) -> None:
    adjoa.person.family_name = "=HYPERLINK(1)"
    adjoa.person.save()
    file = client_of(chiara).get(reverse("roster_csv", args=[edition.slug])).content
    assert b"'=HYPERLINK(1)" in file
    before = [(member.pk, member.free_hours, member.role) for member in edition.memberships.order_by("pk")]
    done = import_roster(edition, file)
    assert (done.added, done.updated, done.faults) == (0, 3, [])
    assert [(member.pk, member.free_hours, member.role) for member in edition.memberships.order_by("pk")] == before


def test_a_second_press_on_remove_finds_nobody(adjoa, chiara) -> None:
    pressed_before = Membership.objects.select_related("person", "edition").get(pk=adjoa.pk)
    changing.remove(adjoa, by=chiara, named=False)
    for named in (False, True):
        with pytest.raises(Http404):
            changing.remove(pressed_before, by=chiara, named=named)
    with pytest.raises(Http404):
        changing.correct(pressed_before, by=chiara, values={})
    assert AuditEntry.objects.filter(act="remove_person").count() == 1


def test_a_correction_keeps_what_changed_beside_it(adjoa, chiara, client_of) -> None:
    read_before = Membership.objects.select_related("person", "edition", "bloc", "state").get(pk=adjoa.pk)
    moderation.suspend(adjoa, by=chiara, reason="A pause.")
    save_profile(adjoa.person, adjoa, answers={"language": "pt", "free_hours": [[0, 480, 600]]})
    own = {name: getattr(read_before.person, name) for name in ("email", *changing.OF_PERSON)}
    of_member = {name: getattr(read_before, name) for name in changing.OF_MEMBER}
    said = {**own, **of_member, "organisation": "Ministry", "family_name": "Koffi"}
    changing.correct(read_before, by=chiara, values=said)
    now = Membership.objects.select_related("person").get(pk=adjoa.pk)
    assert (now.organisation, now.person.family_name) == ("Ministry", "Koffi")
    assert (now.takes_part, now.person.language, now.free_hours) == (False, "pt", [[0, 480, 600]])
