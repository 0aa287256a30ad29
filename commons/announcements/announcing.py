"""Announcements of a whole course: written once by those who run it, read by each in their language."""

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from academy.access import alongside
from academy.models import Edition, Membership
from academy.pages.compiled import Compiled, later_id
from commons import notices, targets
from commons.models import Announcement
from commons.permissions import may_moderate
from commons.sending.unsent import check_not_muted
from commons.texts.rendering import to_html
from commons.texts.withheld import is_withheld

KIND = "course-announcement"
MOST_ON_TODAY = 3


@dataclasses.dataclass(frozen=True)
class Words:
    """Titles and texts by language, both in the same languages, one at least."""

    titles: Mapping[str, str]
    texts: Mapping[str, str]


def register() -> None:
    targets.register(
        targets.Kind(
            "announcement",
            Announcement,
            lambda: Announcement.objects.select_related("edition", "author__person", "author__bloc"),
            lambda reader, one: one.edition_id == reader.edition_id and not is_withheld(reader, one),
        )
    )


@transaction.atomic
def announce(edition: Edition, *, by: Membership, words: Words, client_id: uuid.UUID) -> Announcement:
    """Tells all members of the course, once for each ``client_id``. Raises PermissionDenied."""
    _check(by, edition)
    said = {"edition": edition, "at": timezone.now(), **_fields(words)}
    made, is_new = Announcement.objects.get_or_create(author=by, client_id=client_id, defaults=said)
    if is_new:
        to = edition.memberships.active()
        notices.tell(to, KIND, made.get_absolute_url(), by=by, about=made, title=made.titles)
    return made


@transaction.atomic
def change(announcement: Announcement, *, by: Membership, words: Words) -> None:
    """Corrects the announcement, or adds a language. Nobody is told again. Raises PermissionDenied."""
    _check(by, announcement.edition)
    for field, value in _fields(words).items():
        setattr(announcement, field, value)
    announcement.changed_at = timezone.now()
    announcement.save()


def missing(announcement: Announcement) -> list[str]:
    """Returns the names of the languages of the pages in which nobody has written the announcement yet."""
    return [str(name) for code, name in settings.LANGUAGES if code not in announcement.titles]


def newest(reader: Membership) -> list[Announcement]:
    """Returns the newest announcements of the reader's edition. One query; none where nobody has announced anything."""
    return _NEWEST.all(edition=reader.edition_id) if alongside(reader, "is_announced") else []


def shown_in(edition: Any) -> QuerySet[Announcement]:
    return Announcement.objects.filter(edition=edition, hidden_at=None)


_NEWEST = Compiled(lambda: shown_in(later_id("edition")).order_by("-pk")[:MOST_ON_TODAY])


def _check(by: Membership, edition: Edition) -> None:
    if not may_moderate(by, edition.pk):
        raise PermissionDenied
    check_not_muted(by)


def _fields(words: Words) -> dict[str, dict[str, str]]:
    html = {code: to_html(text) for code, text in words.texts.items()}
    return {"titles": dict(words.titles), "texts": dict(words.texts), "html": html}
