"""The discussion beneath an aspect or a practice: a thread of the forum, which begins with the first comment."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from academy.models import Membership, Topic
from academy.pages.texts import localized
from academy.voices import Voice, voices_of
from commons.targets import hold_row
from commons.texts.terms import underlined
from forum import posting
from forum.models import Post, Thread, ThreadKind
from forum.permissions import may_open_thread, may_read_thread

SHOWN = 5


@transaction.atomic
def comment(on: Any, topic: Topic, *, by: Membership, body: str, language: str, client_id: uuid.UUID) -> Post:
    """Writes into the thread beneath an aspect, a practice, or whatever else has a ``thread`` and a ``title``.

    A repeated ``client_id`` returns the same post. Raises PermissionDenied.
    """
    if not may_open_thread(by):
        raise PermissionDenied
    locked = hold_row(on)  # two first comments share one thread
    if locked.thread is None:
        locked.thread = Thread.objects.create(
            topic=topic,
            kind=ThreadKind.COMMENTS,
            beneath=on.get_absolute_url(),
            title=localized(on.title)[:160],
            author=by,
            opened_at=timezone.now(),
        )
        locked.save(update_fields=["thread"])
    return posting.write(locked.thread, by=by, body=body, language=language, client_id=client_id)


def latest(thread: Thread | None, reader: Membership) -> list[tuple[dict[str, object], Voice]]:
    """Returns the last comments with their authors, the oldest of them first. One query, none without a thread."""
    if thread is None or not may_read_thread(reader, thread):
        return []
    fields, voices = ("pk", "html", "language", "posted_at", "author"), voices_of(reader.edition)
    rows = Post.objects.filter(thread=thread, hidden_at=None).values(*fields).order_by("-pk")
    found = list(reversed(rows[:SHOWN]))
    laid = underlined(reader, ((row["html"], row["language"]) for row in found))
    return [({**row, "html": html}, voices[row["author"]]) for row, html in zip(found, laid, strict=True)]
