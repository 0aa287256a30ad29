"""What is said about a card: by whoever reads it, told to those concerned, and closed with the card."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from board.cards import discussing, helping
from board.models import CardComment, Readers
from commons import notices
from commons.moderation import hiding, muting


def say(card, by, body="How many employers?", **said):
    return discussing.comment(card, by=by, body=body, language="en", **{"client_id": uuid.uuid4(), **said})


def told(member) -> list[str]:
    return [notice.kind for notice in notices.of(member)]


@pytest.fixture
def page(card, client_of):
    return lambda by: client_of(by).get(card.get_absolute_url()).content.decode()


def test_a_comment_reaches_owners_helpers_and_who_spoke_before(card, kerwin, adjoa, mariam, chiara, page) -> None:
    helping.answer(helping.ask(card, adjoa, by=kerwin), True, by=adjoa)
    say(card, mariam)
    say(card, kerwin, "Three so far.")
    assert (told(kerwin)[0], told(adjoa)[:2]) == ("card-comment", ["card-comment"] * 2)
    assert told(mariam) == ["card-comment"]
    assert "Three so far." in page(chiara)


def test_the_page_sends_a_comment_once(card, adjoa, client_of) -> None:
    form = {"body": "How **many**?", "language": "en", "client_id": uuid.uuid4()}
    for _tap in range(2):
        answer = client_of(adjoa).post(reverse("comment_card", args=[card.pk]), form)
        assert answer.status_code == 302
    made = CardComment.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert "<strong>many</strong>" in made.html


@pytest.mark.parametrize("body", ["", "w" * 10_001])
def test_a_comment_that_cannot_be_taken_comes_back(body, card, adjoa, client_of) -> None:
    answer = client_of(adjoa).post(reverse("comment_card", args=[card.pk]), {"body": body, "language": "en"})
    assert answer.status_code == 422
    assert body in answer.content.decode()
    assert not CardComment.objects.exists()


def test_only_readers_of_the_card_read_write_and_hear_of_it(card, edition, kerwin, adjoa, mariam, client_of) -> None:
    say(card, mariam)
    card.readers = Readers.DELEGATION
    card.save()
    assert client_of(mariam).get(card.get_absolute_url()).status_code == 403
    with pytest.raises(PermissionDenied):
        say(card, mariam, "And?")
    before = told(mariam)
    say(card, kerwin, "Between us.")
    assert told(mariam) == before
    helping.ask(card, adjoa, by=kerwin)
    assert "Between us." in client_of(adjoa).get(card.get_absolute_url()).content.decode()


def test_a_facilitator_reads_a_reported_comment_of_a_delegation_and_hides_it(
    card, kerwin, verlyn, adjoa, chiara, client_of, page
) -> None:
    card.readers = Readers.DELEGATION
    card.save()
    comment = say(card, kerwin, "Rude words.")
    assert client_of(chiara).get(card.get_absolute_url()).status_code == 403
    client_of(verlyn).post(reverse("report", args=["card-comment", comment.pk]), {"reason": "wrong"})
    assert "Rude words." in page(chiara)
    hiding.hide(comment, by=chiara, reason="Rude.")
    assert "Rude words." not in page(verlyn)
    assert "Rude words." in page(kerwin), "its author still sees it"


def test_a_hidden_card_takes_no_comment_and_shows_none_in_notices(card, kerwin, adjoa, chiara) -> None:
    comment = say(card, adjoa)
    hiding.hide(card, by=chiara, reason="A name in it.")
    with pytest.raises(PermissionDenied):
        say(card, kerwin)
    assert [part.pk for part in comment.stands_in] == [card.pk]


def test_who_is_muted_reads_and_does_not_write(card, adjoa, chiara, client_of) -> None:
    muting.mute(adjoa, by=chiara, minutes=60, reason="Rest.")
    answer = client_of(adjoa).get(card.get_absolute_url())
    assert answer.context["talk"]["form"] is None
