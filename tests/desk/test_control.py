"""The control room: which exchanges are shown, who needs somebody, acts on several, and rooms that stay closed."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from academy.voices import voices_of
from exchanges import control
from exchanges.creating import create_exchange
from exchanges.models import Exchange, StageAct
from exchanges.stages import acts
from rooms.messages.frames import Send
from rooms.messages.posting import Work, post
from rooms.models import Message, Readers, Room
from rooms.moderation.hands import raise_hand
from tests.exchanges.conftest import exchange

__all__ = ["exchange"]
pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


def seen(exchange: Exchange, chiara, after: int = 0) -> list[tuple[int, str, str]]:
    found = control.watched(exchange.edition, chiara, timezone.now() + after * MINUTE)
    return [(each.exchange.pk, each.state, each.why) for each in found]


def begins(exchange: Exchange, minutes: int) -> None:
    Exchange.objects.filter(pk=exchange.pk).update(begins_at=timezone.now() + minutes * MINUTE)


class TestWatching:
    def test_what_comes_today_is_shown_and_what_has_no_hour_is_not(self, exchange, chiara) -> None:
        assert seen(exchange, chiara) == []
        begins(exchange, 60)
        assert seen(exchange, chiara) == [(exchange.pk, "coming", "")]

    def test_what_was_agreed_and_has_not_begun_needs_somebody(self, exchange, chiara) -> None:
        begins(exchange, -10)
        assert seen(exchange, chiara) == [(exchange.pk, "needs", "agreed, and not begun")]

    def test_a_live_one_that_falls_silent_needs_somebody(self, exchange, adjoa, chiara) -> None:
        acts.begin(exchange, by=adjoa)
        assert seen(exchange, chiara, 2) == [(exchange.pk, "live", "")]
        assert seen(exchange, chiara, 7) == [(exchange.pk, "needs", "silent for 7 min")]

    def test_a_raised_hand_comes_first(self, exchange, adjoa, kerwin, chiara) -> None:
        other = create_exchange(exchange.round, exchange.topic, [adjoa.pk, kerwin.pk])
        for one in (exchange, other):
            begins(one, 30)
        raise_hand(other.room, by=kerwin)
        assert [pk for pk, _state, _why in seen(exchange, chiara)] == [other.pk, exchange.pk]

    def test_delegates_messages_are_counted_by_bloc_and_side(self, exchange, adjoa, kerwin, chiara) -> None:
        begins(exchange, 10)
        for by in (adjoa, adjoa, kerwin, chiara):
            post(Work(exchange.room_id, by.pk, Send(uuid.uuid4(), "So.")))
        (each,) = control.watched(exchange.edition, chiara, timezone.now())
        assert each.said.blocs == "CARICOM 1, ECOWAS 2"
        assert each.said.sides == "government 2, employers 1, workers 0"
        assert each.last[0].pk == chiara.pk
        Room.objects.filter(pk=exchange.room_id).update(readers=Readers.MEMBERS)
        (each,) = control.watched(exchange.edition, chiara, timezone.now())
        assert each.last is None

    def test_a_hundred_cost_as_many_queries_as_one(
        self, exchange, adjoa, kerwin, chiara, django_assert_max_num_queries
    ) -> None:
        for _n in range(12):
            begins(create_exchange(exchange.round, exchange.topic, [adjoa.pk, kerwin.pk]), 10)
        voices_of(exchange.edition)  # kept in the process's memory
        with django_assert_max_num_queries(6):
            assert len(control.watched(exchange.edition, chiara, timezone.now())) == 12

    def test_the_page_shows_what_has_changed_since(self, client_of, exchange, adjoa, kerwin, chiara) -> None:
        """The finished rows of exchanges are kept, by all that they show."""
        begins(exchange, 10)
        client, address = client_of(chiara), reverse("control", args=[exchange.edition.slug])
        assert "Adjoa, " not in client.get(address).text
        post(Work(exchange.room_id, adjoa.pk, Send(uuid.uuid4(), "So.")))
        assert "Adjoa, " in client.get(address).text
        kerwin.person.given_name = "Kerwyn"
        kerwin.person.save()
        assert "Kerwyn" in client.get(address).text
        Room.objects.filter(pk=exchange.room_id).update(readers=Readers.MEMBERS)
        shown = client.get(address).text
        assert "Read by its members alone" in shown
        assert "Adjoa, " not in shown


class TestActing:
    def test_one_press_extends_all_that_were_chosen(self, client_of, exchange, adjoa, kerwin, chiara) -> None:
        other = create_exchange(exchange.round, exchange.topic, [adjoa.pk, kerwin.pk])
        for one in (exchange, other):
            acts.begin(one, by=adjoa)
        address = reverse("control", args=[exchange.edition.slug])
        client_of(chiara).post(address, {"act": "extend", "exchange": [exchange.pk, other.pk, 10**9, "x"]})
        assert StageAct.objects.filter(kind="extended", by=chiara).count() == 2

    def test_all_that_have_begun_are_reached_without_choosing_each(
        self, client_of, exchange, adjoa, kerwin, chiara
    ) -> None:
        coming = create_exchange(exchange.round, exchange.topic, [adjoa.pk, kerwin.pk])
        begins(coming, 10)
        acts.begin(exchange, by=adjoa)
        address = reverse("control", args=[exchange.edition.slug])
        client_of(chiara).post(address, {"act": "say", "words": "Five more minutes.", "all": "live"})
        assert list(Message.objects.filter(author=chiara).values_list("room", flat=True)) == [exchange.room_id]

    def test_words_are_said_in_the_rooms_that_the_facilitator_may_enter(
        self, client_of, exchange, adjoa, chiara
    ) -> None:
        address = reverse("control", args=[exchange.edition.slug])
        client_of(chiara).post(address, {"act": "say", "words": "Five more minutes.", "exchange": [exchange.pk]})
        Room.objects.filter(pk=exchange.room_id).update(readers=Readers.MEMBERS)
        client_of(chiara).post(address, {"act": "say", "words": "Hello?", "exchange": [exchange.pk]})
        client_of(chiara).post(address, {"act": "extend", "exchange": [exchange.pk]})
        assert list(Message.objects.filter(author=chiara).values_list("body", flat=True)) == ["Five more minutes."]

    @pytest.mark.parametrize("words", ["", "x" * 4001])
    def test_words_that_cannot_be_said_are_refused(self, client_of, exchange, chiara, words) -> None:
        address = reverse("control", args=[exchange.edition.slug])
        client_of(chiara).post(address, {"act": "say", "words": words, "exchange": [exchange.pk]})
        assert not Message.objects.filter(author=chiara).exists()

    def test_words_stay_when_no_exchange_was_chosen(self, client_of, exchange, chiara) -> None:
        begins(exchange, 10)
        address = reverse("control", args=[exchange.edition.slug])
        answer = client_of(chiara).post(address, {"act": "say", "words": "Five more minutes."})
        assert answer.status_code == 422
        assert 'value="Five more minutes."' in answer.content.decode()
