"""What is said about a card, by those who read it: its delegation, its helpers, or the whole course."""

import uuid

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from academy.models import Membership
from academy.typed.signs import plain
from board.delegations import key_of
from board.models import Card, CardComment, Help, Readers
from board.permissions import check_commenting
from commons import notices
from commons.rendering import to_html
from commons.sending.naming import name_of
from commons.withheld import readable


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
    """Returns owners, helpers who agreed, and who commented before, unless the card is no longer open to them."""
    sure = {owner.member_id for owner in card.owners.all()}
    sure |= {helper.member_id for helper in card.helpers.all() if helper.state == Help.ACCEPTED}
    spoke = CardComment.objects.filter(card=card, hidden_at=None).values("author")
    found = Membership.objects.filter(Q(pk__in=sure) | Q(pk__in=spoke)).select_related("bloc", "state")
    return [each for each in found if each.pk in sure or _is_open(card, each)]


def _is_open(card: Card, member: Membership) -> bool:
    return card.readers == Readers.EDITION or key_of(member) == card.delegation
