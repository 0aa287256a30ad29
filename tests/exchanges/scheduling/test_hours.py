"""The hour of an exchange: who may do what, what each act leaves behind, and what is refused."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from commons.models import Notice
from exchanges.creating import create_exchange
from exchanges.models import Exchange, Hour, HourEnd
from exchanges.scheduling import hours
from exchanges.scheduling.hours import HourFault
from tests import cast

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)
WHY = {"sentence": "The ministry meets.", "language": "en"}


def soon(days: int = 2) -> datetime.datetime:
    return (timezone.now() + days * DAY).replace(minute=0, second=0, microsecond=0)


def begins(exchange: Exchange) -> datetime.datetime | None:
    return Exchange.objects.get(pk=exchange.pk).begins_at


def told(member) -> list[str]:
    return list(Notice.objects.filter(to=member).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def agreed(exchange, adjoa, kerwin) -> Hour:
    return hours.accept(hours.propose(exchange, soon(), by=adjoa), by=kerwin)


@pytest.fixture
def three(exchange, edition, adjoa, kerwin) -> Exchange:
    """An exchange of Adjoa, Kerwin and Shanice."""
    others = [adjoa.pk, kerwin.pk, cast.join(edition, "shanice").pk]
    return create_exchange(exchange.round, exchange.topic, others)


class TestAgreeing:
    def test_a_proposal_changes_nothing_until_the_other_accepts(self, exchange, adjoa, kerwin):
        hour = hours.propose(exchange, soon(), by=adjoa)
        assert begins(exchange) is None
        hour = hours.accept(hour, by=kerwin)
        assert hour.stands
        assert begins(exchange) == soon()
        assert told(kerwin) == []  # the proposal no longer waits
        assert told(adjoa) == ["hour_agreed"]

    def test_all_three_must_accept(self, three, adjoa, kerwin):
        hour = hours.propose(three, soon(), by=adjoa)
        assert not hours.accept(hour, by=kerwin).stands
        shanice = three.participants.order_by("pk").last().membership
        assert hours.accept(hour, by=shanice).stands

    def test_nobody_waits_for_a_suspended_member(self, three, adjoa, kerwin):
        shanice = three.participants.order_by("pk").last().membership
        shanice.suspended_at = timezone.now()
        shanice.save()
        assert hours.accept(hours.propose(three, soon(), by=adjoa), by=kerwin).stands

    def test_a_second_acceptance_and_ones_own_change_nothing(self, three, adjoa, kerwin):
        hour = hours.propose(three, soon(), by=adjoa)
        for member in (kerwin, kerwin, adjoa):
            assert not hours.accept(hour, by=member).stands
        assert hour.acceptances.count() == 1

    def test_the_same_time_proposed_by_the_other_accepts_it(self, exchange, adjoa, kerwin):
        hour = hours.propose(exchange, soon(), by=adjoa)
        assert hours.propose(exchange, soon(), by=kerwin) == hour
        assert begins(exchange) == soon()

    def test_a_proposal_replaces_the_open_one_that_its_author_saw(self, exchange, adjoa, kerwin):
        first = hours.propose(exchange, soon(), by=adjoa, seen=0)
        with pytest.raises(HourFault, match="meanwhile"):
            hours.propose(exchange, soon(3), by=kerwin, seen=0)
        hours.propose(exchange, soon(3), by=kerwin, seen=first.pk)
        first.refresh_from_db()
        assert (first.end, first.ended_by) == (HourEnd.REPLACED, kerwin)
        with pytest.raises(HourFault, match="no longer stands"):
            hours.accept(first, by=kerwin)

    def test_an_objection_ends_the_proposal_and_may_bring_another(self, exchange, adjoa, kerwin):
        hours.object_to(hours.propose(exchange, soon(), by=adjoa), by=kerwin, **WHY)
        ended = exchange.hours.get()
        assert (ended.end, ended.sentence, ended.ended_by) == (HourEnd.REFUSED, WHY["sentence"], kerwin)
        again = hours.propose(exchange, soon(), by=adjoa)
        other = hours.object_to(again, by=kerwin, instead=soon(4), **WHY)
        assert (other.by, other.is_open, other.begins_at) == (kerwin, True, soon(4))
        assert told(adjoa) == ["hour_proposed"]


class TestMoving:
    def test_the_old_time_stands_until_all_accept(self, exchange, agreed, adjoa, kerwin):
        move = hours.propose(exchange, soon(5), by=kerwin)
        assert begins(exchange) == soon()
        hours.accept(move, by=adjoa)
        assert begins(exchange) == soon(5)
        agreed.refresh_from_db()
        assert agreed.end == HourEnd.REPLACED
        assert "hour_moved" in told(kerwin)

    def test_a_refused_move_leaves_the_old_time(self, exchange, agreed, adjoa, kerwin):
        hours.object_to(hours.propose(exchange, soon(5), by=kerwin), by=adjoa, **WHY)
        assert begins(exchange) == soon()

    def test_each_version_has_a_higher_sequence(self, exchange, agreed, adjoa, kerwin):
        assert agreed.sequence == 0
        moved = hours.accept(hours.propose(exchange, soon(5), by=kerwin), by=adjoa)
        assert moved.sequence == 2
        hours.call_off(exchange, by=kerwin, **WHY)
        assert hours.accept(hours.propose(exchange, soon(6), by=kerwin), by=adjoa).sequence == 4

    def test_calling_off_takes_the_hour_away_and_says_why(self, exchange, agreed, adjoa, kerwin):
        hours.propose(exchange, soon(5), by=adjoa)
        hours.call_off(exchange, by=kerwin, **WHY)
        assert begins(exchange) is None
        assert {hour.end for hour in exchange.hours.all()} == {HourEnd.CALLED_OFF}
        assert told(adjoa)[-1] == "hour_called_off"
        with pytest.raises(HourFault, match="nothing to call off"):
            hours.call_off(exchange, by=kerwin, **WHY)


class TestTheTeam:
    def test_sets_the_hour_and_it_is_said(self, exchange, adjoa, kerwin, chiara):
        hours.propose(exchange, soon(), by=adjoa)
        assert hours.propose(exchange, soon(3), by=chiara).stands
        assert begins(exchange) == soon(3)
        assert told(adjoa) == told(kerwin) == ["hour_set"]

    def test_accepts_and_refuses_for_nobody(self, exchange, adjoa, chiara):
        hour = hours.propose(exchange, soon(), by=adjoa)
        for act in (lambda: hours.accept(hour, by=chiara), lambda: hours.object_to(hour, by=chiara, **WHY)):
            with pytest.raises(PermissionDenied):
                act()


class TestRefusals:
    @pytest.mark.parametrize(("shift", "code"), [(-HOUR, "past"), (400 * DAY, "far")])
    def test_a_time_that_has_passed_or_is_too_far(self, exchange, adjoa, shift, code):
        with pytest.raises(HourFault) as fault:
            hours.propose(exchange, timezone.now() + shift, by=adjoa)
        assert fault.value.code == code

    def test_a_proposal_whose_time_has_passed_is_not_accepted(self, exchange, adjoa, kerwin):
        earlier = timezone.now() - DAY
        hour = hours.propose(exchange, earlier + HOUR, by=adjoa, now=earlier)
        with pytest.raises(HourFault, match="has passed"):
            hours.accept(hour, by=kerwin)

    def test_others_may_do_nothing(self, exchange, agreed, tunde):
        for act in (
            lambda: hours.propose(exchange, soon(3), by=tunde),
            lambda: hours.accept(agreed, by=tunde),
            lambda: hours.object_to(agreed, by=tunde, **WHY),
            lambda: hours.call_off(exchange, by=tunde, **WHY),
        ):
            with pytest.raises(PermissionDenied):
                act()

    def test_the_muted_and_the_closed(self, exchange, adjoa, kerwin):
        adjoa.muted_until = timezone.now() + DAY
        adjoa.save()
        with pytest.raises(HourFault) as muted:
            hours.propose(exchange, soon(), by=adjoa)
        exchange.room.closed_at = timezone.now()
        exchange.room.save()
        with pytest.raises(HourFault) as closed:
            hours.propose(exchange, soon(), by=kerwin)
        assert (muted.value.code, closed.value.code) == ("muted", "closed")


class TestOneAtATime:
    """Nobody has two exchanges at once."""

    def test_another_agreed_hour_is_in_the_way_of_a_proposal(self, three, exchange, agreed, adjoa):
        with pytest.raises(HourFault, match="overlaps another exchange of Adjoa and Kerwin"):
            hours.propose(three, soon() + HOUR / 2, by=adjoa)
        hours.propose(three, soon() + 4 * HOUR, by=adjoa)

    def test_and_of_its_acceptance(self, three, exchange, adjoa, kerwin):
        hour = hours.propose(three, soon() - HOUR / 2, by=adjoa)
        hours.accept(hours.propose(exchange, soon(), by=adjoa), by=kerwin)
        with pytest.raises(HourFault, match="overlaps"):
            hours.accept(hour, by=kerwin)

    def test_in_another_course_too(self, exchange, agreed, other_edition, adjoa, kerwin):
        adjoa_there, kerwin_there = cast.join(other_edition, "adjoa"), cast.join(other_edition, "kerwin")
        fields = {"opens": exchange.round.opens, "closes": exchange.round.closes}
        there = other_edition.rounds.create(number=1, format=other_edition.formats.first(), **fields)
        other = create_exchange(there, other_edition.topics.first(), [adjoa_there.pk, kerwin_there.pk])
        with pytest.raises(HourFault, match="overlaps"):
            hours.propose(other, soon(), by=adjoa_there)

    def test_a_move_may_overlap_its_own_old_time(self, exchange, agreed, adjoa):
        assert hours.propose(exchange, soon() + HOUR / 2, by=adjoa).is_open


@pytest.mark.database
def test_the_database_keeps_one_open_proposal_and_one_agreed_hour(exchange, agreed, adjoa) -> None:
    fields = {"exchange": exchange, "begins_at": soon(), "by": adjoa, "at": timezone.now()}
    Hour.objects.create(**fields)
    for more in ({}, {"agreed_at": timezone.now(), "sequence": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Hour.objects.create(**fields, **more)
