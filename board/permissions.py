"""Permissions of the board. ``academy.access`` decides who enters the edition at all."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from academy.models import Membership, Role
from academy.voices import Voice
from board.delegations import key_of
from board.models import Adviser, Card, CardComment, CardOwner, Help, Helper, Match, Offering, Readers
from commons.models import Report
from commons.permissions import may_read_hidden
from commons.sending.unsent import check_not_muted

SPEAKING = {Role.DELEGATE, Role.RESOURCE}


def may_take_home(membership: Membership) -> bool:
    """Delegates have cards, unless they are muted: a card belongs to a delegation."""
    return bool(key_of(membership)) and not membership.is_muted


def check_taking_home(membership: Membership) -> None:
    """Raises PermissionDenied."""
    if not key_of(membership):
        raise PermissionDenied
    check_not_muted(membership)


def may_change(membership: Membership, card: Card, owners: Iterable[CardOwner]) -> bool:
    """Its owners write on a card that is not hidden, unless they are muted."""
    return card.hidden_at is None and not membership.is_muted and is_owner(membership, owners)


def check_changing(membership: Membership, card: Card) -> None:
    """Raises PermissionDenied."""
    if card.hidden_at is not None or not is_owner(membership, card.owners.all()):
        raise PermissionDenied
    check_not_muted(membership)


def may_comment(membership: Membership, card: Card) -> bool:
    """Members comment on every card that they read, unless it is hidden or they are muted."""
    return card.hidden_at is None and not membership.is_muted and may_read(membership, card)


def check_commenting(membership: Membership, card: Card) -> None:
    """Raises PermissionDenied."""
    if card.hidden_at is not None or not may_read(membership, card):
        raise PermissionDenied
    check_not_muted(membership)


def may_read_comment(membership: Membership, comment: CardComment) -> bool:
    return may_read(membership, comment.card) and (comment.hidden_at is None or may_read_hidden(membership, comment))


def is_owner(membership: Membership, owners: Iterable[CardOwner]) -> bool:
    return any(owner.member_id == membership.pk for owner in owners)


def may_help(member: Membership | Voice, card: Card) -> bool:
    """Delegates and resource persons of another bloc can be asked for help."""
    return member.role in SPEAKING and member.bloc is not None and member.bloc.pk != card.bloc_id


def readable(reader: Membership) -> Q:
    """Selects the cards that the reader may read.

    A card of a delegation is read by the delegation with its advisers, by its owners and by those who were asked for
    help and have not declined; and by those who run the course once somebody has reported it.
    """
    return readable_by(reader.pk, key_of(reader), sight_of(reader))


class Sight(NamedTuple):
    """The facts that decide which cards a reader gets: whether they run the course, or may advise delegations."""

    runs_the_course: bool
    may_advise: bool


def sight_of(reader: Membership) -> Sight:
    return Sight(reader.runs_the_course, reader.role == Role.RESOURCE)


def readable_by(reader: Any, delegation: Any, sight: Sight) -> Q:
    """As ``readable``, for the id and the delegation's key of a reader, or for their places in a compiled query."""
    helped = Helper.objects.filter(member=reader).exclude(state=Help.DECLINED).values("card")
    owned = CardOwner.objects.filter(member=reader).values("card")
    if sight.runs_the_course:
        return Q(readers=Readers.EDITION) | Q(pk__in=_reported())
    own = Q(delegation=delegation)
    if sight.may_advise:
        own = Q(delegation__in=Adviser.objects.filter(member=reader, ended_at=None).values("delegation"))
    own = own | Q(pk__in=helped) | Q(pk__in=owned)
    return (Q(readers=Readers.EDITION) | own) & (Q(hidden_at=None) | Q(author=reader) | Q(pk__in=owned))


def _reported() -> QuerySet[Any, Any]:
    """Selects the cards of which somebody reported something: the card, or a comment on it."""
    cards, comments = (ContentType.objects.get_for_model(model) for model in (Card, CardComment))
    reports = Report.objects.order_by()
    reported = CardComment.objects.filter(pk__in=reports.filter(target_type=comments).values("target_id"))
    return reports.filter(target_type=cards).values("target_id").union(reported.values("card"))


def may_read(reader: Membership, card: Card) -> bool:
    """As ``readable``. No query for what everybody in the course or in the delegation reads."""
    if card.edition_id != reader.edition_id:
        return False
    if card.hidden_at is None and (card.readers == Readers.EDITION or card.delegation == key_of(reader)):
        return True
    return Card.objects.filter(readable(reader), pk=card.pk).exists()


def may_moderate(membership: Membership, card: Card) -> bool:
    """True for those who run the course, for a card that they may read."""
    return may_read(membership, card)


def may_offer(membership: Membership) -> bool:
    """Delegates and resource persons of a bloc offer and look for things, unless they are muted."""
    return membership.role in SPEAKING and membership.bloc_id is not None and not membership.is_muted


def may_change_offering(membership: Membership, offering: Offering) -> bool:
    """Its author alone edits or withdraws it, unless it is hidden or the author is muted."""
    return offering.author_id == membership.pk and offering.hidden_at is None and not membership.is_muted


def may_read_offering(membership: Membership, offering: Offering) -> bool:
    return offering.stands or may_read_hidden(membership, offering)


def may_meet(membership: Membership, match: Match) -> bool:
    """True for the two authors of a match, while need and offer stand."""
    two = {match.need.author_id, match.offer.author_id}
    return membership.pk in two and match.ended_at is None and match.need.stands and match.offer.stands
