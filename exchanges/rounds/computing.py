"""Proposals of many people: a facilitator asks for one, and a background worker computes it by the timetable.

Nothing but the row of the round knows that one is asked for. A worker that is killed leaves it there, so the next one
computes it; two that compute the same one store it once, because the first takes the mark away.
"""

import datetime

from django.db import transaction
from django.utils import timezone, translation

from academy.models import Membership
from commons import notices
from commons.timetable import each_alone
from exchanges.models import Round
from exchanges.pairing.people import NoRound
from exchanges.rounds import attending, proposing
from exchanges.rounds.making import check, check_open, check_unpublished, lock

MOST_AT_ONCE = 200
"""People whom a page pairs before it answers."""


@transaction.atomic
def propose_or_ask(round: Round, *, by: Membership) -> None:
    """Proposes at once for a few people; for many it only asks, and ``proposal_asked_at`` says so.

    Asking again starts anew. Raises PermissionDenied and RoundFault.
    """
    check(by, round.edition_id)
    check_open(round.edition)
    locked = lock(round)
    check_unpublished(locked)
    if len(attending.members_of(locked)) <= MOST_AT_ONCE:
        proposing.propose(round, by=by)
        return
    locked.proposal_asked_at, locked.proposal_asked_by, locked.proposal_fault = timezone.now(), by, ""
    locked.proposal_began_at = None
    locked.save(update_fields=["proposal_asked_at", "proposal_asked_by", "proposal_fault", "proposal_began_at"])
    round.refresh_from_db()


def compute_asked(now: datetime.datetime) -> int:
    """Computes each proposal that was asked for by ``now``; returns how many it stored."""
    asked = Round.objects.filter(proposal_asked_at__lte=now, published_at=None)
    related = ("edition", "format", "topic", "proposal_asked_by__person")
    return each_alone(asked.select_related(*related).order_by("proposal_asked_at"), _compute)


def _compute(round: Round) -> bool:
    """Computes outside of a transaction, because it may take a minute and SQLite has one writer."""
    by = round.proposal_asked_by
    language = (by.person.language or next(iter(by.person.languages), "en")) if by else "en"
    proposal, fault = None, ""
    asked = Round.objects.filter(pk=round.pk, proposal_asked_at=round.proposal_asked_at)
    asked.update(proposal_began_at=timezone.now())
    with translation.override(language):
        try:
            proposal = proposing.stored(proposing.proposal_for(round), round)
        except NoRound as said:
            fault = str(said)
    with transaction.atomic():
        # Another worker may have stored it, or the round may be discarded, or asked for anew.
        same = Round.objects.select_for_update().filter(pk=round.pk, published_at=None)
        locked = same.filter(proposal_asked_at=round.proposal_asked_at).first()
        if locked is None:
            return False
        locked.proposal_asked_at = locked.proposal_asked_by = locked.proposal_began_at = None
        locked.proposal, locked.proposal_fault = proposal, fault
        locked.proposed_at = timezone.now() if proposal else None
        locked.save()
        if by is not None:
            kind = "pairs_impossible" if fault else "pairs_ready"
            notices.tell([by], kind, round.get_absolute_url(), number=round.number)
    return True
