"""Moves cards from state to state; each move is a row with a sentence."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from board.models import OPEN, Card, CardState, Help, State
from board.permissions import check_changing, may_read
from commons import notices
from commons.telling import following


class MovedMeanwhile(Exception):
    """Somebody moved the card, and the page of the second person does not show it: ``row`` is the newest state."""

    def __init__(self, row: CardState) -> None:
        super().__init__()
        self.row = row


@transaction.atomic
def move(card: Card, state: str, *, by: Membership, sentence: str, language: str, seen: int | None = None) -> CardState:
    """Writes the card's next state and tells its owners and accepted helpers. ``seen`` is the id of the newest state
    that the member's page has shown; None stands for whatever is the newest. The same move again changes nothing.

    Raises PermissionDenied or MovedMeanwhile.
    """
    card = Card.objects.select_for_update(of=("self",)).get(pk=card.pk)
    check_changing(by, card)
    newest = card.states.first()
    if newest is not None:
        if (newest.state, newest.sentence, newest.author_id, newest.answer) == (state, sentence, by.pk, ""):
            return newest
        if seen is not None and newest.pk != seen:
            raise MovedMeanwhile(newest)
    row = add_state(card, state, by=by, sentence=sentence, language=language)
    tell_followers(card, by=by)
    return row


def tell_followers(card: Card, *, by: Membership) -> None:
    """Tells owners, accepted helpers and other followers the card's new state, unless they have muted it or its
    topic."""
    to = following.unmuted(followers(card), places_of(card))
    path = card.get_absolute_url()
    notices.withdraw_at(path, *(f"card-{state}" for state in State.values))
    if card.state not in OPEN:
        notices.withdraw_at(path, "follow-up")
    notices.tell(to, f"card-{card.state}", card.get_absolute_url(), by=by, about=card, title=card.excerpt)


def places_of(card: Card) -> list[Any]:
    """Returns what somebody mutes who wants to hear nothing of the card."""
    return [card, *([card.topic] if card.topic else [])]


def followers(card: Card) -> list[Membership]:
    """Returns the owners and the helpers who have accepted, and who chose to follow and may still read the card."""
    here = Membership.objects.active()
    part = here.filter(owned_cards__card=card).union(
        here.filter(helped_cards__card=card, helped_cards__state=Help.ACCEPTED)
    )
    found = {member.pk: member for member in part}
    chose = following.followers(card).exclude(pk__in=found).select_related("edition", "bloc", "state")
    return [*found.values(), *(member for member in chose if may_read(member, card))]


def add_state(card: Card, state: str, *, by: Membership, sentence: str, language: str, **asked: Any) -> CardState:
    """Writes the row and its copy, in the caller's transaction. ``asked``: the fields of an answer."""
    now = timezone.now()
    if card.state != state:
        card.state, card.state_at = state, now
        card.save(update_fields=["state", "state_at"])
    return CardState.objects.create(
        card=card, state=state, author=by, sentence=sentence, language=language, at=now, **asked
    )
