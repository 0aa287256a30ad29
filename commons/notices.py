"""Notices are rows that say what happened; a page shows each in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from academy.models import Membership
from academy.typed.sentences import fill
from commons.models import Notice

_sentences: dict[str, Any] = {}


def register(kind: str, sentence: Any) -> None:
    """Registers a kind. ``sentence``: a lazy translation with the words of ``tell``, and ``%(who)s``, the actor."""
    _sentences[kind] = sentence


def tell(to: Iterable[Membership], kind: str, path: str, *, by: Membership | None = None, **words: Any) -> None:
    """Leaves a notice for each member except the one who acted, in the caller's transaction."""
    Notice.objects.bulk_create(
        Notice(to=member, by=by, kind=kind, path=path, words=words) for member in to if by is None or member.pk != by.pk
    )


def sentence_of(notice: Notice) -> str:
    """Returns the notice in the active language. The caller loads the actor (``notice.by.person``) with its list."""
    who = notice.by.person.name if notice.by else ""
    return fill(_sentences[notice.kind], {"who": who, **notice.words})


def unread_of(membership: Any) -> QuerySet[Notice]:
    """``membership`` may be an ``OuterRef``, too."""
    return Notice.objects.filter(to=membership, read_at=None)


def wait_for(membership: Membership) -> bool:
    """Returns whether there are unread notices; without a query when ``academy.access`` read the membership."""
    known = vars(membership).get("notices_wait")
    return unread_of(membership).exists() if known is None else bool(known)


def mark_read(membership: Membership) -> None:
    unread_of(membership).update(read_at=timezone.now())
    membership.notices_wait = False
