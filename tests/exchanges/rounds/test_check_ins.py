"""Check-ins with one's former partner."""

import uuid

import pytest

from board.cards import helping, writing
from exchanges.models import Exchange, Round
from rooms.messages.frames import Send
from rooms.messages.posting import Work, post
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def met(exchange, adjoa):
    post(Work(exchange.room_id, adjoa.pk, Send(uuid.uuid4(), "Hello")))
    return exchange


def members_of(exchange: Exchange) -> list[int]:
    return sorted(exchange.participants.values_list("membership", flat=True))


def test_two_who_met_begin_one_themselves_once_a_month(met, client_of, adjoa, kerwin) -> None:
    page = client_of(adjoa).get(met.get_absolute_url()).text
    assert f"/exchanges/{met.pk}/check-in/" in page
    done = client_of(adjoa).post(f"/exchanges/{met.pk}/check-in/", headers={"accept": "text/html"})
    made = Exchange.objects.exclude(pk=met.pk).get()
    assert done["Location"] == made.get_absolute_url()
    assert members_of(made) == members_of(met)
    assert (made.round.format.slug, made.topic, made.room.readers) == ("check-in", met.topic, met.room.readers)
    assert kerwin.notices.filter(kind="check-in", path=made.get_absolute_url()).exists()
    again = client_of(kerwin).post(f"/exchanges/{met.pk}/check-in/")
    assert again.json() == {"exchange": made.pk}
    page = client_of(kerwin).get(made.room.get_absolute_url(), follow=True).text
    assert 'id="field-moved"' in page


def test_who_has_not_talked_begins_with_the_exchange(exchange, client_of, adjoa) -> None:
    refused = client_of(adjoa).post(f"/exchanges/{exchange.pk}/check-in/")
    assert refused.status_code == 409
    assert "not talked yet" in refused.json()["detail"]
    assert Exchange.objects.count() == 1


def test_who_has_left_is_not_asked(met, client_of, adjoa, kerwin) -> None:
    kerwin.left_at = met.round.opens
    kerwin.save()
    assert "no longer in the course" in client_of(adjoa).post(f"/exchanges/{met.pk}/check-in/").json()["detail"]


def test_nobody_begins_one_for_two_others(met, client_of, edition) -> None:
    chiara = cast.join(edition, "chiara")
    assert client_of(chiara).post(f"/exchanges/{met.pk}/check-in/").status_code == 403


def test_a_facilitator_opens_them_for_all_who_met_and_nobody_has_two(met, client_of, edition, adjoa) -> None:
    chiara, path = cast.join(edition, "chiara"), f"/courses/{edition.slug}/check-ins/"
    page = client_of(chiara).post(path, follow=True).text
    assert "1 check-in is open." in page
    page = client_of(chiara).post(path, follow=True).text
    assert "0 check-ins are open." in page
    assert Round.objects.filter(format__slug="check-in").count() == 1
    assert client_of(adjoa).post(path).status_code == 403


def test_a_card_with_ones_partner_begins_one_which_starts_from_the_cards(
    met, client_of, edition, adjoa, kerwin
) -> None:
    card = writing.take_home(edition, by=adjoa, content={"what": "One form for all funds"})
    helper = helping.ask(card, kerwin, by=adjoa)
    path = f"/exchanges/{met.pk}/check-in/"
    assert path not in client_of(adjoa).get(card.get_absolute_url()).text, "not accepted yet"
    helping.answer(helper, True, by=kerwin)
    for reader, other in ((adjoa, "Kerwin"), (kerwin, "Adjoa")):
        page = client_of(reader).get(card.get_absolute_url()).text
        assert path in page
        assert f"Check in with {other}" in page
    assert path not in client_of(cast.join(edition, "tunde")).get(card.get_absolute_url()).text
    made = Exchange.objects.get(pk=client_of(kerwin).post(path).json()["exchange"])
    assert f"/exchanges/{made.pk}/points/" in client_of(kerwin).get(made.room.get_absolute_url(), follow=True).text
    assert "One form for all funds" in client_of(kerwin).get(f"/exchanges/{made.pk}/points/").text
    assert "One form for all funds" not in client_of(kerwin).get(f"/exchanges/{met.pk}/points/").text
