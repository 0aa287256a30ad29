"""Comments on a card, by those who read it: its delegation, its helpers, or the whole course."""

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from academy.models import Membership
from academy.typed.signs import plain
from board.cards import moving
from board.models import Card, CardComment
from board.permissions import check_commenting, may_read
from commons import notices
from commons.sending.naming import name_of
from commons.telling import following
from commons.texts.rendering import to_html
from commons.texts.withheld import readable


@transaction.atomic
def comment(card: Card, *, by: Membership, body: str, language: str, client_id: uuid.UUID) -> CardComment:
    """Writes a comment and tells owners, helpers, and who spoke before. The same ``client_id`` with the same text
    returns the same comment. Raises PermissionDenied.
    """
    card = Card.objects.select_for_update(of=("self",)).select_related("edition").get(pk=card.pk)
    check_commenting(by, card)
    body = plain(body)
    name = name_of(client_id, body)
    sent = CardComment.objects.filter(author=by, client_id=name).first()
    if sent is not None:
        return sent
    said = {"language": language, "body": body, "html": to_html(body), "at": timezone.now()}
    made = CardComment.objects.create(card=card, author=by, client_id=name, **said)
    notices.tell(_concerned(card), "card-comment", made.get_absolute_url(), by=by, about=card, title=card.excerpt)
    return made


def comments_of(card: Card, reader: Membership) -> QuerySet[CardComment]:
    """Returns the comments that the reader sees, of a card that they may read."""
    return CardComment.objects.filter(readable(reader), card=card)


def _concerned(card: Card) -> list[Membership]:
    """Returns owners, helpers who agreed, followers, and who commented before and may still read the card, unless they
    have muted it or its topic."""
    found = {member.pk: member for member in moving.followers(card)}
    spoke = CardComment.objects.filter(card=card, hidden_at=None).values("author")
    before = Membership.objects.active().filter(pk__in=spoke).exclude(pk__in=found)
    found |= {each.pk: each for each in before.select_related("edition", "bloc", "state") if may_read(each, card)}
    return following.unmuted(found.values(), moving.places_of(card))
