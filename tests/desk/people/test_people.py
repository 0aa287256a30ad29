"""The people of a course at the desk: added, corrected, removed, merged, exported."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from academy.models import Membership, Person, Role
from academy.permissions import may_direct, may_rename
from academy.roster import import_roster
from academy.sign_in.links import make_link
from board.cards import writing
from commons import moderation
from commons.models import AuditEntry
from desk.people import changing, merging
from desk.people.changing import MemberFault
from exchanges.creating import create_exchange
from exchanges.gatherings import acts, coming, opening
from exchanges.models import RelayAct, Round
from exchanges.relay import clock as relays
from forum.reflecting import reflections
from rooms.conversations import say_hello
from rooms.models import Room, RoomRead
from tests import cast
from tests.exchanges.conftest import exchange

__all__ = ["exchange"]

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


def test_two_memberships_of_one_person_become_one(edition, desk, adjoa, mariam) -> None:
    reflection = publish(mariam)
    assert "one person now" in desk("merge_people", adjoa.pk, other=mariam.pk)
    reflection.refresh_from_db()
    assert reflection.author == adjoa
    assert not Membership.objects.filter(pk=mariam.pk).exists()
    assert not Person.objects.get(email="mariam@example.org").is_active


def test_what_the_merged_one_took_home_and_said_there_stays(edition, chiara, adjoa, mariam) -> None:
    card = writing.take_home(edition, by=mariam, content={"what": "One certificate"})
    room = Room.objects.filter(edition=edition).first()
    for member in (adjoa, mariam):
        RoomRead.objects.create(room=room, membership=member, rev=1)
    merging.merge(adjoa, mariam, by=chiara)
    card.refresh_from_db()
    assert card.author == adjoa
    assert [state.author for state in card.states.all()] == [adjoa]
    assert [(owner.member, owner.by) for owner in card.owners.all()] == [(adjoa, adjoa)]


def test_a_merged_membership_that_stands_in_the_log_stays_there(edition, desk, chiara, adjoa, mariam) -> None:
    moderation.mute(mariam, by=chiara, minutes=60, reason="A pause.")
    assert "one person now" in desk("merge_people", adjoa.pk, other=mariam.pk)
    mariam.refresh_from_db()
    assert mariam.left_at
    assert AuditEntry.objects.get(act="mute").subject == mariam


def test_ids_and_measures_that_no_foreign_key_holds_come_along(
    edition, exchange, chiara, adjoa, mariam, kerwin
) -> None:
    room = say_hello(kerwin, by=mariam)
    turns = relays.plan([(1, mariam.pk), (1, kerwin.pk)], hours=24, weekends=False)
    places = relays.places({mariam.pk: mariam.whereabouts})
    act = RelayAct.objects.create(
        exchange=exchange, number=1, kind="begun", by=mariam, at=timezone.now(), turn=1, places=places, plan=turns
    )
    group = {"members": [{"id": mariam.pk, "facts": {}}, {"id": kerwin.pk, "facts": {}}]}
    Round.objects.update(proposal={"groups": [group], "unplaced": [], "gap": None})
    moderation.mute(mariam, by=chiara, minutes=60, reason="A pause.")
    merging.merge(adjoa, mariam, by=chiara)
    room.refresh_from_db()
    act.refresh_from_db()
    adjoa.refresh_from_db()
    assert room.pair == "-".join(map(str, sorted([adjoa.pk, kerwin.pk])))
    assert (act.plan["turns"], list(act.places)) == ([[1, adjoa.pk], [1, kerwin.pk]], [str(adjoa.pk)])
    proposal = Round.objects.get().proposal
    assert [one["id"] for one in proposal["groups"][0]["members"]] == [adjoa.pk, kerwin.pk]
    assert adjoa.is_muted


def test_two_who_talk_with_the_same_member_are_not_merged(edition, chiara, adjoa, mariam, kerwin) -> None:
    for one in (adjoa, mariam):
        say_hello(kerwin, by=one)
    with pytest.raises(MemberFault, match="conversation with the same person"):
        merging.merge(adjoa, mariam, by=chiara)


def test_two_who_did_the_same_once_are_not_merged(edition, chiara, adjoa, mariam) -> None:
    mine, other = publish(adjoa), publish(mariam)
    with pytest.raises(MemberFault):
        merging.merge(adjoa, mariam, by=chiara)
    for reflection, author in ((mine, adjoa), (other, mariam)):
        reflection.refresh_from_db()
        assert reflection.author == author
    with pytest.raises(MemberFault):
        merging.merge(adjoa, adjoa, by=chiara)


@pytest.mark.parametrize("other", ["", "x", "0", "9" * 30])
def test_nobody_is_merged_with_nobody(edition, chiara, adjoa, client_of, other) -> None:
    answer = client_of(chiara).post(reverse("merge_people", args=[edition.slug, adjoa.pk]), {"other": other})
    assert answer.status_code == 404


def test_the_exported_roster_is_imported_as_it_is(edition, chiara, adjoa, kerwin, client_of) -> None:
    adjoa.person.family_name = "=HYPERLINK(1)"
    adjoa.person.save()
    file = client_of(chiara).get(reverse("roster_csv", args=[edition.slug])).content
    assert b"'=HYPERLINK(1)" in file
    before = [(member.pk, member.free_hours, member.role) for member in edition.memberships.order_by("pk")]
    done = import_roster(edition, file)
    assert (done.added, done.updated, done.faults) == (0, 3, [])
    assert [(member.pk, member.free_hours, member.role) for member in edition.memberships.order_by("pk")] == before


def test_roles_that_go_round_come_along(edition, chiara, adjoa, mariam, kerwin) -> None:
    now = timezone.now()
    said = {"format": edition.formats.get(slug="peer-assist"), "opens": now, "closes": now + datetime.timedelta(days=1)}
    paired = Round.objects.create(edition=edition, number=7, topic=edition.topics.first(), published_at=now, **said)
    made = create_exchange(paired, paired.topic, [mariam.pk, kerwin.pk])
    merging.merge(adjoa, mariam, by=chiara)
    made.refresh_from_db()
    assert {stage["owner"] for stage in made.own_stages} == {adjoa.pk, kerwin.pk}
    assert mariam.pk not in {who for stage in made.own_stages for who in (stage["scribe"], *stage["helpers"])}


def test_two_who_came_to_one_gathering_are_merged(edition, chiara, adjoa, mariam, kerwin) -> None:
    people = [adjoa, mariam, kerwin, cast.join(edition, "shanice")]
    said = {"format": edition.formats.get(slug="world-cafe"), "question": "What?", "tables": ["One", "Two"], "turns": 2}
    cafe = opening.open_gathering(edition, by=chiara, **said)
    for member in people:
        coming.come(cafe, by=member)
    acts.act(cafe, "begin", by=chiara)
    merging.merge(adjoa, mariam, by=chiara)
    assert set(cafe.comings.values_list("membership", flat=True)) == {adjoa.pk, kerwin.pk, people[3].pk}
    assert cafe.seats.filter(membership=adjoa).count() == 2
