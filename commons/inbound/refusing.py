"""The mail that says why an answer by mail could not be taken. It is kind, gives the text back, is rare, and never goes
to a stranger."""

import datetime
import enum

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from academy.access import NotOfThisCourse, Suspended
from academy.courses.life import Closed
from academy.mail.letters import as_html
from academy.models import Person
from academy.sign_in.site import base_url
from academy.tasks import send_letter
from academy.typed.sentences import fill
from commons.inbound import replying
from commons.inbound.addresses import key_for
from commons.inbound.answerable import NotSaid
from commons.inbound.calendars import Place
from commons.models import ReceivedMail
from commons.sending.unsent import Refused as NotNow
from commons.texts.rendering import shortened
from commons.texts.withheld import Withheld

DAY = datetime.timedelta(days=1)
MOST_A_DAY = 10
"""Answers to one person, whatever comes: a loop ends here."""
LONGEST = 5_000
"""Characters of the refused text that go back, so that the mail stays small; its writer's program has the whole."""


class Refused(enum.StrEnum):
    WHY = "why"
    OFTEN = "often"
    STRANGER = "stranger"
    ASTRAY = "astray"
    LEFT_OUT = "left out"
    COMMENT = "comment"


_RARE = {Refused.OFTEN: "often", Refused.COMMENT: "calendar", Refused.STRANGER: "stranger", Refused.ASTRAY: "astray"}
"""At most one a day for one person."""


def why(fault: Exception) -> str:
    """Returns why a verb refused, in the active language."""
    if isinstance(fault, NotSaid | Closed):
        return str(fault)
    if isinstance(fault, NotNow):
        until = ""
        if fault.until is not None:
            moment = date_format(timezone.localtime(fault.until), "DATETIME_FORMAT")
            until = fill(_("You can write again from %(moment)s."), {"moment": moment})
        reason = fill(_("Reason: %(reason)s"), {"reason": fault.reason}) if fault.reason else ""
        return " ".join(part for part in (fault.why or _("You cannot write for now."), reason, until) if part)
    if isinstance(fault, Suspended):
        return _("You are suspended from this course for now. Ask the facilitators if you do not know why.")
    if isinstance(fault, NotOfThisCourse):
        return _("You do not take part in this course any more.")
    if isinstance(fault, Withheld) or not isinstance(fault, PermissionDenied):
        return _("What you answered is no longer there.")
    return str(fault) or _("What you answered is not open to you.")


def refuse(
    person: Person, refused: Refused, text: str, words: str, now: datetime.datetime, place: Place | None = None
) -> bool:
    """Queues the answer, to the person's own address alone; returns whether it did. ``place``: where an answer to it
    goes."""
    if not person.email or not person.is_active:
        return False
    lately = ReceivedMail.objects.filter(person=person, answered_at__gt=now - DAY)
    if refused in _RARE and lately.filter(became=_RARE[refused]).exists():
        return False
    if lately.count() >= MOST_A_DAY:
        return False
    language = person.language or next(iter(person.languages), "en")
    with translation.override(language):
        subject, body = _letter(refused, text, place.path if place else words, person)
        key = key_for(place.letter, place.member, place.thing) if place and settings.REPLY_ADDRESS else ""
        send_letter.enqueue(
            subject=subject,
            body=body,
            to=person.email,
            language=language,
            html=as_html(body, language),
            headers={"Auto-Submitted": "auto-replied", **replying.headers(person.email, key)},
        )
    return True


def _letter(refused: Refused, text: str, words: str, person: Person) -> tuple[str, str]:
    if refused == Refused.LEFT_OUT:
        subject = _("Your answer stands in Kapok, without what was attached")
        pieces = [_("Files that come by mail are left out. Your words stand here:"), base_url() + words]
        return subject, "\n\n".join(pieces) + "\n"
    if refused == Refused.COMMENT:
        subject = _("What you wrote to the invitation has reached nobody yet")
        pieces = [
            _("Anybody can send a calendar’s answer in your name, so your words wait for you. To say them to the "
              "others, answer this mail with them, or write in the room:"),
            base_url() + words,
        ]  # fmt: skip
    elif refused == Refused.STRANGER:
        subject = _("An answer from another address was not taken")
        pieces = [
            fill(
                _("A mail came from %(other)s to a reply address that is yours alone. If you wrote it, please send it "
                  "from %(own)s, or write on the page."),
                {"other": words or "?", "own": person.email},
            ),
            _("If it was not you, somebody has one of your mails. Nothing was posted in your name."),
        ]  # fmt: skip
    elif refused == Refused.ASTRAY:
        subject = _("Your mail reached nobody")
        pieces = [
            _("Nobody reads mail to this address, or it works no longer. To answer something, answer the newest mail "
              "about it, or write on the page:"),
            base_url(),
        ]  # fmt: skip
    else:
        subject = _("Your answer by mail was not taken")
        pieces = [words, _("You can also write on the page:"), base_url()]
    if text.strip():
        pieces += [_("This is what you wrote, so that nothing is lost:"), shortened(text.strip(), LONGEST)]
    return subject, "\n\n".join(pieces) + "\n"
