"""Helpers: an owner asks somebody of the other shore, who accepts, declines or stays silent."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from board.models import Card, Help, Helper
from board.permissions import check_changing, may_help
from commons import notices
from commons.sending.unsent import check_not_muted


@transaction.atomic
def ask(card: Card, member: Membership, *, by: Membership) -> Helper:
    """Asks the member for help and tells them; who was asked before is not asked again. Raises PermissionDenied."""
    card = Card.objects.select_for_update(of=("self",)).get(pk=card.pk)
    check_changing(by, card)
    if member.edition_id != card.edition_id or not member.takes_part or not may_help(member, card):
        raise PermissionDenied
    helper, made = Helper.objects.get_or_create(
        card=card, member=member, defaults={"asked_by": by, "asked_at": timezone.now()}
    )
    if made:
        notices.tell([member], "helper-asked", card.get_absolute_url(), by=by, about=card, title=card.excerpt)
    return helper


@transaction.atomic
def join(card: Card, member: Membership, *, by: Membership) -> None:
    """Makes the member a helper who has agreed already, elsewhere. Raises PermissionDenied."""
    card = Card.objects.select_for_update(of=("self",)).get(pk=card.pk)
    check_changing(by, card)
    now = timezone.now()
    agreed = {"asked_by": by, "asked_at": now, "state": Help.ACCEPTED, "answered_at": now}
    Helper.objects.get_or_create(card=card, member=member, defaults=agreed)


@transaction.atomic
def answer(helper: Helper, accept: bool, *, by: Membership, sentence: str = "", language: str = "en") -> None:
    """Accepts or declines, and tells the owners. An answer can be changed. Raises PermissionDenied."""
    card = Card.objects.select_for_update(of=("self",)).get(pk=helper.card_id)
    if helper.member_id != by.pk or card.hidden_at is not None:
        raise PermissionDenied
    check_not_muted(by)
    helper = Helper.objects.select_for_update(of=("self",)).get(pk=helper.pk)
    state = Help.ACCEPTED if accept else Help.DECLINED
    if (helper.state, helper.sentence) == (state, sentence):
        return
    helper.state, helper.sentence, helper.language, helper.answered_at = state, sentence, language, timezone.now()
    helper.save()
    owners = Membership.objects.filter(owned_cards__card=card)
    kind = "helper-accepted" if accept else "helper-declined"
    notices.withdraw_at(card.get_absolute_url(), "helper-accepted", "helper-declined", by=by)
    notices.tell(owners, kind, card.get_absolute_url(), by=by, about=card, title=card.excerpt)
