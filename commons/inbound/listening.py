"""A listener to which a mail server hands mails, by LMTP or SMTP. It answers "taken" only once a mail is on disk.

aiosmtpd answers once after the data, and LMTP needs an answer for each recipient; so each mail here has one recipient,
and the mail server sends it again for each further one.
"""

import asyncio
import logging
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from asgiref.sync import sync_to_async
from django.db import close_old_connections

from commons.inbound.addresses import is_ours
from commons.inbound.receiving import LARGEST, TooLarge, receive

log = logging.getLogger(__name__)

TAKEN, NOT_OURS, ONE_ONLY = "250 2.0.0 Taken", "550 5.1.1 No such address here", "452 4.5.3 One recipient at a time"
LATER, TOO_LARGE = "451 4.3.0 Not now; send it again", "552 5.3.4 Too large"
LONGEST_LINE = 1_000_000
"""Bytes. Some programs write a whole page on one line, against the standard."""


class _Lmtp(LMTP):
    line_length_limit = LONGEST_LINE


class _Smtp(SMTP):
    line_length_limit = LONGEST_LINE


class Handler:
    """The hooks of aiosmtpd. Whatever goes wrong, the mail server keeps the mail and comes again."""

    async def handle_RCPT(
        self, _server: Any, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if envelope.rcpt_tos:
            return ONE_ONLY
        if not is_ours(address):
            return NOT_OURS
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: Any, _session: Session, envelope: Envelope) -> str:
        try:
            await sync_to_async(_store)(bytes(envelope.original_content or b""), envelope)
        except TooLarge:
            return TOO_LARGE
        except Exception:  # a database that is away, or a disk that is full
            log.exception("A mail could not be stored; the mail server is asked to come again.")
            return LATER
        return TAKEN

    async def handle_exception(self, fault: Exception) -> str:
        log.warning("A connection for mail failed: %s", type(fault).__name__)
        return LATER


def _store(raw: bytes, envelope: Envelope) -> None:
    close_old_connections()
    try:
        receive(raw, envelope.rcpt_tos, sender=envelope.mail_from or "")
    finally:
        close_old_connections()


async def listen(host: str, port: int, *, smtp: bool = False) -> asyncio.Server:
    """Starts to listen. ``smtp``: SMTP instead of LMTP."""
    protocol = _Smtp if smtp else _Lmtp
    options: dict[str, Any] = {"data_size_limit": LARGEST, "enable_SMTPUTF8": True, "ident": "Kapok", "timeout": 120}
    return await asyncio.get_running_loop().create_server(lambda: protocol(Handler(), **options), host, port)
