"""Many cards, for the tests that compare a small course with a large one."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from academy.models import Membership
from board.models import Card, CardComment, CardOwner, CardSource, CardState, Helper, State
from compare.models import Practice, Provision
from forum.models import Post, Reflection
from tests.commons.world import World


def add(world: World, east: list[Membership], west: list[Membership]) -> None:
    """Each of the east has a card in each state, with sources of all kinds; the card that a page shows has as much."""
    cards = _cards(world, east)
    looked_at = Card.objects.get(pk=world.of["card"][0])
    now = timezone.now()
    owned = [(card, card.author) for card in cards] + [(looked_at, member) for member in east]
    CardOwner.objects.bulk_create(CardOwner(card=card, member=member, by=member, at=now) for card, member in owned)
    CardState.objects.bulk_create(
        CardState(card=looked_at, state=State.PLANNED, author=author, sentence="So.", at=now) for author in east
    )
    Helper.objects.bulk_create(
        Helper(card=looked_at, member=member, asked_by=world.members["adjoa"], asked_at=now, state=state)
        for state, members in (("asked", west[::2]), ("accepted", west[1::2]))
        for member in members
    )
    Helper.objects.bulk_create(
        Helper(card=card, member=world.members["kerwin"], asked_by=card.author, asked_at=now) for card in cards[::7]
    )
    said = [(looked_at, author) for author in (*east, *west)] + [(card, card.author) for card in cards]
    CardComment.objects.bulk_create(
        CardComment(card=card, author=author, body="So.", html="<p>So.</p>", at=now) for card, author in said
    )
    _sources([*cards, looked_at])


def _cards(world: World, authors: list[Membership]) -> list[Card]:
    now, topic = timezone.now(), world.edition.topics.first()
    said: dict[str, Any] = {"topic": topic, "what": "A desk", "next_step": "A letter.", "state_at": now, "at": now}
    return Card.objects.bulk_create(
        Card(
            edition=world.edition,
            author=author,
            delegation=author.state.code,
            bloc=author.bloc,
            state=state,
            readers="edition" if n % 3 else "delegation",
            **said,
        )
        for n, author in enumerate(authors)
        for state in State.values
    )


def _sources(cards: list[Card]) -> None:
    """Each card has one source of each kind."""
    now = timezone.now()
    models: list[Any] = [Provision, Practice, Reflection, Post]
    CardSource.objects.bulk_create(
        (
            CardSource(
                card=card,
                source_type=ContentType.objects.get_for_model(model),
                source_id=model.objects.order_by("pk").first().pk,
                at=now,
            )
            for model in models
            for card in cards
        ),
        ignore_conflicts=True,
    )
