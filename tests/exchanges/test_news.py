"""What the partner wrote in an exchange's room: in words and counts, exact, and gone once one was there."""

import uuid

import pytest

from exchanges.creating import create_exchange
from rooms.messages.frames import Delete, Edit, Send
from rooms.messages.posting import Work, post
from rooms.models import Message
from rooms.reading.unread import MOST

pytestmark = pytest.mark.django_db


def write(exchange, by, *bodies: str) -> list[Message]:
    made = [post(Work(exchange.room_id, by.pk, Send(uuid.uuid4(), body))) for body in bodies]
    return [Message.objects.get(pk=done.answers[0].message) for done in made]


def text_of(client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def shown(client, exchange) -> dict[str, bool]:
    """Returns on which pages the news stand."""
    course = exchange.edition.get_absolute_url()
    pages = {"today": course, "list": f"{course}exchanges/", "exchange": exchange.get_absolute_url()}
    pages |= {"notices": f"{course}notices/"}
    return {name: "2 new messages, the last from Adjoa" in text_of(client, path) for name, path in pages.items()}


@pytest.fixture(autouse=True)
def unhurried(settings) -> None:
    settings.ROOM_RATE = (1e6, 1e6)


def test_every_page_says_it_until_the_member_comes(exchange, client_of, adjoa, kerwin) -> None:
    write(exchange, adjoa, "Good morning.", "Are you there?")
    client = client_of(kerwin)
    assert set(shown(client, exchange).values()) == {True}
    assert "1 room with something new" in text_of(client, exchange.edition.get_absolute_url()).replace(
        '<span class="hidden-label">', ""
    )
    client.get(exchange.room.get_absolute_url())
    assert set(shown(client, exchange).values()) == {False}
    assert "something new" not in text_of(client, exchange.edition.get_absolute_url())


def test_ones_own_messages_and_what_was_taken_back_are_no_news(exchange, client_of, adjoa, kerwin) -> None:
    write(exchange, kerwin, "Mine.")
    _first, second, third = write(exchange, adjoa, "One.", "Two.", "Three.")
    post(Work(exchange.room_id, adjoa.pk, Delete(uuid.uuid4(), second.pk)))
    assert shown(client_of(kerwin), exchange)["exchange"]
    client_of(kerwin).get(exchange.room.get_absolute_url())
    post(Work(exchange.room_id, adjoa.pk, Edit(uuid.uuid4(), third.pk, "Three, better.")))
    assert "new message" not in text_of(client_of(kerwin), exchange.get_absolute_url())


def test_the_course_team_has_no_news_of_other_peoples_rooms(exchange, client_of, adjoa, chiara) -> None:
    write(exchange, adjoa, "One.", "Two.")
    assert not shown(client_of(chiara), exchange)["exchange"]
    assert "something new" not in text_of(client_of(chiara), exchange.edition.get_absolute_url())


def test_a_count_ends_at_its_limit(exchange, client_of, adjoa, kerwin) -> None:
    (first,) = write(exchange, adjoa, "One.")
    Message.objects.bulk_create(
        Message(
            room=exchange.room,
            seq=first.seq + n,
            rev=first.rev + n,
            first_rev=first.rev + n,
            author=adjoa,
            client_id=uuid.uuid4(),
            body="On.",
            html="<p>On.</p>",
            sent_at=first.sent_at,
        )
        for n in range(1, MOST + 20)
    )
    exchange.room.last_rev = exchange.room.last_seq = first.rev + MOST + 19
    exchange.room.save()
    for path in (exchange.get_absolute_url(), f"{exchange.edition.get_absolute_url()}exchanges/"):
        assert f"more than {MOST - 1} new messages, the last from Adjoa" in text_of(client_of(kerwin), path)


def test_the_navigation_counts_rooms_not_messages(exchange, client_of, adjoa, kerwin) -> None:
    other = create_exchange(exchange.round, exchange.topic, [adjoa.pk, kerwin.pk])
    write(exchange, adjoa, "One.", "Two.")
    write(other, adjoa, "Three.")
    assert client_of(kerwin).get("/you/").context["rooms_with_news"]() == 2
