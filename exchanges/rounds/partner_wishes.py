"""A member asks for another partner: once in a round, with a sentence that the facilitators read."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.models import Membership
from academy.pages.compiled import Compiled, later_id
from exchanges.models import Exchange, PartnerWish
from exchanges.rounds import told
from exchanges.rounds.making import RoundFault


@transaction.atomic
def ask(exchange: Exchange, *, by: Membership, sentence: str, language: str) -> PartnerWish:
    """Leaves the wish and tells the facilitators. Raises PermissionDenied, and RoundFault for a second one."""
    if not exchange.participants.filter(membership=by).exists():
        raise PermissionDenied
    if exchange.round.closes <= timezone.now():
        raise RoundFault(_("This round is over. Ask the facilitators for the next one."))
    wish, made = PartnerWish.objects.get_or_create(
        round=exchange.round, membership=by, defaults={"sentence": sentence, "language": language}
    )
    if not made:
        raise RoundFault(_("You have asked once in this round already. Write to the facilitators."))
    if not exchange.sample:
        told.another_partner(exchange.round, by=by)
    return wish


def own_wish(exchange: Exchange, member: Membership) -> PartnerWish | None:
    return _OWN.first(round=exchange.round_id, member=member.pk)


_OWN = Compiled(lambda: PartnerWish.objects.filter(round=later_id("round"), membership=later_id("member")))
