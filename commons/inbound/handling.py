"""Works off mail that has come in: each becomes a text in its writer's name, a mail that says why not, or nothing."""

import datetime
import logging
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from academy.access import membership_in
from academy.courses import life
from academy.hours.zones import zone
from academy.models import Membership, Person, Role
from academy.pages import pages_above
from commons import notices
from commons.inbound import calendars, reports
from commons.inbound.addresses import Meant, meant_by
from commons.inbound.answerable import Answer, NotSaid, use_of
from commons.inbound.automatic import is_automatic
from commons.inbound.calendars import Place
from commons.inbound.finding import Found, found_in
from commons.inbound.opened import Opened, Unreadable
from commons.inbound.receiving import forget
from commons.inbound.refusing import Refused, refuse, why
from commons.models import Became, ReceivedMail

log = logging.getLogger(__name__)
MOST = 50
"""Mails in one run; the next run goes on."""
TRIES = 5
PAUSE = datetime.timedelta(minutes=2)
"""The pause before the second try; each further try doubles it."""
MOST_AN_HOUR, HOUR = 20, datetime.timedelta(hours=1)
"""Answers by mail that become texts of one person. A page is typed into by hand, and its requests are limited by the
proxy; mail comes from programs, too."""
_NAMES = uuid.UUID("0d9c4f52-8f0e-4f7f-9a57-6c1a1d3b7e10")
"""The space of the names that mails give to the texts which they become."""


def work_off(now: datetime.datetime) -> int:
    """Handles the mails that wait; returns how many. A mail that fails keeps no other waiting, and is tried again."""
    waiting = ReceivedMail.objects.filter(done_at=None, next_at__lte=now)
    pks = list(waiting.order_by("next_at", "pk").values_list("pk", flat=True)[:MOST])
    for pk in pks:
        try_once(pk, now)
    forget(now)
    return len(pks)


def try_once(pk: int, now: datetime.datetime) -> None:
    """Counts the try before it begins, so that a mail which kills its worker is given up after a few tries, too."""
    row = ReceivedMail.objects.get(pk=pk)
    tries = row.tries + 1
    pause = PAUSE * 2**row.tries
    claimed = ReceivedMail.objects.filter(pk=pk, done_at=None, tries=row.tries)
    if not claimed.update(tries=tries, next_at=now + pause):
        return  # another worker is at it
    row.tries = tries
    if tries > TRIES:
        log.error("A mail that came in (%s) is given up after %s tries.", pk, TRIES)
        _give_up(row, now)
        return
    try:
        _handle(row, now)
    except Exception:
        log.exception("A mail that came in (%s) could not be handled; it is tried again.", pk)


@transaction.atomic
def _give_up(row: ReceivedMail, now: datetime.datetime) -> None:
    """Keeps the mail. Tells its writer and the facilitators, as far as the envelope says whose answer it was."""
    row.done_at, row.became = now, Became.FAULTY
    meant = meant_by([row.recipient])
    if meant is not None and meant.proven:
        member = meant.member
        row.person = member.person
        with translation.override(language_of(member.person)):
            words = _("Something failed here, several times. The facilitators know it.")
        if refuse(member.person, Refused.WHY, "", words, now):
            row.answered_at = now
        team = member.edition.memberships.active().filter(role=Role.FACILITATOR)
        path = pages_above.person_record.path(member.edition.slug, member.pk)
        notices.tell(team, "answer-lost", path, by=member)
    row.save()


def _handle(row: ReceivedMail, now: datetime.datetime) -> None:
    raw = bytes(row.raw)
    try:
        mail = Opened(raw)
    except Unreadable:
        _done(row, Became.UNREADABLE, now)
        return
    if reports.is_report(mail):
        reports.take(mail)
        _done(row, Became.REPORT, now)
        return
    person = _person_of(mail)
    reply = calendars.reply_in(mail)
    if reply is not None:
        place = calendars.take(person, reply) if person is not None else None
        refused = Refused.COMMENT if place and reply.comment else None
        _done(row, Became.CALENDAR, now, person if place else None, refused, reply.comment, place=place)
        return
    if is_automatic(mail, row.sender):
        _done(row, Became.AUTOMATIC, now)
        return
    _answer(row, mail, now)


def _person_of(mail: Opened) -> Person | None:
    """Returns the person whose address From says. Anybody can write it, so it lets nobody act alone."""
    found = Person.objects.filter(email__iexact=next(iter(mail.senders), ""), is_active=True)
    return found.first() if len(mail.senders) == 1 else None


def _answer(row: ReceivedMail, mail: Opened, now: datetime.datetime) -> None:
    headers = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "In-Reply-To", "References")
    meant = meant_by([row.recipient, *(text for name in headers for text in mail.headers(name))])
    if meant is None or not meant.proven:
        _done(row, Became.ASTRAY, now, _person_of(mail), Refused.ASTRAY, found_in(mail).text)
        return
    person = meant.member.person
    if mail.senders != [person.email.lower()]:
        other = next(iter(mail.senders), "")
        _done(row, Became.STRANGER, now, person, Refused.STRANGER, found_in(mail).text, words=other)
        return
    with translation.override(language_of(person)), timezone.override(zone(person.time_zone)):
        found = found_in(mail)
        if _writes_too_often(person, now):
            words = _(
                "Very many answers by mail came from you within an hour, so this one was not taken. Send it later."
            )
            _done(row, Became.OFTEN, now, person, Refused.OFTEN, found.text or found.whole, words=words)
            return
        try:
            path = _say(row, meant, found)
        except (NotSaid, PermissionDenied, Http404) as fault:
            _done(row, Became.REFUSED, now, person, Refused.WHY, found.text or found.whole, words=why(fault))
            return
        _done(row, Became.SAID, now, person, Refused.LEFT_OUT if found.files else None, words=path)


def _writes_too_often(person: Person, now: datetime.datetime) -> bool:
    """A program that answers without saying that it is one ends here. In rooms, their own limit holds besides."""
    said = ReceivedMail.objects.filter(person=person, became=Became.SAID, done_at__gt=now - HOUR)
    return said.count() >= MOST_AN_HOUR


def language_of(person: Person) -> str:
    return person.language or next(iter(person.languages), "en")


def _say(row: ReceivedMail, meant: Meant, found: Found) -> str:
    use = use_of(meant.letter)
    if use is None:
        raise Http404
    member: Membership = membership_in(meant.member.edition, meant.member.person)
    if not member.runs_the_course:
        life.check(member.edition, life.Act.WRITE)
    if not found.text:
        raise NotSaid(found.nothing)
    return use.say(member, meant.thing, Answer(found.text, uuid.uuid5(_NAMES, row.digest)))


@transaction.atomic
def _done(
    row: ReceivedMail,
    became: str,
    now: datetime.datetime,
    person: Person | None = None,
    refused: Refused | None = None,
    text: str = "",
    *,
    words: str = "",
    place: Place | None = None,
) -> None:
    """Marks the mail as done together with the mail that answers it, so that it is answered once."""
    row.done_at, row.became, row.raw, row.sender, row.person = now, became, b"", None, person
    if person is not None and refused is not None and refuse(person, refused, text, words, now, place):
        row.answered_at = now
    row.save()
