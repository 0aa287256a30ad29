"""Addresses that mail does not reach: what was reported, when mail to one stops, and how its owner starts it again."""

import re
import smtplib
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.models import Membership, Person, Undelivered

How = Undelivered.How
ENOUGH = 2
"""Permanent refusals after which mail stops: one may be a server's mistake."""
LONGEST, LONGEST_ID = 300, 250
MOST_SHOWN = 100
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_OF_THE_ADDRESS = {("1", "0"), ("1", "1"), ("1", "2"), ("1", "3"), ("1", "6"), ("1", "10"), ("2", "0"), ("2", "1")}
"""Subject and detail of enhanced codes (RFC 3463) that speak of the address, not of a full box, size or spam."""


def how_of(words: str, code: int = 0) -> str:
    """Returns whether the server's words mean that this address takes no mail for good."""
    found = _STATUS.search(words)
    if found:
        kind, *detail = found.groups()
        return How.FOR_GOOD if kind == "5" and tuple(detail) in _OF_THE_ADDRESS else How.FOR_NOW
    return How.FOR_GOOD if code in {550, 551, 553} else How.FOR_NOW


@transaction.atomic
def record(address: str, how: str, words: str, *, message_id: str = "") -> bool:
    """Keeps a report for the person who has this address now; the same report of the same mail only once.

    Returns False when nobody has the address, or the report is known.
    """
    person = Person.objects.select_for_update().filter(email__iexact=address.strip()).first()
    if person is None:
        return False
    same = {"how": how, "message_id": message_id[:LONGEST_ID]}
    if message_id and person.undelivered.filter(**same).exists():
        return False
    said = {"address": person.email, "words": " ".join(words.replace("\0", "").split())[:LONGEST]}
    Undelivered.objects.create(person=person, at=timezone.now(), **same, **said)
    if _is_enough(person):
        person.stopped_address = person.email
        person.save(update_fields=["stopped_address"])
    return True


def _is_enough(person: Person) -> bool:
    """A corrected address begins anew."""
    reports = person.undelivered.filter(confirmed_at=None, address=person.email)
    return reports.filter(how=How.COMPLAINT).exists() or reports.filter(how=How.FOR_GOOD).count() >= ENOUGH


def record_refusal(address: str, fault: Exception, *, message_id: str = "") -> None:
    """Keeps what the mail server said when it refused this recipient; other faults say nothing of the address."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        for code, said in fault.recipients.values():
            text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
            record(address, how_of(text, code), f"{code} {text}", message_id=message_id)


def is_stopped(address: str) -> bool:
    return Person.objects.filter(email__iexact=address, stopped_address=F("email")).exists()


def stopped(people: Iterable[int]) -> dict[int, Undelivered]:
    """Maps the ids of those people whose mail has stopped -> the newest report that stopped it. One query."""
    rows = Undelivered.objects.filter(person__in=list(people), confirmed_at=None, address=F("person__stopped_address"))
    rows = rows.filter(address=F("person__email")).exclude(how=How.FOR_NOW)
    return {row.person_id: row for row in rows.order_by("pk")}


def stopped_among(members: QuerySet[Membership]) -> list[tuple[int, Undelivered]]:
    """Returns those of the members (ids) whose mail has stopped, and why. Two queries."""
    found = members.exclude(person__stopped_address="").values_list("pk", "person").order_by("pk")
    known = list(found[:MOST_SHOWN])
    why = stopped(person for _pk, person in known)
    return [(pk, why[person]) for pk, person in known if person in why]


def confirm(person: Person) -> None:
    """The owner says that the address is right: mail starts again."""
    person.undelivered.filter(confirmed_at=None).update(confirmed_at=timezone.now())
    person.stopped_address = ""
    person.save(update_fields=["stopped_address"])


def words_of(report: Undelivered) -> str:
    """Returns what a page shows of a report, in the active language."""
    if report.how == How.COMPLAINT:
        return _("mail stopped: its reader called it unwanted")
    return _("mail stopped, it could not be delivered: %(words)s") % {"words": report.words or "?"}
