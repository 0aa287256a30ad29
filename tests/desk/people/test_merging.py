"""Two memberships of one person become one, with all that both did."""

import datetime

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from academy.models import Membership, Person
from academy.roster import import_roster
from board.cards import writing
from commons import moderation
from commons.models import AuditEntry
from desk.people import merging
from desk.people.changing import MemberFault
from exchanges.creating import create_exchange
from exchanges.gatherings import acts, coming, opening
from exchanges.models import RelayAct, Round
from exchanges.relay import clock as relays
from rooms.conversations import say_hello
from rooms.models import Room, RoomRead
from tests import cast
from tests.desk.people.test_people import desk, form_of, publish
from tests.exchanges.conftest import exchange

__all__ = ["desk", "exchange"]


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


def test_two_who_are_merged_both_ways_at_once_stay_one_person(edition, chiara, adjoa, mariam) -> None:
    read_before = [Membership.objects.select_related("person", "edition").get(pk=each.pk) for each in (mariam, adjoa)]
    merging.merge(adjoa, mariam, by=chiara)
    for kept, other in (read_before, reversed(read_before)):
        with pytest.raises(Http404):
            merging.merge(kept, other, by=chiara)
    assert edition.memberships.active().filter(pk__in=[adjoa.pk, mariam.pk]).get() == adjoa
    assert AuditEntry.objects.filter(act="merge_people").count() == 1


def test_an_address_that_was_merged_away_is_not_added_in_silence(edition, desk, chiara, adjoa, mariam) -> None:
    merging.merge(adjoa, mariam, by=chiara)
    said = {"given_name": "Mariam", "email": "Mariam@example.org", "role": "delegate", "bloc": "ECOWAS", "state": "SN"}
    assert "Nobody signs in with this address any more" in desk("new_person", **said)
    own = Membership.objects.select_related("person", "bloc", "state").get(pk=adjoa.pk)
    corrected = desk("edit_person", adjoa.pk, **form_of(own, email="mariam@example.org"))
    assert "Nobody signs in with this address any more" in corrected
    roster = "given_name,family_name,email,role,bloc,country\nMariam,P.,MARIAM@example.org,delegate,ECOWAS,SN\n"
    done = import_roster(edition, roster.encode(), name="roster.csv")
    assert (done.kept, [(fault.column, fault.line) for fault in done.faults]) == (False, [("email", 2)])
    assert not edition.memberships.filter(person__is_active=False, left_at=None).exists()
