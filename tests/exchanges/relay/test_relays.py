"""Acts of a relay: permissions, messages in the room, passing on, notices, pages."""

import datetime
import itertools
import zoneinfo

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from commons.models import Notice
from desk.people import changing
from exchanges.models import Exchange, RelayAct, RelayActKind
from exchanges.relay import acts, passing
from exchanges.relay.acts import RelayFault, relay_of
from exchanges.stages import acts as stages
from rooms.messages.changes import since
from rooms.messages.showing import talk
from rooms.models import Message, Room
from rooms.reading import calling_back
from tests.rooms.talking import says

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def relay(exchange) -> Exchange:
    """Adjoa and Kerwin share no free hour."""
    exchange.asynchronous = True
    exchange.save()
    return exchange


def said_in(exchange: Exchange, reader) -> list[str]:
    room = Room.objects.select_related("exchange__round__format").get(exchange=exchange)
    return [shown.words for shown, *_ in talk(room, reader).rows]


def refused(verb, *given, **named) -> str:
    with pytest.raises(RelayFault) as fault:
        verb(*given, **named)
    return fault.value.code


def passed_to(exchange: Exchange, hours: float) -> datetime.datetime:
    """Moves the acts so many hours back, and returns the present."""
    for act in exchange.relay_acts.all():
        RelayAct.objects.filter(pk=act.pk).update(at=act.at - HOUR * hours)
    return timezone.now()


class TestActs:
    def test_the_word_goes_from_hand_to_hand_and_the_room_says_so(self, relay, adjoa, kerwin) -> None:
        assert acts.begin(relay, by=kerwin).turn.holder == kerwin.pk
        assert acts.hand_on(relay, by=kerwin).turn.holder == adjoa.pk
        acts.extend(relay, by=adjoa)
        assert said_in(relay, adjoa) == [
            "The relay begins · Meet: the word is with Kerwin",
            "Kerwin hands the word on · Meet: it is with Adjoa",
            "Adjoa has the word for a day more · Meet",
        ]
        with translation.override("fr"):
            assert said_in(relay, adjoa)[0].startswith("Le relais commence")

    def test_only_the_holder_and_the_course_team_hand_on(self, relay, adjoa, kerwin, chiara, outsider) -> None:
        assert refused(acts.hand_on, relay, by=adjoa) == "not_begun"
        acts.begin(relay, by=kerwin)
        assert refused(acts.hand_on, relay, by=adjoa) == "not_yours"
        for by, verb in ((outsider, acts.hand_on), (outsider, acts.begin), (chiara, acts.begin)):
            with pytest.raises(PermissionDenied):
                verb(relay, by=by)
        assert acts.hand_on(relay, by=chiara).turn.holder == adjoa.pk

    def test_a_press_that_comes_twice_counts_once(self, relay, adjoa, kerwin) -> None:
        acts.begin(relay, by=kerwin)
        acts.begin(relay, by=adjoa)
        acts.extend(relay, by=kerwin, turn=1)
        assert refused(acts.extend, relay, by=kerwin, turn=1) == "extended"
        acts.hand_on(relay, by=kerwin, turn=1)
        acts.hand_on(relay, by=kerwin, turn=1)
        assert [act.kind for act in relay.relay_acts.order_by("number")] == ["begun", "extended", "handed_on"]

    def test_by_choice_all_members_have_to_want_it(self, exchange, adjoa, kerwin) -> None:
        assert not acts.begin(exchange, by=kerwin).has_begun
        assert not acts.begin(exchange, by=kerwin).has_begun
        assert list(Notice.objects.filter(kind="relay-asked").values_list("to", flat=True)) == [adjoa.pk]
        assert acts.begin(exchange, by=adjoa).turn.holder == adjoa.pk
        exchange.refresh_from_db()
        assert exchange.asynchronous

    def test_stages_that_have_begun_are_no_relay_and_a_relay_has_no_clock(self, relay, adjoa, kerwin) -> None:
        acts.begin(relay, by=kerwin)
        with pytest.raises(stages.StageFault) as fault:
            stages.begin(relay, by=adjoa)
        assert fault.value.code == "relay"

    def test_a_relay_does_not_begin_beside_a_stage_clock(self, relay, adjoa, kerwin) -> None:
        stages.begin(relay, by=adjoa)
        assert refused(acts.begin, relay, by=kerwin) == "live"

    def test_hours_of_a_turn_are_a_day_or_two(self, relay, kerwin) -> None:
        assert [refused(acts.begin, relay, by=kerwin, hours=hours) for hours in (23, 49)] == ["invalid", "invalid"]
        turn = acts.begin(relay, by=kerwin, hours=24).turn
        assert turn.deadline - turn.opens == HOUR * 24

    def test_the_last_hand_ends_it(self, relay, adjoa, kerwin) -> None:
        current = acts.begin(relay, by=kerwin)
        while current.turn is not None:
            current = acts.hand_on(relay, by=adjoa if current.turn.holder == adjoa.pk else kerwin)
        assert current.over_at is not None
        assert said_in(relay, adjoa)[-1] == "The last turn is over: all stages are done"
        assert refused(acts.hand_on, relay, by=kerwin) == "over"


class TestSilence:
    def test_the_word_passes_on_and_it_is_said_once(self, relay, adjoa, kerwin) -> None:
        acts.begin(relay, by=kerwin)
        now = passed_to(relay, 49)
        passing.pass_words_on(now)
        passing.pass_words_on(now)
        kinds = [act.kind for act in relay.relay_acts.order_by("number")]
        assert kinds == ["begun", "silent"]
        assert said_in(relay, adjoa)[-1].startswith("Kerwin kept silent, so the word passes on")
        assert [notice.to_id for notice in Notice.objects.filter(kind="relay-passed")] == [kerwin.pk]

    def test_whoever_wrote_was_not_silent(self, relay, adjoa, kerwin) -> None:
        acts.begin(relay, by=kerwin)
        said = {"room": relay.room, "author": kerwin, "body": "Hello", "html": "", "seq": 2, "rev": 2, "first_rev": 2}
        Message.objects.create(
            client_id="11111111-1111-4111-8111-111111111111", sent_at=timezone.now() - HOUR * 20, **said
        )
        Room.objects.filter(pk=relay.room_id).update(last_seq=2, last_rev=2)
        passing.pass_words_on(passed_to(relay, 49))
        assert RelayAct.objects.filter(kind=RelayActKind.PASSED).count() == 1

    def test_what_the_holder_writes_is_told_with_the_word_and_the_holder_hears_at_once(
        self, relay, adjoa, kerwin
    ) -> None:
        acts.begin(relay, by=kerwin)
        pairs = [(relay.room_id, adjoa.pk), (relay.room_id, kerwin.pk), (relay.room_id + 1, adjoa.pk)]
        assert passing.called_with_the_word(pairs) == {(relay.room_id, adjoa.pk)}
        says(kerwin, relay.room, "With us it is the ministry.")
        assert calling_back.call_back(timezone.now() + HOUR) == 0
        says(adjoa, relay.room, "Which one?")
        assert calling_back.call_back(timezone.now() + HOUR) == 1  # who has the word hears of it
        assert not Notice.objects.filter(kind="wrote", to=adjoa).exists()

    def test_the_holder_is_told_once_when_the_turn_opens(self, relay, adjoa, kerwin) -> None:
        acts.begin(relay, by=kerwin)
        acts.hand_on(relay, by=kerwin)
        turn = relay_of(relay)[0].turn
        passing.pass_words_on(turn.opens - HOUR * 3)
        assert not Notice.objects.filter(kind="relay-word").exists()
        passing.pass_words_on(turn.opens)
        passing.pass_words_on(turn.opens + HOUR)
        assert [notice.to_id for notice in Notice.objects.filter(kind="relay-word")] == [adjoa.pk]

    def test_a_second_silence_tells_the_facilitators_once(self, relay, kerwin, chiara) -> None:
        begun = timezone.now()
        acts.begin(relay, by=kerwin)
        passing.pass_words_on(begun + HOUR * 49)
        assert not Notice.objects.filter(kind="relay-team").exists()
        for days in (9, 10, 90):
            passing.pass_words_on(begun + HOUR * 24 * days)
        assert [notice.to_id for notice in Notice.objects.filter(kind="relay-team")] == [chiara.pk]
        assert relay.relay_acts.last().kind == RelayActKind.ENDED
        assert passing.pass_words_on(begun + HOUR * 24 * 91) == 0


def test_a_relay_goes_through_a_weekend_and_the_end_of_summer_time(relay, adjoa, kerwin, monkeypatch) -> None:
    """Clocks of the Bahamas go back on Sunday 1 November 2026, those of Benin never. Kerwin keeps silent once, over the
    weekend; otherwise each hands on some hours after their turn opens."""
    zones = {adjoa.pk: zoneinfo.ZoneInfo("Africa/Porto-Novo"), kerwin.pk: zoneinfo.ZoneInfo("America/Nassau")}
    kerwin.person.time_zone = "America/Nassau"
    kerwin.person.save()
    now = [datetime.datetime(2026, 10, 29, 15, tzinfo=datetime.UTC)]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    acts.begin(relay, by=kerwin)
    friday, silent, opened = datetime.date(2026, 10, 30), [], {}
    while not (current := relay_of(relay)[0]).is_over:
        turn = current.turn
        if current.is_open and turn.number not in opened:
            opened[turn.number] = turn
            if turn.holder == kerwin.pk and turn.opens.date() == friday and not silent:
                silent.append(turn)
            else:
                acts.hand_on(relay, by=kerwin if turn.holder == kerwin.pk else adjoa)
        now[0] += HOUR * 4
        passing.pass_words_on(now[0])
        Notice.objects.filter(kind="relay-word").update(read_at=now[0])  # what is unread ends with its turn
        assert now[0].month < 12, "it comes to its end"
    kinds = [act.kind for act in relay.relay_acts.order_by("number")]
    assert (kinds.count("silent"), kinds[-1]) == (1, "ended")
    assert [notice.to_id for notice in Notice.objects.filter(kind="relay-passed")] == [silent[0].holder]
    mornings = [(turn.opens, turn.opens.astimezone(zones[turn.holder])) for turn in opened.values()]
    new = [(at, local) for at, local in mornings if (local.hour, local.minute) == (8, 0)]
    assert {local.weekday() for _at, local in mornings} <= {0, 1, 2, 3, 4}
    assert {at.hour for at, local in new if local.tzinfo == zones[kerwin.pk] and at.month == 10} == {12}
    assert {at.hour for at, local in new if local.tzinfo == zones[kerwin.pk] and at.month == 11} == {13}
    assert {at.hour for at, local in new if local.tzinfo == zones[adjoa.pk]} == {7}
    told = Notice.objects.filter(kind="relay-word").order_by("pk").values_list("words__turn", flat=True)
    handed = [new for old, new in itertools.pairwise(opened.values()) if new.holder != old.holder or old in silent]
    assert list(told) == [turn.number for turn in handed], "each is told once that the word is theirs"


class TestPages:
    def test_the_strip_says_whose_word_it_is_in_the_readers_zone(self, client_of, relay, adjoa, kerwin) -> None:
        path = relay.room.get_absolute_url()
        assert "Begin the relay" in client_of(adjoa).get(path).text
        done = client_of(kerwin).post(f"/exchanges/{relay.pk}/relay/begin/", headers={"accept": "text/html"})
        assert (done.status_code, done["Location"]) == (302, path)
        mine, theirs = client_of(kerwin).get(path).text, client_of(adjoa).get(path).text
        assert "You have the word until" in mine
        assert "Hand the word to Adjoa" in mine
        assert "Kerwin has the word until" in theirs
        assert "/relay/hand-on/" not in theirs
        assert client_of(adjoa).get(relay.get_absolute_url()).status_code == 200

    def test_programs_get_json(self, client_of, relay, adjoa, kerwin) -> None:
        path = f"/exchanges/{relay.pk}/relay/"
        begun = client_of(kerwin).post(path + "begin/").json()
        assert (begun["type"], begun["relay"]["holder"], begun["relay"]["turn"]) == ("relay", kerwin.pk, 1)
        no = client_of(adjoa).post(path + "hand-on/")
        assert (no.status_code, no.json()["code"]) == (409, "not_yours")
        assert client_of(kerwin).post(path + "explode/").status_code == 404

    @pytest.mark.parametrize("junk", ["x", "-1", "9" * 30, "1.5"])
    def test_numbers_that_are_none_are_refused(self, client_of, relay, kerwin, junk) -> None:
        for act in ("begin", "hand-on", "extend"):
            answer = client_of(kerwin).post(f"/exchanges/{relay.pk}/relay/{act}/", {"turn": junk, "hours": junk})
            assert answer.status_code == 400


class TestNames:
    def test_a_relay_does_not_name_who_left_without_their_name(self, relay, adjoa, kerwin, chiara) -> None:
        acts.begin(relay, by=kerwin)
        acts.hand_on(relay, by=kerwin)
        begun, handed_on = Message.objects.filter(room=relay.room).order_by("seq")
        changing.remove(adjoa, by=chiara, named=False)
        last = Room.objects.get(pk=relay.room_id).last_rev
        (frame,) = since(relay.room_id, handed_on.rev).messages
        assert frame["body"] == "Kerwin hands the word on · Meet: it is with a former delegate"
        assert "Adjoa" not in frame["html"]
        assert (frame["id"], frame["rev"]) == (handed_on.pk, last), "devices that have the old sentence get the new one"
        assert Message.objects.get(pk=begun.pk).rev == begun.rev

    def test_a_relay_still_names_who_left_with_their_name(self, relay, adjoa, kerwin, chiara) -> None:
        acts.begin(relay, by=adjoa)
        changing.remove(adjoa, by=chiara, named=True)
        message = Message.objects.get(room=relay.room)
        assert (message.body, message.rev) == ("The relay begins · Meet: the word is with Adjoa", message.first_rev)
