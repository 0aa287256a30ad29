"""Making and changing a card: its texts, its sources, its owners."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from academy.models import Edition, Membership
from board.cards.moving import add_state
from board.delegations import key_of
from board.models import TEXTS, Card, CardOwner, CardSource, State
from board.permissions import check_changing, check_taking_home
from commons import notices
from commons.marks.sources import card_of, is_readable
from commons.sending.conflicts import EVERYTHING, is_unseen

CONTENT = (*TEXTS, "due", "readers", "topic", "language")


class Conflict(Exception):
    """Somebody changed the card at ``at``, and the writer has not seen ``card`` as it stands now."""

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.card, self.at = card, card.changed_at


@transaction.atomic
def take_home(
    edition: Edition, *, by: Membership, content: Mapping[str, Any], source: Any = None, sentence: str = ""
) -> Card:
    """Makes a card of the member's delegation in the state "noticed". The same form again returns the same card.

    ``content``: fields of CONTENT; "what" must be there. Raises PermissionDenied.
    """
    check_taking_home(by)
    if by.edition_id != edition.pk or (source is not None and not is_readable(by, source)):
        raise PermissionDenied
    Edition.objects.select_for_update().get(pk=edition.pk)  # a double tap makes one card
    same = Card.objects.filter(edition=edition, author=by, hidden_at=None, **content).order_by("pk").first()
    if same is not None and (source is None or _has(same, source)):
        return same
    now = timezone.now()
    assert by.bloc is not None  # a member with a delegation has a bloc
    card = Card.objects.create(
        edition=edition, author=by, delegation=key_of(by), bloc=by.bloc, at=now, state_at=now, **content
    )
    CardOwner.objects.create(card=card, member=by, by=by, at=now)
    add_state(card, State.NOTICED, by=by, sentence=sentence, language=card.language)
    if source is not None:
        _add_source(card, source)
    return card


@transaction.atomic
def edit(
    card: Card, *, by: Membership, content: Mapping[str, Any], seen: datetime.datetime | None = EVERYTHING
) -> Card:
    """Changes the card's content. ``seen`` is the last change that the writer's page has shown.

    Raises PermissionDenied or Conflict.
    """
    card = Card.objects.select_for_update(of=("self",)).get(pk=card.pk)
    check_changing(by, card)
    if all(getattr(card, field) == value for field, value in content.items()):
        return card
    if is_unseen(card.changed_at, seen):
        raise Conflict(card)
    for field, value in content.items():
        setattr(card, field, value)
    card.edited_at, card.edited_by = timezone.now(), by
    card.save()
    return card


@transaction.atomic
def add_source(card: Card, source: Any, *, by: Membership) -> None:
    """Names one more source of the card; a second time nothing changes. Raises PermissionDenied."""
    card = Card.objects.select_for_update(of=("self",)).get(pk=card.pk)
    check_changing(by, card)
    if source.edition.pk != card.edition_id or not is_readable(by, source):
        raise PermissionDenied
    _add_source(card, source)


@transaction.atomic
def add_owner(card: Card, member: Membership, *, by: Membership) -> None:
    """Makes a member of the card's delegation one of its owners and tells them. Raises PermissionDenied."""
    card = Card.objects.select_for_update(of=("self",)).get(pk=card.pk)
    check_changing(by, card)
    if key_of(member) != card.delegation or member.edition_id != card.edition_id or not member.takes_part:
        raise PermissionDenied
    _row, made = CardOwner.objects.get_or_create(card=card, member=member, defaults={"by": by, "at": timezone.now()})
    if made:
        notices.tell([member], "card-owner", card.get_absolute_url(), by=by, about=card, title=card.excerpt)


@transaction.atomic
def leave(card: Card, *, by: Membership) -> bool:
    """Ends the member's part in the card. Returns False for the last owner, who stays: a card has an owner.

    Raises PermissionDenied.
    """
    card = Card.objects.select_for_update(of=("self",)).get(pk=card.pk)
    check_changing(by, card)
    if card.owners.count() == 1:
        return False
    card.owners.filter(member=by).delete()
    return True


def _add_source(card: Card, source: Any) -> None:
    now = timezone.now()
    CardSource.objects.get_or_create(
        card=card, **_pointer(source), defaults={"bloc_id": card_of(source).bloc_id, "at": now}
    )


def _has(card: Card, source: Any) -> bool:
    return card.sources.filter(**_pointer(source)).exists()


def _pointer(source: Any) -> dict[str, Any]:
    return {"source_type": ContentType.objects.get_for_model(type(source)), "source_id": source.pk}
