"""Registers cards, as what people point at and report, and the comments on them."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from academy.models import Membership
from academy.pages.addresses import address
from academy.voices import voices_of
from board import permissions
from board.delegations import key_of
from board.models import Card, CardComment
from commons import targets
from commons.marks import sources
from commons.telling import following


def register() -> None:
    sources.register(
        sources.Kind("card", Card, lambda: Card.objects.select_related("edition", "topic"), readable_cards, card_card)
    )
    sources.register_way_on(sources.WayOn(_("Take home"), _way_home))
    following.register(
        following.Kind(
            "card",
            _("card"),
            Card,
            lambda: Card.objects.select_related("edition", "topic"),
            lambda member, cards: {card.pk for card in readable_cards(member, cards)},
        )
    )
    targets.register(
        targets.Kind(
            "card",
            Card,
            lambda: Card.objects.select_related("edition", "author__person", "author__bloc"),
            permissions.may_read,
            moderable_by=permissions.may_moderate,
        )
    )
    targets.register(
        targets.Kind(
            "card-comment",
            CardComment,
            lambda: CardComment.objects.select_related("card__edition", "author__person", "author__bloc"),
            permissions.may_read_comment,
            moderable_by=lambda membership, comment: permissions.may_moderate(membership, comment.card),
        )
    )


def readable_cards(reader: Membership, cards: Sequence[Card]) -> list[Any]:
    """Returns those that the reader may read. One query."""
    found = Card.objects.filter(
        permissions.readable(reader), pk__in=[card.pk for card in cards], edition=reader.edition_id
    )
    open_to = set(found.values_list("pk", flat=True))
    return [card for card in cards if card.pk in open_to]


def card_card(card: Card) -> sources.Card:
    by = voices_of(card.edition)[card.author_id]
    return sources.Card(
        title=card.what,
        language=card.language,
        who=f"{by.name}, {by.origin}",
        shore=by.shore,
        bloc_id=card.bloc_id,
        author_id=card.author_id,
        topic=card.topic,
        address=card.get_absolute_url(),
    )


def _way_home(reader: Membership, kind: str, pk: int, _card: sources.Card, _name: str) -> str:
    return address("take_home", kind, pk) if key_of(reader) else ""
