"""A published round is mended: the plan first, then the act; rooms, hours, notices, and acts at one time."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from commons.models import Notice
from exchanges.models import Exchange, PartnerWish, Round
from exchanges.repairs import planning, repairing
from exchanges.repairs.planning import Asked
from exchanges.rounds import making, partner_wishes, proposing, publishing
from exchanges.scheduling import hours
from rooms.access import may_enter
from rooms.announcing import MembershipChanged
from rooms.models import RoomMember

SAID = {"sentence": "Adjoa cannot go on.", "language": "en"}


@pytest.fixture
def published(edition, chiara, adjoa, tunde, kerwin, shanice) -> Round:
    """Two pairs."""
    now = timezone.now()
    days = {"opens": now, "closes": now + datetime.timedelta(days=7)}
    compare = edition.formats.get(slug="compare-pair")
    round = making.make_round(edition, topic=None, format=compare, by=chiara, **days)
    proposing.propose(round, by=chiara)
    publishing.publish(round, by=chiara)
    Notice.objects.all().delete()
    return round


def mended(round: Round, by, **asked) -> planning.Plan:
    what = Asked(**{name: frozenset(member.pk for member in members) for name, members in asked.items()})
    return repairing.repair(round, what, by=by, seen=planning.plan(round, what).mark, **SAID)


def exchange_of(member) -> Exchange:
    return Exchange.objects.get(participants__membership=member)


def partner_of(member):
    return exchange_of(member).participants.exclude(membership=member).get().membership


def people_in(exchange: Exchange) -> set[int]:
    seats, named = (
        set(rows.values_list("membership", flat=True)) for rows in (exchange.participants, exchange.room.members)
    )
    assert seats == named
    return seats


def test_who_lost_their_partner_joins_the_other_pair_and_all_are_told_why(published, chiara, adjoa) -> None:
    left, before = partner_of(adjoa), exchange_of(adjoa)
    plan = mended(published, chiara, leaving=[adjoa])
    assert len(plan.changes) == 2
    assert people_in(before) == set()
    assert len(people_in(exchange_of(left))) == 3
    assert not may_enter(adjoa, before.room)
    kinds = dict(Notice.objects.filter(to=adjoa).values_list("kind", "words"))
    assert kinds["group_left"]["why"] == "Adjoa cannot go on."
    assert Notice.objects.filter(to=left, kind="group_joined").count() == 1
    assert Notice.objects.filter(kind="group_changed").count() == 2
    assert "Groups that change: 2." in planning.in_words(plan)


def test_a_late_person_takes_the_place_and_the_room_keeps_its_talk(published, chiara, adjoa, mariam) -> None:
    room_before, exchange = exchange_of(adjoa).room_id, exchange_of(adjoa)
    partner = partner_of(adjoa)
    plan = mended(published, chiara, leaving=[adjoa], joining=[mariam])
    assert len(plan.changes) == 1
    exchange.refresh_from_db()
    assert exchange.room_id == room_before
    assert people_in(exchange) == {mariam.pk, partner.pk}
    assert all(seat.reasons for seat in exchange.participants.all())


def test_the_agreed_hour_of_a_changed_group_is_called_off(published, chiara, adjoa, mariam) -> None:
    exchange, partner = exchange_of(adjoa), partner_of(adjoa)
    hour = hours.propose(exchange, timezone.now() + datetime.timedelta(days=2), by=adjoa)
    hours.accept(hour, by=partner)
    mended(published, chiara, leaving=[adjoa], joining=[mariam])
    exchange.refresh_from_db()
    assert exchange.begins_at is None
    assert exchange.hours.get().sentence == "Adjoa cannot go on."
    assert Notice.objects.filter(to=partner, kind="hour_called_off").exists()
    assert {notice.kind for notice in Notice.objects.filter(to=adjoa)} == {"group_left"}


def test_who_left_can_no_longer_accept_the_hour_that_they_saw(published, chiara, adjoa, mariam) -> None:
    partner = partner_of(adjoa)
    hour = hours.propose(exchange_of(adjoa), timezone.now() + datetime.timedelta(days=2), by=partner)
    mended(published, chiara, leaving=[adjoa], joining=[mariam])
    with pytest.raises(PermissionDenied):
        hours.accept(hour, by=adjoa)
    with pytest.raises(hours.HourFault):
        hours.accept(hour, by=mariam)


def test_of_two_facilitators_with_one_plan_the_second_sees_the_new_plan(published, chiara, adjoa, kerwin) -> None:
    what = Asked(leaving=frozenset({adjoa.pk}))
    mark = planning.plan(published, what).mark
    repairing.repair(published, what, by=chiara, seen=mark, **SAID)
    with pytest.raises(making.RoundFault):
        repairing.repair(published, what, by=chiara, seen=mark, **SAID)


def test_sockets_of_who_leaves_are_checked_again(published, chiara, adjoa, mariam, monkeypatch) -> None:
    said = []
    monkeypatch.setattr(repairing, "announce_after_commit", said.append)
    mended(published, chiara, leaving=[adjoa], joining=[mariam])
    assert said == [MembershipChanged(adjoa.pk)]


def test_a_member_asks_once_for_another_partner_and_gets_one(published, client_of, chiara, adjoa) -> None:
    former, exchange = partner_of(adjoa), exchange_of(adjoa)
    address, client = reverse("another_partner", args=[exchange.pk]), client_of(adjoa)
    client.defaults["HTTP_ACCEPT"] = "text/html"
    assert client.post(address, {"sentence": ""}).status_code == 422
    assert client.post(address, {"sentence": "We share no language.", "language": "en"}).status_code == 302
    again = client.post(address, {"sentence": "Please.", "language": "en"})
    assert again.status_code == 422
    assert "You have asked once in this round already." in again.content.decode()
    assert Notice.objects.get(to=chiara).kind == "another_partner"
    desk = client_of(chiara)
    page = desk.get(reverse("repair_round", args=[published.edition.slug, published.number])).content.decode()
    assert "We share no language." in page
    plan = mended(published, chiara, moving=[adjoa])
    assert len(plan.changes) == 2
    assert former.pk not in people_in(exchange_of(adjoa))
    assert PartnerWish.objects.get().settled_at is not None
    assert all("language" not in str(notice.words) for notice in Notice.objects.all())


def test_the_page_shows_the_plan_first_and_then_does_it(published, client_of, chiara, adjoa) -> None:
    client = client_of(chiara)
    address = reverse("repair_round", args=[published.edition.slug, published.number])
    page = client.get(address, {"leaving": adjoa.pk}).content.decode()
    assert "Groups that change: 2." in page
    assert exchange_of(adjoa)
    mark = planning.plan(published, Asked(leaving=frozenset({adjoa.pk}))).mark
    stale = client.post(address, {"leaving": adjoa.pk, "seen": "old", **SAID})
    assert stale.status_code == 422
    assert "look at it again" in stale.content.decode()
    assert "Adjoa cannot go on." in stale.content.decode()
    assert client.post(address, {"leaving": adjoa.pk, "seen": mark, **SAID}).status_code == 302
    assert not Exchange.objects.filter(participants__membership=adjoa).exists()
    assert "nobody any more" in client.get(published.get_absolute_url()).content.decode()


@pytest.mark.parametrize("sent", [{}, {"leaving": "x"}, {"leaving": "9" * 18}, {"joining": ["1", "2" * 40]}])
def test_any_input_is_answered(published, client_of, chiara, sent) -> None:
    address = reverse("repair_round", args=[published.edition.slug, published.number])
    assert client_of(chiara).get(address, sent).status_code == 200
    assert client_of(chiara).post(address, {**sent, **SAID}).status_code == 422


def test_only_the_course_team_mends_and_only_after_publication(published, edition, chiara, adjoa) -> None:
    what = Asked(leaving=frozenset({adjoa.pk}))
    mark = planning.plan(published, what).mark
    with pytest.raises(PermissionDenied):
        repairing.repair(published, what, by=adjoa, seen=mark, **SAID)
    Round.objects.filter(pk=published.pk).update(published_at=None)
    published.refresh_from_db()
    with pytest.raises(making.RoundFault):
        planning.plan(published, what)


def test_an_exchange_that_has_begun_gets_nobody_new(published, chiara, adjoa) -> None:
    other = Exchange.objects.exclude(pk=exchange_of(adjoa).pk).get()
    Exchange.objects.filter(pk=other.pk).update(begins_at=timezone.now() - datetime.timedelta(minutes=5))
    left = partner_of(adjoa)
    plan = mended(published, chiara, leaving=[adjoa])
    assert plan.without == [left]
    assert len(people_in(other)) == 2
    assert not RoomMember.objects.filter(membership=left, room__kind="exchange").exists()


def test_somebody_who_takes_no_part_cannot_ask_for_another_partner(published, adjoa, trevor) -> None:
    with pytest.raises(PermissionDenied):
        partner_wishes.ask(exchange_of(adjoa), by=trevor, sentence="Please.", language="en")
