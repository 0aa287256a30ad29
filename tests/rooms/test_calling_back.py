"""Somebody who has not read what a partner wrote is called back by mail: once, until they come."""

import datetime

import pytest
from django.utils import timezone

from commons import notices
from commons.models import Notice
from commons.telling import following
from rooms.models import Readers, Room
from rooms.reading import calling_back, read_marks
from tests.rooms.talking import paired, says

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def room(adjoa, kerwin) -> Room:
    return paired([adjoa, kerwin], Readers.MEMBERS_AND_FACILITATORS)


def called(member) -> int:
    return Notice.objects.filter(to=member, kind=notices.CALL, told_at=None).count()


def after(minutes: int) -> int:
    return calling_back.call_back(timezone.now() + minutes * MINUTE)


def test_the_other_is_called_after_ten_minutes_and_not_again_until_they_came(room, adjoa, kerwin) -> None:
    says(adjoa, room)
    assert (after(9), after(11), after(12)) == (0, 1, 0)
    says(adjoa, room, "And this.")
    assert after(30) == 0
    assert (called(kerwin), called(adjoa)) == (1, 0)
    room.refresh_from_db()
    read_marks.mark_read(room.pk, kerwin.pk, room.last_rev)
    says(adjoa, room, "Are you there?")
    assert after(60) == 1


def test_the_call_names_who_wrote_last_and_none_of_their_words(room, adjoa, kerwin) -> None:
    says(adjoa, room, "Between us.")
    after(11)
    assert notices.sentence_of(Notice.objects.get(to=kerwin), kerwin) == "Adjoa wrote to you in a room of yours."


def test_who_came_before_the_mail_gets_none(room, adjoa, kerwin) -> None:
    says(adjoa, room)
    after(11)
    room.refresh_from_db()
    read_marks.mark_read(room.pk, kerwin.pk, room.last_rev)
    after(12)
    assert called(kerwin) == 0


def test_it_stands_on_no_page(room, adjoa, kerwin) -> None:
    says(adjoa, room)
    after(11)
    assert not notices.of(kerwin).exists()
    assert not notices.unread_of(kerwin).exists()


def test_the_same_queries_for_any_number_of_rooms(room, adjoa, kerwin, django_assert_max_num_queries) -> None:
    for _n in range(3):
        says(adjoa, paired([adjoa, kerwin], Readers.MEMBERS))
    after(11)
    with django_assert_max_num_queries(6):
        after(12)


def test_who_was_removed_from_the_course_is_not_called_back(room, adjoa, kerwin) -> None:
    says(adjoa, room)
    kerwin.left_at = timezone.now()
    kerwin.save()
    assert after(11) == 0


def test_to_mute_a_room_ends_its_calls_and_to_follow_one_of_everybody_begins_them(room, adjoa, kerwin) -> None:
    lounge = Room.objects.get(edition=adjoa.edition, kind="plenary")
    says(adjoa, room)
    says(adjoa, lounge)
    following.choose(room, "mute", by=kerwin)
    assert after(11) == 0
    following.choose(lounge, "follow", by=kerwin)
    assert after(11) == 1
    assert list(kerwin.notices.values_list("path", flat=True)) == [lounge.get_absolute_url()]


def test_whom_another_notice_leads_to_the_room_is_not_called_as_well(room, adjoa, kerwin) -> None:
    notices.tell([kerwin], "relay-word", room.get_absolute_url(), turn=2)
    says(adjoa, room)
    assert (after(11), called(kerwin)) == (0, 0)
    Notice.objects.update(at=timezone.now() - datetime.timedelta(hours=4))
    assert after(12) == 1  # this was written long after it
