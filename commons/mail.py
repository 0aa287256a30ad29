"""The demo's mail: stored and shown, never sent, and answered where one may answer it."""

import ipaddress
from collections.abc import Sequence
from email.mime.text import MIMEText

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest
from django.utils import timezone

from academy.mail import message_ids
from academy.typed.signs import plain
from commons.inbound import handling
from commons.inbound.receiving import receive
from commons.models import Letter


class MailboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [
            Letter(
                to=address,
                subject=message.subject[:200],
                body=str(message.body),
                reply_to=message.extra_headers.get("Reply-To", ""),
            )
            for message in email_messages
            for address in message.to
        ]
        return len(Letter.objects.bulk_create(letters))


def answer_letter(letter: Letter, words: str) -> None:
    """Answers a letter as its reader's mail program would, and works the answer off at once."""
    if letter.reply_to:
        mail = MIMEText(plain(words))
        mail["From"], mail["To"], mail["Subject"] = letter.to, letter.reply_to, "Re: Kapok"
        mail["Message-ID"] = message_ids.made_for(letter.reply_to)
        receive(mail.as_bytes(), [letter.reply_to], sender=letter.to)
        handling.work_off(timezone.now())


def mail_reaches(request: HttpRequest) -> bool:
    """Returns whether mail reaches the reader, by e-mail or in the demo's mailbox."""
    return settings.ENVIRONMENT.email is not None or shows_mailbox(request)


def shows_mailbox(request: HttpRequest) -> bool:
    """Returns True only in a demo, and only for a reader on this machine."""
    try:
        here = ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "").is_loopback
    except ValueError:
        return False
    return bool(settings.DEMO) and here and "X-Forwarded-For" not in request.headers
