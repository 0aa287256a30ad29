"""Gatherings by a person's own acts: a café with tables and turns, an inner circle, stages in the plenary."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from academy.models import Membership
from exchanges.gatherings import acts, chairs, coming, opening
from exchanges.gatherings.clock import clock_of, turn_of
from exchanges.gatherings.opening import GatheringFault
from exchanges.models import Gathering, GatheringAct
from rooms import announcing
from rooms.announcing import Passing
from rooms.messages import posting
from rooms.messages.frames import React, Send, Write
from rooms.messages.posting import Refusal, Work
from rooms.models import Message
from tests import cast
from tests.rooms.talking import welcomed

pytestmark = pytest.mark.django_db
QUESTIONS = "Who is left out?\nWho pays?"


@pytest.fixture
def team(edition):
    return cast.join(edition, "chiara")


@pytest.fixture
def people(edition, adjoa, kerwin):
    more = [cast.join(edition, name) for name in ("mariam", "tunde", "shanice", "trevor")]
    return [adjoa, kerwin, *more]


def opened(edition, team, slug="world-cafe", **said) -> Gathering:
    said = {"question": "What can we learn?", **said}
    return opening.open_gathering(edition, by=team, format=edition.formats.get(slug=slug), **said)


@pytest.fixture
def cafe(edition, team, people):
    made = opened(edition, team, tables=QUESTIONS.splitlines(), turns=2)
    for member in people[:5]:
        coming.come(made, by=member)
    return made


def later(gathering: Gathering, minutes: int) -> None:
    """Lets that many minutes pass since each act on the clock."""
    for act in GatheringAct.objects.filter(gathering=gathering):
        act.at -= datetime.timedelta(minutes=minutes)
        act.save()


def key_of(gathering: Gathering, field: str) -> str:
    return f"{field}-{gathering.pk}"


def write(gathering: Gathering, member: Membership, field: str, text: str):
    return posting.post(Work(gathering.room_id, member.pk, Write(uuid.uuid4(), field, text, ()))).answers[0]


class TestCafe:
    def test_a_facilitator_opens_one_by_form_and_all_are_told(self, edition, client_of, team, adjoa) -> None:
        form = {"format": "world-cafe", "question": "What can we learn?", "tables": QUESTIONS, "turns": 2}
        done = client_of(team).post(f"/courses/{edition.slug}/gatherings/new/", form)
        made = Gathering.objects.get()
        assert done["Location"] == made.get_absolute_url()
        assert [stage["key"] for stage in made.stages] == ["turn", "turn", "harvest"]
        assert [table.question for table in made.tables.all()] == QUESTIONS.splitlines()
        assert adjoa.notices.filter(kind="gathering").exists()
        page = client_of(adjoa).get(f"/courses/{edition.slug}/exchanges/").text
        assert made.get_absolute_url() in page
        assert "What can we learn?" in page

    def test_a_form_without_tables_keeps_what_was_typed(self, edition, client_of, team) -> None:
        form = {"format": "world-cafe", "question": "What can we learn?", "tables": " \n", "turns": 2}
        refused = client_of(team).post(f"/courses/{edition.slug}/gatherings/new/", form)
        assert refused.status_code == 422
        assert "What can we learn?" in refused.text
        assert "write a question for each" in refused.text

    def test_who_comes_is_led_to_their_table_in_each_turn_and_then_to_the_plenary(self, cafe, client_of, people, team):
        client = client_of(people[0])
        path = f"{cafe.get_absolute_url()}table/"
        assert client.get(path)["Location"] == cafe.get_absolute_url()
        acts.act(cafe, "begin", by=team)
        for turn in (1, 2):
            assert turn_of(cafe, clock_of(cafe)) == turn
            seat = cafe.seats.select_related("table__room").get(turn=turn, membership=people[0])
            assert client.get(path)["Location"] == seat.table.room.get_absolute_url()
            page = client.get(path, follow=True).text
            assert seat.table.question in page
            assert "Where I sit now" in page
            later(cafe, 30)  # a turn of twenty minutes of speech
        assert client.get(path)["Location"] == cafe.room.get_absolute_url()

    def test_all_who_came_sit_once_a_turn_and_nobody_else(self, cafe, people, team) -> None:
        acts.act(cafe, "begin", by=team)
        for turn in (1, 2):
            seated = list(cafe.seats.filter(turn=turn).values_list("membership", flat=True))
            assert sorted(seated) == sorted(member.pk for member in people[:5])
        cafe.refresh_from_db()
        assert 0 < cafe.reached <= cafe.bound
        for table in cafe.tables.all():
            assert cafe.seats.filter(table=table, membership=table.host).count() == 2

    def test_who_comes_late_sits_at_the_emptiest_table(self, cafe, people, team) -> None:
        acts.act(cafe, "begin", by=team)
        counts = {table: cafe.seats.filter(turn=1, table=table).count() for table in cafe.tables.all()}
        coming.come(cafe, by=people[5])
        coming.come(cafe, by=people[5])  # a seat twice
        assert cafe.seats.filter(membership=people[5]).count() == 2
        assert cafe.seats.get(turn=1, membership=people[5]).table == min(counts, key=counts.get)

    def test_nobody_hosts_two_tables_and_hosts_stay(self, cafe, people, team) -> None:
        coming.host(cafe, 2, people[1].pk, by=people[1])
        with pytest.raises(GatheringFault, match="two tables"):
            coming.host(cafe, 1, people[1].pk, by=team)
        with pytest.raises(GatheringFault, match="has a host"):
            coming.host(cafe, 2, people[0].pk, by=people[0])
        with pytest.raises(PermissionDenied):
            coming.host(cafe, 1, people[0].pk, by=people[1])
        acts.act(cafe, "begin", by=team)
        assert {seat.table.number for seat in cafe.seats.filter(membership=people[1])} == {2}
        with pytest.raises(GatheringFault, match="have begun"):
            coming.host(cafe, 1, people[0].pk, by=people[0])

    def test_too_few_people_are_said_and_nothing_begins(self, edition, client_of, team, adjoa) -> None:
        made = opened(edition, team, tables=QUESTIONS.splitlines())
        page = client_of(team).post(f"{made.get_absolute_url()}begin/", headers={"accept": "text/html"}, follow=True)
        assert "2 tables need at least 4 people; 0 have come in." in page.text
        assert not clock_of(made).has_begun

    def test_a_tables_sheet_goes_on_with_the_next_turn(self, cafe, client_of, people, team) -> None:
        acts.act(cafe, "begin", by=team)
        first = cafe.seats.get(turn=1, membership=people[0]).table
        done = posting.post(Work(first.room_id, people[0].pk, Write(uuid.uuid4(), "ideas", "A levy", ())))
        assert not isinstance(done.answers[0], Refusal)
        acts.act(cafe, "move-on", by=team)
        other = cafe.seats.filter(turn=2, table=first).exclude(membership=people[0]).first().membership
        assert "A levy" in client_of(other).get(first.room.get_absolute_url()).text

    def test_the_harvest_of_the_tables_is_read_by_all(self, cafe, client_of, people, team) -> None:
        acts.act(cafe, "begin", by=team)
        table = cafe.seats.get(turn=1, membership=people[0]).table
        posting.post(Work(table.room_id, people[0].pk, Write(uuid.uuid4(), "harvest", "Three good ideas", ())))
        assert "Three good ideas" in client_of(people[5]).get(cafe.get_absolute_url()).text

    def test_after_the_end_those_who_sat_at_a_table_are_led_back_to_its_room(self, cafe, client_of, people, team):
        acts.act(cafe, "begin", by=team)
        opening.end(cafe, by=team)
        sat = cafe.seats.filter(membership=people[0]).select_related("table__room")
        page = client_of(people[0]).get(cafe.get_absolute_url()).text
        assert all(seat.table.room.get_absolute_url() in page for seat in sat)
        assert "Open the room" not in client_of(people[5]).get(cafe.get_absolute_url()).text

    def test_who_never_sat_at_a_table_does_not_enter_it(self, cafe, client_of, people, team) -> None:
        acts.act(cafe, "begin", by=team)
        assert client_of(people[5]).get(cafe.tables.first().room.get_absolute_url()).status_code == 403

    def test_an_act_on_the_clock_is_said_in_every_room(self, cafe, team) -> None:
        acts.act(cafe, "begin", by=team)
        acts.act(cafe, "begin", by=team)
        acts.act(cafe, "extend", by=team, stage=1, seen=0)  # a late press
        rooms = [cafe.room_id, *cafe.tables.values_list("room", flat=True)]
        assert sorted(Message.objects.filter(kind="stage").values_list("room", flat=True)) == sorted(rooms)

    def test_members_leave_the_clock_to_the_team(self, cafe, client_of, people) -> None:
        assert client_of(people[0]).post(f"{cafe.get_absolute_url()}begin/").status_code == 403
        assert "begin/" not in client_of(people[0]).get(cafe.get_absolute_url()).text

    def test_programs_get_the_clock_and_refusals_as_json(self, cafe, client_of, team) -> None:
        client, path = client_of(team), cafe.get_absolute_url()
        assert client.post(f"{path}pause/").json()["code"] == "not_begun"
        assert client.post(f"{path}begin/").json()["stage"]["number"] == 1
        assert client.post(f"{path}extend/", {"stage": "x"}).status_code == 400
        assert client.post(f"{path}dance/").status_code == 404

    @pytest.mark.parametrize("junk", ["x", "-1", "9" * 30, "1.5", "\x00"])
    def test_unreadable_numbers_are_refused_in_words(self, cafe, client_of, team, junk) -> None:
        for act in ("host", "seat", "leave"):
            form = {"table": junk, "member": junk}
            assert client_of(team).post(f"{cafe.get_absolute_url()}{act}/", form).status_code in {400, 409}

    def test_one_gathering_at_a_time(self, cafe, edition, team) -> None:
        with pytest.raises(GatheringFault, match="open already"):
            opened(edition, team, slug="fishbowl")
        opening.end(cafe, by=team)
        opening.end(cafe, by=team)
        assert opened(edition, team, slug="fishbowl").chairs == 6

    def test_the_number_of_queries_does_not_grow_with_people(
        self, cafe, client_of, people, team, django_assert_max_num_queries
    ) -> None:
        acts.act(cafe, "begin", by=team)
        client = client_of(team)
        client.get(cafe.get_absolute_url())
        with django_assert_max_num_queries(14):
            client.get(cafe.get_absolute_url())


class TestCircle:
    @pytest.fixture
    def circle(self, edition, team, people):
        return opened(edition, team, slug="fishbowl")

    def says(self, circle, member) -> str:
        answer = posting.post(Work(circle.room_id, member.pk, Send(uuid.uuid4(), "Hello"))).answers[0]
        return answer.code if isinstance(answer, Refusal) else ""

    def test_only_those_with_a_chair_write_and_all_react(self, circle, people, team, client_of) -> None:
        chairs.seat(circle, people[0].pk, by=team)
        assert [self.says(circle, who) for who in (people[0], people[1], team)] == ["", "unseated", ""]
        said = Message.objects.filter(room=circle.room_id, kind="said").first()
        liked = posting.post(Work(circle.room_id, people[1].pk, React(uuid.uuid4(), said.pk, "👍", True)))
        assert not isinstance(liked.answers[0], Refusal)
        path = circle.room.get_absolute_url()
        assert "data-composer" in client_of(people[0]).get(path).text
        page = client_of(people[1]).get(path).text
        assert "data-composer" not in page
        assert "Ask for a chair" in page
        refused = client_of(people[1]).post(
            f"{path}messages", {"form": uuid.uuid4(), "body": "Typed before"}, headers={"accept": "text/html"}
        )
        assert refused.status_code == 403
        assert "Typed before" in refused.text

    def test_one_asks_by_form_sits_while_a_chair_is_free_and_leaves(self, circle, people, client_of) -> None:
        client, path = client_of(people[1]), circle.get_absolute_url()
        page = client.post(f"{path}ask/", headers={"accept": "text/html"}, follow=True)
        assert "Leave my chair" in page.text
        assert self.says(circle, people[1]) == ""
        page = client.post(f"{path}ask/", headers={"accept": "text/html"}, follow=True)
        assert "You have a chair already." in page.text
        client.post(f"{path}leave/")
        assert self.says(circle, people[1]) == "unseated"

    def test_the_queue_moves_when_a_chair_is_freed_shores_in_turn(self, circle, edition, people, team) -> None:
        Gathering.objects.filter(pk=circle.pk).update(chairs=2)
        adjoa, kerwin, mariam, tunde, shanice, _trevor = people
        chairs.ask(circle, by=adjoa)
        chairs.ask(circle, by=mariam)
        for who in (tunde, shanice, kerwin):
            chairs.ask(circle, by=who)
        assert chairs.circle_of(Gathering.objects.get(pk=circle.pk)).queue[0].shore == "west"
        chairs.leave(circle, adjoa.pk, by=adjoa)
        seated = [who.pk for who in chairs.circle_of(Gathering.objects.get(pk=circle.pk)).seated]
        assert seated == [mariam.pk, shanice.pk]
        assert shanice.notices.filter(kind="chair").exists()
        with pytest.raises(GatheringFault, match="asked already"):
            chairs.ask(circle, by=kerwin)

    def test_the_team_seats_all_but_the_last_chair_and_frees_any(self, circle, people, team) -> None:
        Gathering.objects.filter(pk=circle.pk).update(chairs=3)
        for who in people[:2]:
            chairs.seat(circle, who.pk, by=team)
        with pytest.raises(GatheringFault, match="last one"):
            chairs.seat(circle, people[2].pk, by=team)
        with pytest.raises(PermissionDenied):
            chairs.leave(circle, people[0].pk, by=people[1])
        chairs.leave(circle, people[0].pk, by=team)
        chairs.seat(circle, people[2].pk, by=team)

    def test_after_the_end_everybody_writes_again(self, circle, people, team) -> None:
        opening.end(circle, by=team)
        assert self.says(circle, people[1]) == ""
        with pytest.raises(GatheringFault, match="over"):
            chairs.ask(circle, by=people[1])

    def test_open_pages_learn_at_once_who_may_write(
        self, circle, people, monkeypatch, django_capture_on_commit_callbacks
    ) -> None:
        told = []
        monkeypatch.setattr(announcing, "announce", told.append)
        with django_capture_on_commit_callbacks(execute=True):
            chairs.ask(circle, by=people[0])
        assert told == [Passing(circle.room_id, {"type": "speakers", "who": [people[0].pk]})]
        assert welcomed(people[1], circle.room)["room"]["speakers"] == [people[0].pk]

    def test_nobody_who_is_suspended_is_called_to_a_chair(self, circle, people) -> None:
        circle.chairs = 1
        circle.save()
        for who in people[:3]:
            chairs.ask(circle, by=who)
        away, next_one = (voice.pk for voice in chairs.circle_of(circle).queue)
        Membership.objects.filter(pk=away).update(suspended_at=timezone.now())
        chairs.leave(circle, people[0].pk, by=people[0])
        assert [voice.pk for voice in chairs.circle_of(circle).seated] == [next_one]


class TestPlenary:
    def test_any_format_runs_its_stages_in_the_plenary_with_a_sheet(self, edition, team, client_of, adjoa) -> None:
        made = opened(edition, team, slug="check-in")
        acts.act(made, "begin", by=team)
        page = client_of(adjoa).get(made.room.get_absolute_url()).text
        assert "1 of 3 · What moved" in page
        moved = key_of(made, "moved")
        assert f'id="field-{moved}"' in page
        assert not isinstance(write(made, adjoa, moved, "The bill"), Refusal)

    def test_each_has_a_worksheet_of_its_own_that_stays_on_its_page(self, edition, team, client_of, adjoa) -> None:
        first = opened(edition, team, slug="check-in")
        write(first, adjoa, key_of(first, "moved"), "The bill has moved")
        opening.end(first, by=team)
        second = opened(edition, team, slug="check-in")
        assert "The bill has moved" not in client_of(adjoa).get(second.room.get_absolute_url()).text
        write(second, adjoa, key_of(second, "moved"), "The fund has moved")
        page = client_of(adjoa).get(first.get_absolute_url()).text
        assert "The bill has moved" in page
        assert "The fund has moved" not in page
        history = reverse("sheet_history", args=[first.room_id, key_of(first, "moved")])
        assert f'href="{history}"' in page
        assert "The bill has moved" in client_of(adjoa).get(history).text
        assert write(second, adjoa, key_of(first, "moved"), "Late").code == "invalid"

    def test_a_table_has_a_history_for_those_who_sat_there(self, cafe, client_of, people) -> None:
        acts.act(cafe, "begin", by=cafe.opened_by)
        seat = cafe.seats.select_related("table").filter(turn=1).first()
        history = reverse("sheet_history", args=[seat.table.room_id, "ideas"])
        assert history in client_of(seat.membership).get(reverse("room", args=[seat.table.room_id])).text
        assert client_of(seat.membership).get(history).status_code == 200
        assert client_of(people[5]).get(history).status_code == 403

    def test_after_the_end_it_has_none(self, edition, team, client_of, adjoa) -> None:
        made = opened(edition, team, slug="check-in")
        acts.act(made, "begin", by=team)
        opening.end(made, by=team)
        page = client_of(adjoa).get(made.room.get_absolute_url()).text
        assert 'id="stages"' not in page
        assert "Stage 1 begins · What moved" in page
        listed = client_of(adjoa).get(f"/courses/{edition.slug}/exchanges/").text
        assert "Gatherings that are over" in listed
        assert made.get_absolute_url() in listed

    def test_a_format_that_changes_later_changes_nothing_here(self, edition, team) -> None:
        made = opened(edition, team, slug="check-in")
        made.format.stages = made.format.stages[:1]
        made.format.save()
        assert len(Gathering.objects.get().stages) == 3
