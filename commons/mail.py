"""The demo's mail: kept and shown, never sent."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from commons.models import Letter


class MailboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [
            Letter(to=address, subject=message.subject[:200], body=message.body)
            for message in email_messages
            for address in message.to
        ]
        return len(Letter.objects.bulk_create(letters))
