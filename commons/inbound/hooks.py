"""Takes what a mail provider posts to the addresses of django-anymail: mail that came in, reports on mail sent."""

from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import Any

from academy.mail import undelivered
from academy.mail.undelivered import How
from commons.inbound.receiving import TooLarge, receive


def on_inbound(sender: type, event: Any, esp_name: str, **_signal: Any) -> None:
    """Stores the mail; an error tells the provider to come again. A mail that is too large is dropped."""
    message = event.message
    recipient = message.envelope_recipient or ""
    try:
        receive(_bytes_of(message), [recipient], sender=message.envelope_sender)
    except TooLarge:
        return


def _bytes_of(message: Any) -> bytes:
    """Some mails cannot be written out again as they came; of these it returns a mail with their texts."""
    try:
        return bytes(message.as_bytes())
    except (ValueError, LookupError, AttributeError, TypeError, KeyError):
        copy = MIMEMultipart("alternative")
        for name in ("From", "To", "Message-ID", "Auto-Submitted", "Precedence", "References"):
            if message.get(name):
                copy[name] = " ".join(str(message[name]).split())
        for kind, text in (("plain", message.text), ("html", message.html)):
            if text:
                copy.attach(MIMEText(text.encode("utf-8", "replace").decode(), kind, "utf-8"))
        return copy.as_bytes()


def on_tracking(sender: type, event: Any, esp_name: str, **_signal: Any) -> None:
    """Records a bounce or a complaint. Its event is named by the provider's Message-ID, so that it counts once."""
    how = _how(event)
    if how and event.recipient:
        words = event.mta_response or event.description or str(event.reject_reason or event.event_type)
        named = f"{esp_name} {event.message_id or event.event_id or ''}".strip()
        undelivered.record(event.recipient, how, words, message_id=named)


def _how(event: Any) -> str:
    if event.event_type == "complained":
        return How.COMPLAINT
    if event.event_type == "bounced":
        words = f"{event.mta_response or ''} {event.description or ''}"
        if event.reject_reason == "invalid":
            return How.FOR_GOOD
        return undelivered.how_of(words, 550 if event.reject_reason == "bounced" else 0)
    return ""
