"""Confirming the outcome: once each member confirms the same text, it is published or kept, and steps become cards."""

import dataclasses

from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from board.cards import helping
from board.cards import writing as cards
from board.forms import LONGEST_WHAT
from board.models import Readers
from board.permissions import may_help, may_take_home
from commons import notices
from exchanges.models import Exchange, Outcome, OutcomeAnswer, OutcomePart, OutcomeReaders, Quotes
from exchanges.outcomes.making import OutcomeFault, check_member, hold
from forum.reflecting import learning

OPEN = (
    *("outcome-made", "outcome-waits", "outcome-waits-team"),
    *("outcome-confirmed", "outcome-declined", "outcome-taken-back"),
)
"""Kinds of notices that no longer hold once all have confirmed."""
PUBLISHED = ("outcome-published", "outcome-kept")


@dataclasses.dataclass(frozen=True)
class Wishes:
    readers: str = OutcomeReaders.MEMBERS
    quotes: str = Quotes.NONE
    takes_home: bool = True


@transaction.atomic
def confirm(
    outcome: Outcome,
    *,
    by: Membership,
    version: int,
    wishes: Wishes,
    sentence: str = "",
    language: str = "en",
) -> Outcome:
    """Keeps the member's yes to that version. The last one publishes the outcome, or keeps it among its members: the
    narrowest wish holds.

    Raises PermissionDenied; OutcomeFault "changed" when the text is another by now, "empty" when it says nothing.
    """
    outcome = hold(outcome, by)
    if outcome.version != version:
        raise OutcomeFault("changed")
    if not outcome.said_together and all(part.is_empty for part in outcome.parts.all()):
        raise OutcomeFault("empty")
    is_new = _keep(outcome, by, confirms=True, wishes=wishes, sentence=sentence, language=language)
    given = answers_of(outcome)
    waiting = [member for member in needed(outcome.exchange) if not _confirms(given.get(member.pk), outcome)]
    if waiting and is_new:
        notices.tell(waiting, "outcome-confirmed", outcome.get_absolute_url(), by=by)
    elif not waiting:
        _publish(outcome, given)
    return outcome


@transaction.atomic
def decline(outcome: Outcome, *, by: Membership, sentence: str, language: str) -> None:
    """Keeps that the member does not confirm it as it is, and why. Raises PermissionDenied, OutcomeFault."""
    outcome = hold(outcome, by)
    if _keep(outcome, by, confirms=False, wishes=Wishes(), sentence=sentence, language=language):
        notices.tell(needed(outcome.exchange), "outcome-declined", outcome.get_absolute_url(), by=by)


@transaction.atomic
def take_back(outcome: Outcome, *, by: Membership) -> None:
    """Takes a published outcome back among its members, who may change and confirm it again. Cards stay.

    Raises PermissionDenied.
    """
    held = Outcome.objects.select_for_update(of=("self",)).select_related("exchange__round__edition").get(pk=outcome.pk)
    check_member(held.exchange, by)
    if held.published_at is None:
        return
    held.published_at, held.readers, held.version = None, "", held.version + 1
    held.save(update_fields=["published_at", "readers", "version"])
    notices.withdraw_at(held.get_absolute_url(), *PUBLISHED)
    notices.tell(needed(held.exchange), "outcome-taken-back", held.get_absolute_url(), by=by)


def needed(exchange: Exchange) -> list[Membership]:
    """Returns the members who have to confirm: those who have not left."""
    members = Membership.objects.active().filter(participations__exchange=exchange)
    return list(members.select_related("person").order_by("participations__pk"))


def answers_of(outcome: Outcome) -> dict[int, OutcomeAnswer]:
    """Maps each member -> their newest answer. One query."""
    return {answer.member_id: answer for answer in outcome.answers.all()}


def _confirms(answer: OutcomeAnswer | None, outcome: Outcome) -> bool:
    return answer is not None and answer.confirms and answer.version == outcome.version


def _keep(outcome: Outcome, by: Membership, *, confirms: bool, wishes: Wishes, sentence: str, language: str) -> bool:
    """Returns False when the member's newest answer says the same, because a button is pressed twice."""
    said = {"version": outcome.version, "confirms": confirms, "sentence": sentence, **dataclasses.asdict(wishes)}
    newest = outcome.answers.filter(member=by).order_by("pk").last()
    if newest is not None and all(getattr(newest, name) == value for name, value in said.items()):
        return False
    outcome.answers.create(member=by, language=language, at=timezone.now(), **said)
    return True


def _publish(outcome: Outcome, given: dict[int, OutcomeAnswer]) -> None:
    members = needed(outcome.exchange)
    # The last wish of somebody who has left since still holds for what they wrote.
    open_to_all = all(answer.readers == OutcomeReaders.EDITION for answer in given.values())
    outcome.readers = OutcomeReaders.EDITION if open_to_all else OutcomeReaders.MEMBERS
    outcome.published_at = timezone.now()
    outcome.save(update_fields=["readers", "published_at"])
    here = {member.pk for member in members}
    for part in outcome.parts.select_related("member__edition", "member__bloc", "member__state", "member__person"):
        if part.member_id in here and given[part.member_id].takes_home:
            _take_home(outcome, part, given)
    learning.ask_what_changed(outcome.topic, members)
    kind = "outcome-published" if open_to_all else "outcome-kept"
    notices.withdraw_at(outcome.get_absolute_url(), *OPEN)
    notices.tell(members, kind, outcome.get_absolute_url(), partners=notices.named(members))


def _take_home(outcome: Outcome, part: OutcomePart, given: dict[int, OutcomeAnswer]) -> None:
    """Makes a card of the part, once. Nobody is named beyond their wish: a card shows its owner and its helpers, so it
    is for the delegation unless its owner may be named, and a partner who may not be named is asked for help first."""
    what = part.could_adopt or part.first_step
    if part.card_id is not None or not what or not may_take_home(part.member):
        return
    first, _line_end, rest = what.partition("\n")
    short, longer = (first, rest.strip()) if len(first) <= LONGEST_WHAT else (first[: LONGEST_WHAT - 1] + "…", what)
    content = {
        "what": short,
        "why": "\n\n".join(text for text in (longer, part.why) if text),
        **{field: getattr(part, field) for field in ("law", "institution", "money", "partners", "data")},
        "next_step": part.first_step,
        "due": part.due,
        "topic": outcome.topic,
        "language": part.language,
        "readers": Readers.EDITION if outcome.is_open and _may_be_named(part.member_id, given) else Readers.DELEGATION,
    }
    part.card = cards.take_home(outcome.edition, by=part.member, content=content, source=outcome)
    part.save(update_fields=["card"])
    for partner in needed(outcome.exchange):
        if may_help(partner, part.card):
            agree = helping.join if _may_be_named(partner.pk, given) else helping.ask
            agree(part.card, partner, by=part.member)


def _may_be_named(member: int, given: dict[int, OutcomeAnswer]) -> bool:
    return member in given and given[member].quotes == Quotes.NAME
