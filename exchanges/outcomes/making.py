"""Making the outcome from the worksheet, and changing one's own part."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from academy.courses import life
from academy.models import Membership
from commons import notices
from commons.sending.conflicts import EVERYTHING, is_unseen
from commons.sending.unsent import check_not_muted
from commons.texts.withheld import is_gone
from exchanges.models import Exchange, Outcome, OutcomePart
from rooms.messages.changes import standing
from rooms.models import Message

CONTENT = ("noticed", "could_adopt", "why", "law", "institution", "money", "partners", "data", "first_step", "due")
OF_A_SIDE = {"could_adopt": "could_adopt", "first_step": "first_step"}
"""Maps the worksheet's fields of one side, without the shore -> fields of a part."""


class OutcomeFault(Exception):
    """An act that the outcome's state does not allow; ``code`` is published, changed or empty."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PartConflict(Exception):
    """The part was changed from another page meanwhile; ``part`` is as it stands now."""

    def __init__(self, part: OutcomePart) -> None:
        super().__init__()
        self.part, self.at = part, part.changed_at


def check_member(exchange: Exchange, by: Membership) -> None:
    """Raises PermissionDenied unless they take part, may write, and the course is not archived."""
    if not exchange.participants.filter(membership=by).exists():
        raise PermissionDenied
    check_not_muted(by)
    life.check(exchange.edition, life.Act.WRITE)


def make(exchange: Exchange, *, by: Membership) -> Outcome:
    """Returns the exchange's outcome; makes it from the worksheet if it is the first time, and tells the others.

    Raises PermissionDenied.
    """
    check_member(exchange, by)
    found = Outcome.objects.filter(exchange=exchange).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _make(exchange, by)
    except IntegrityError:  # two members at once
        return Outcome.objects.get(exchange=exchange)


def _make(exchange: Exchange, by: Membership) -> Outcome:
    now, sheet = timezone.now(), [version for version in standing(exchange.room_id) if not is_gone(version)]
    members = [one.membership for one in exchange.participants.select_related("membership__bloc", "membership__person")]
    outcome = Outcome.objects.create(
        exchange=exchange,
        edition_id=exchange.edition.pk,
        topic_id=exchange.topic_id,
        together=together_of(sheet),
        author=by,
        made_at=now,
    )
    OutcomePart.objects.bulk_create(_part(outcome, member, sheet, now) for member in members)
    notices.tell(members, "outcome-made", outcome.get_absolute_url(), by=by)
    return outcome


def _part(outcome: Outcome, member: Membership, sheet: list[Message], now: datetime.datetime) -> OutcomePart:
    """Fills what the worksheet has for the member's side."""
    texts = {
        field: "\n\n".join(message.body for message in sheet if message.field == f"{member.shore}_{written}")
        for written, field in OF_A_SIDE.items()
    }
    own = [message.language for message in sheet if message.author_id == member.pk]
    language = own[0] if own else next(iter(member.person.languages), "en")
    return OutcomePart(outcome=outcome, member=member, language=language, at=now, **texts)


def together_of(sheet: list[Message]) -> list[dict[str, Any]]:
    """Returns the texts that belong to no side, as they stand."""
    of_sides = tuple(OF_A_SIDE.values())
    return [
        {"field": message.field, "text": message.body, "language": message.language, "message": message.pk}
        for message in sheet
        if message.body and not message.field.endswith(of_sides) and not is_gone(message)
    ]


@transaction.atomic
def follow_hiding(version: Message) -> None:
    """Keeps the text of a worksheet's version out of the outcome while it is hidden."""
    for outcome in Outcome.objects.select_for_update().filter(exchange__room=version.room_id):
        for entry in outcome.together:
            if entry.get("message") == version.pk:
                entry["is_hidden"] = is_gone(version)
        outcome.save(update_fields=["together"])


@transaction.atomic
def gather_again(outcome: Outcome, *, by: Membership) -> bool:
    """Takes the present texts of the worksheet. Returns whether any differs; then all members have to confirm again.

    Raises PermissionDenied, OutcomeFault.
    """
    outcome = hold(outcome, by)
    together = together_of(standing(outcome.exchange.room_id))
    if together == outcome.together:
        return False
    outcome.together = together
    renew(outcome)
    return True


@transaction.atomic
def change(
    outcome: Outcome, *, by: Membership, content: Mapping[str, Any], seen: datetime.datetime | None = EVERYTHING
) -> OutcomePart:
    """Changes the member's own part (fields of CONTENT and "language"); then all have to confirm again.

    Raises PermissionDenied, OutcomeFault, PartConflict.
    """
    outcome = hold(outcome, by)
    part, _made = OutcomePart.objects.get_or_create(outcome=outcome, member=by, defaults={"at": timezone.now()})
    if all(getattr(part, field) == value for field, value in content.items()):
        return part
    if is_unseen(part.changed_at, seen):
        raise PartConflict(part)
    for field, value in content.items():
        setattr(part, field, value)
    part.at = timezone.now()
    part.save()
    renew(outcome)
    return part


def hold(outcome: Outcome, by: Membership) -> Outcome:
    """Locks the outcome, which is not published, for a member of its exchange."""
    held = Outcome.objects.select_for_update(of=("self",)).select_related("exchange__round__edition").get(pk=outcome.pk)
    check_member(held.exchange, by)
    if held.published_at is not None:
        raise OutcomeFault("published")
    return held


def renew(outcome: Outcome) -> None:
    outcome.version += 1
    outcome.save(update_fields=["version", "together"])
