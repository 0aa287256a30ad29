"""The control room shows the gathering that is on: its tables or its circle, and who waits."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from academy.voices import voices_of
from exchanges.gatherings import acts, chairs, coming, opening
from exchanges.gatherings.watching import WatchedGathering, whole
from exchanges.models import Gathering
from rooms.messages.frames import Send
from rooms.messages.posting import Work, post
from rooms.moderation.hands import raise_hand
from tests import cast

pytestmark = pytest.mark.django_db
NONE, SILENCE = datetime.timedelta(), datetime.timedelta(minutes=7)


@pytest.fixture
def people(edition, adjoa, kerwin, chiara):
    return [adjoa, kerwin, *(cast.join(edition, name) for name in ("mariam", "tunde", "shanice", "trevor"))]


def opened(edition, chiara, slug, **said) -> Gathering:
    return opening.open_gathering(
        edition, by=chiara, format=edition.formats.get(slug=slug), question="What can we learn?", **said
    )


@pytest.fixture
def cafe(edition, chiara, people):
    made = opened(edition, chiara, "world-cafe", tables=["Who pays?", "Who is left out?"], turns=2)
    for member in people:
        coming.come(made, by=member)
    return made


def page(client_of, chiara) -> str:
    return client_of(chiara).get(reverse("control", args=[chiara.edition.slug])).text


def gathered(chiara, after: datetime.timedelta = NONE) -> WatchedGathering | None:
    return whole(chiara.edition, chiara, timezone.now() + after)[1]


def test_nothing_is_shown_without_a_gathering(edition, chiara, client_of) -> None:
    assert gathered(chiara) is None
    assert "No exchange is live" in page(client_of, chiara)


def test_until_the_beginning_those_who_have_come_wait(cafe, edition, chiara, client_of) -> None:
    found = gathered(chiara)
    assert (found.state, found.come, found.stage) == ("coming", 6, None)
    shown = page(client_of, chiara)
    assert "6 people have come in." in shown
    assert "No exchange is live" not in shown


def test_tables_say_who_sits_there_and_which_is_silent_or_calls(cafe, edition, chiara, client_of) -> None:
    acts.act(cafe, "begin", by=chiara)
    found = gathered(chiara)
    assert (found.state, found.stage["key"]) == ("live", "turn")
    assert sum(len(each.table.here) for each in found.tables) == 6
    later = gathered(chiara, SILENCE)
    assert (later.state, [each.why for each in later.tables]) == ("needs", ["silent for 7 min"] * 2)
    seat = cafe.seats.select_related("table__room", "membership").filter(turn=1).first()
    raise_hand(seat.table.room, by=seat.membership)
    post(Work(seat.table.room_id, seat.membership_id, Send(uuid.uuid4(), "So.")))
    found = gathered(chiara)
    whys = {each.table.pk: each.why for each in found.tables}
    assert whys[seat.table_id] == "a hand is raised"
    assert found.said.said == {seat.membership_id: 1}
    shown = page(client_of, chiara)
    assert reverse("room", args=[seat.table.room_id]) in shown
    assert "Who pays?" in shown


def test_the_circle_says_who_sits_and_who_waits(edition, chiara, people, client_of) -> None:
    made = opened(edition, chiara, "fishbowl")
    Gathering.objects.filter(pk=made.pk).update(chairs=1)
    chairs.ask(made, by=people[0])
    chairs.ask(made, by=people[1])
    found = gathered(chiara)
    assert ([who.pk for who in found.circle.seated], [who.pk for who in found.circle.queue]) == (
        [people[0].pk],
        [people[1].pk],
    )
    assert "Waiting, the next one first" in page(client_of, chiara)
    opening.end(made, by=chiara)
    assert gathered(chiara) is None


def test_many_tables_cost_as_many_queries_as_two(cafe, edition, chiara, django_assert_max_num_queries) -> None:
    acts.act(cafe, "begin", by=chiara)
    voices_of(edition)  # kept in the process's memory
    gathered(chiara)  # writes the SQL once
    with django_assert_max_num_queries(8):
        gathered(chiara)
