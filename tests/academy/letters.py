"""E-mails that the background worker sends, the code in them, and catalogues of a few words."""

import re
import struct
from pathlib import Path
from unittest import mock

from django.core import mail
from django.core.mail import EmailMessage
from django_tasks_db.management.commands import db_worker
from django_tasks_db.management.commands.db_worker import Worker


def delivered() -> list[EmailMessage]:
    """Runs the worker and returns the e-mails that it sent; it keeps the connection, which belongs to the test."""
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="tests",
        excluded_queue_names=[],
    )
    with mock.patch.object(db_worker, "close_old_connections"):
        worker.run()
    letters = list(mail.outbox)
    mail.outbox.clear()
    return letters


def sent_code() -> str:
    """Returns the code in the only e-mail that was sent."""
    (letter,) = delivered()
    (code,) = re.findall(r"\b\d{6}\b", str(letter.body))
    return str(code)


def write_catalogue(folder: Path, language: str, words: dict[str, str]) -> None:
    """Writes a compiled catalogue of a few words, as ``locale`` holds it."""
    pairs = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **words}.items())
    ids, texts = ([text.encode() for text in side] for side in zip(*pairs, strict=True))
    at = 28 + 16 * len(pairs)
    tables, body = b"", b""
    for side in (ids, texts):
        for text in side:
            tables += struct.pack("<II", len(text), at + len(body))
            body += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, at)
    messages = folder / language / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / "django.mo").write_bytes(head + tables + body)
