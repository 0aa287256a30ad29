"""Who follows a card hears how it goes, unless they have muted it."""

import uuid

import pytest
from django.utils import timezone

from academy.models import Membership
from board.cards import discussing, moving, writing
from board.models import State
from commons.models import Notice
from commons.telling import following


@pytest.fixture
def second(card, kerwin, verlyn):
    """Another owner of the card."""
    writing.add_owner(card, verlyn, by=kerwin)
    return verlyn


def told(card, by) -> set:
    Notice.objects.all().delete()
    state = State.PLANNED if card.states.first().state != State.PLANNED else State.DISCUSSING
    moving.move(card, state, by=by, sentence="Soon.", language="en")
    return {notice.to for notice in Notice.objects.all()}


def test_owners_follow_and_others_choose_to(card, kerwin, second, adjoa) -> None:
    assert told(card, kerwin) == {second}
    following.choose(card, "follow", by=adjoa)
    assert told(card, kerwin) == {second, adjoa}
    assert told(card, second) == {adjoa, kerwin}


def test_to_mute_the_card_or_its_topic_wins(card, kerwin, second, adjoa) -> None:
    following.choose(card, "follow", by=adjoa)
    following.choose(card, "mute", by=kerwin)
    assert told(card, second) == {adjoa}
    following.choose(card.topic, "mute", by=adjoa)
    assert told(card, second) == set()


def test_who_may_no_longer_read_it_hears_nothing(card, kerwin, adjoa) -> None:
    following.choose(card, "follow", by=adjoa)
    card.readers = "delegation"
    card.save()
    assert told(card, kerwin) == set()


def test_its_page_says_that_an_owner_follows_it(client_of, card, kerwin, adjoa) -> None:
    assert "because you take part" in client_of(kerwin).get(card.get_absolute_url()).content.decode()
    assert "Follow this" in client_of(adjoa).get(card.get_absolute_url()).content.decode()


def test_a_comment_reaches_followers_and_nobody_who_muted_the_card(card, kerwin, second, adjoa, mariam) -> None:
    following.choose(card, "follow", by=adjoa)
    following.choose(card, "mute", by=kerwin)
    discussing.comment(card, by=mariam, body="How many?", language="en", client_id=uuid.uuid4())
    assert {notice.to for notice in Notice.objects.filter(kind="card-comment")} == {second, adjoa}


def test_an_owner_who_has_left_hears_nothing(card, kerwin, second) -> None:
    Membership.objects.filter(pk=second.pk).update(left_at=timezone.now())
    assert told(card, kerwin) == set()
