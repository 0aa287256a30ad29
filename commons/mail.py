"""The demo's mail: stored and shown, never sent."""

import ipaddress
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest

from commons.models import Letter


class MailboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [
            Letter(to=address, subject=message.subject[:200], body=str(message.body))
            for message in email_messages
            for address in message.to
        ]
        return len(Letter.objects.bulk_create(letters))


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
