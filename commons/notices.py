"""Notices are rows that say what happened; a page shows each in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from academy.access import alongside
from academy.models import Membership
from academy.typed.sentences import fill
from academy.voices import voices_of
from commons import targets
from commons.models import Notice
from commons.withheld import beginning_for

CALL = "wrote"
"""The kind that is mailed and stands on no page, because pages show rooms with news in another way."""
_sentences: dict[str, Any] = {}
_groups: dict[str, str] = {}
_urgent: set[str] = set()
ITS_OWN = ("excerpt", "headline", "title")
"""The words of a sentence that are the first words of the text which the notice is about."""
WITHHELD = "…"


def register(kind: str, sentence: Any, group: str, *, urgent: bool = False) -> None:
    """Registers a kind. ``sentence``: a lazy translation with the words of ``tell``, and ``%(who)s``, the actor.

    ``group``: one of ``commons.telling.groups``. ``urgent``: it is told at once at any hour, because it begins soon.
    """
    _sentences[kind], _groups[kind] = sentence, group
    if urgent:
        _urgent.add(kind)


def group_of(kind: str) -> str:
    return _groups[kind]


def is_urgent(kind: str) -> bool:
    return kind in _urgent


def tell(
    to: Iterable[Membership],
    kind: str,
    path: str,
    *,
    by: Membership | None = None,
    about: Any = None,
    mailed: bool = False,
    **words: Any,
) -> None:
    """Leaves a notice for each member except the one who acted, in the caller's transaction.

    ``about`` is a text (see ``commons.targets``) whose first words are among ``words``: a page shows them as they are
    by then, and not at all once they are withheld from the reader. ``mailed``: another mail says it, so that this
    notice sends none.
    """
    pointer, now = {}, timezone.now()
    if about is not None:
        pointer = {"about_type": ContentType.objects.get_for_model(type(about)), "about_id": about.pk}
    Notice.objects.bulk_create(
        Notice(to=member, by=by, kind=kind, path=path, words=words, told_at=now if mailed else None, **pointer)
        for member in to
        if by is None or member.pk != by.pk
    )


def of(membership: Membership) -> QuerySet[Notice]:
    """Returns the member's notices that stand on pages, with what their sentences need. A query for each kind of
    text."""
    return with_words(membership.notices.exclude(kind=CALL))


def with_words(found: QuerySet[Notice]) -> QuerySet[Notice]:
    """Loads what the sentences of these notices need."""
    about = GenericPrefetch("about", [kind.queryset() for kind in targets.kinds()])
    return found.select_related("by__person").prefetch_related(about)


def sentence_of(notice: Notice, reader: Membership, *, outside: bool = False) -> str:
    """Returns the notice in the active language. The caller loads it with ``of``.

    ``outside``: for a mail, which says no first words of a text, because it may be of a room for its members alone.
    """
    said = {name: _named(word, reader) if isinstance(word, dict) else word for name, word in notice.words.items()}
    words = {"who": notice.by.person.name if notice.by else "", **said}
    if notice.about_id is not None:
        shown = beginning_for(reader, notice.about) if notice.about is not None else ""
        words |= {name: shown or WITHHELD for name in ITS_OWN if name in words}
    if outside and "excerpt" in words:
        words["excerpt"] = WITHHELD
    return fill(_sentences[notice.kind], words)


def named(members: Iterable[Membership]) -> dict[str, list[int]]:
    """Returns a word for ``tell`` that stands for the names of these members as they are when somebody reads it."""
    return {"members": [member.pk for member in members]}


def _named(word: dict[str, list[int]], reader: Membership) -> str:
    voices = voices_of(reader.edition)
    return get_text_list([voices[pk].given_name for pk in word["members"] if pk in voices], _("and"))


def unread_of(membership: Any) -> QuerySet[Notice]:
    """``membership`` may be an ``OuterRef``, too."""
    return Notice.objects.filter(to=membership, read_at=None).exclude(kind=CALL)


def wait_for(membership: Membership) -> bool:
    """Returns whether there are unread notices; without a query when ``academy.access`` read the membership."""
    return bool(alongside(membership, "notices_wait"))


def mark_read(membership: Membership) -> None:
    unread_of(membership).update(read_at=timezone.now())
    membership.notices_wait = False
