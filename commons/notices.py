"""Notices are rows that say what happened; a page shows each in the reader's language."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Count, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from academy.access import alongside
from academy.hours.zones import zone
from academy.models import Membership
from academy.pages.compiled import Compiled, later_id, later_text, later_texts
from academy.pages.dates import day_of, time_of
from academy.pages.numbers import LARGEST
from academy.pages.texts import localized
from academy.typed.sentences import fill
from academy.voices import voices_of
from commons import targets
from commons.models import Notice
from commons.telling import groups
from commons.texts.withheld import beginning_for, is_withheld

CALL = "wrote"
"""The kind that is mailed and stands on no page, because pages show rooms with news in another way."""
_sentences: dict[str, Any] = {}
_groups: dict[str, str] = {}
_urgent: set[str] = set()
_waiting: set[str] = set()
_along: set[str] = set()
_texts: dict[str, Callable[[Any], str]] = {}
ITS_OWN = ("excerpt", "headline", "title")
"""The words of a sentence that are the first words of the text which the notice is about."""
WITHHELD = "…"


def register(
    kind: str,
    sentence: Any,
    group: str,
    *,
    urgent: bool = False,
    waits: bool = False,
    along: bool = False,
    text: Callable[[Any], str] | None = None,
) -> None:
    """Registers a kind. ``sentence``: a lazy translation with the words of ``tell``, and ``%(who)s``, the actor.

    ``group``: one of ``commons.telling.groups``. ``urgent``: it is told at once at any hour, because it begins soon or
    because somebody waits in a room. ``waits``: it comes with the next mail, and at the latest in the morning, because
    nothing is lost by then. ``along``: it comes with the next mail, and at the latest on Monday, because what is to be
    done about it is told in a mail of its own. ``text(about)``: what the mail says in full, of a text that all members
    read.
    """
    _sentences[kind], _groups[kind] = sentence, group
    if urgent:
        _urgent.add(kind)
    if waits:
        _waiting.add(kind)
    if along:
        _along.add(kind)
    if text is not None:
        _texts[kind] = text


def group_of(kind: str) -> str:
    return _groups[kind]


def is_urgent(kind: str) -> bool:
    return kind in _urgent


def waits(kind: str) -> bool:
    return kind in _waiting


def goes_along(kind: str) -> bool:
    return kind in _along


def urgent_kinds() -> list[str]:
    return sorted(_urgent)


def tell(
    to: Iterable[Membership],
    kind: str,
    path: str,
    *,
    by: Membership | None = None,
    about: Any = None,
    mailed: bool = False,
    once: bool = False,
    **words: Any,
) -> None:
    """Leaves a notice for each member except the one who acted, in the caller's transaction.

    ``words`` may be texts in several languages. ``about`` is a text (see ``commons.targets``) whose first words are
    among ``words``: a page shows them as they are by then, and not at all once they are withheld from the reader.
    ``mailed``: another mail says it, so that this notice sends none. ``once``: nobody gets a second one of this kind
    and place before they have read the first.
    """
    pointer, now = {}, timezone.now()
    if about is not None:
        pointer = {"about_type": ContentType.objects.get_for_model(type(about)), "about_id": about.pk}
    known: set[int] = set()
    if once:
        to = list(to)
        unread = Notice.objects.filter(to__in=to, kind=kind, path=path, read_at=None)
        known = set(unread.values_list("to", flat=True))
    Notice.objects.bulk_create(
        Notice(to=member, by=by, kind=kind, path=path, words=words, told_at=now if mailed else None, **pointer)
        for member in to
        if member.pk not in known and (by is None or member.pk != by.pk)
    )


def of(membership: Membership) -> QuerySet[Notice]:
    """Returns the member's notices that are shown on pages, with what their sentences need. One query for each kind of
    text."""
    return with_words(membership.notices.exclude(kind=CALL))


def with_words(found: QuerySet[Notice]) -> QuerySet[Notice]:
    """Loads what the sentences of these notices need."""
    return found.prefetch_related(_texts_of_all())


def _texts_of_all() -> GenericPrefetch:
    return GenericPrefetch("about", [kind.queryset() for kind in targets.kinds()])


def newest(membership: Membership, before: int | None) -> list[Notice]:
    """Returns the first PAGE + 1 of ``of``, the newest first, with ids below ``before``. One query, and one for each
    kind of text."""
    found = _NEWEST.all(member=membership.pk, before=before or LARGEST)
    if any(notice.about_id is not None for notice in found):
        prefetch_related_objects(found, _texts_of_all())
    return found


PAGE = 30
_NEWEST = Compiled(
    lambda: (
        Notice.objects.filter(to=later_id("member"), pk__lt=later_id("before"))
        .exclude(kind=CALL)
        .order_by("-pk")[: PAGE + 1]
    )
)


def sentence_of(notice: Notice, reader: Membership, *, outside: bool = False) -> str:
    """Returns the notice in the active language. The caller loads it with ``of``.

    ``outside``: for a mail, which says no first words of a text, because it may be of a room for its members alone.
    """
    said = {name: _said(word, reader) if isinstance(word, dict) else word for name, word in notice.words.items()}
    words = {"who": _name_of(notice, reader), **said}
    if notice.about_id is not None:
        shown = beginning_for(reader, notice.about) if notice.about is not None else ""
        words |= {name: shown or WITHHELD for name in ITS_OWN if name in words}
    if outside and "excerpt" in words:
        words["excerpt"] = WITHHELD
    # An older notice may lack a word that its sentence has by now.
    return fill(_sentences[notice.kind], defaultdict(lambda: WITHHELD, words))


def _name_of(notice: Notice, reader: Membership) -> str:
    if notice.by_id is None:
        return ""
    voice = voices_of(reader.edition).get(notice.by_id)
    if voice is not None:
        return voice.name
    return notice.by.person.name if notice.by else ""


def named(members: Iterable[Membership | int]) -> dict[str, list[int]]:
    """Returns a word for ``tell`` that stands for the names of these members (or ids), without the reader's own, as
    they are when somebody reads it."""
    return {"members": [member if isinstance(member, int) else member.pk for member in members]}


def moment(at: datetime.datetime) -> dict[str, str]:
    """Returns a word for ``tell`` that stands for the moment on its reader's clock, with the place."""
    return {"moment": at.isoformat()}


def _said(word: dict[str, Any], reader: Membership) -> str:
    """Returns the names of members (see ``named``), a moment, or a text in several languages in the active one."""
    if "moment" in word:
        at, here = datetime.datetime.fromisoformat(word["moment"]), reader.whereabouts
        local = at.astimezone(zone(here.zone_at(at)))
        return _("%(day)s, %(time)s (%(place)s)") % {
            "day": day_of(local),
            "time": time_of(local),
            "place": here.place_at(at),
        }
    if "members" not in word:
        return localized(word)
    voices = voices_of(reader.edition)
    names = [voices[pk].given_name for pk in word["members"] if pk in voices and pk != reader.pk]
    return get_text_list(names, _("and"))


def withdraw(target: Any, **_signal: Any) -> None:
    """Takes back what nobody has read about a text, or as leading to it, once the text is hidden. What facilitators
    decided about it stays."""
    kind = ContentType.objects.get_for_model(type(target))
    concerned = Q(about_type=kind, about_id=target.pk) | Q(path=target.get_absolute_url())
    decided = [name for name, group in _groups.items() if group == groups.ABOUT_ME]
    Notice.objects.filter(concerned, read_at=None).exclude(kind__in=decided).delete()


def withdraw_at(
    path: str, *kinds: str, to: Iterable[Any] | None = None, by: Membership | None = None, **words: Any
) -> None:
    """Takes back what leads to this place and nobody has read, because it is done or no longer holds.

    Only notices of these ``kinds`` if there are some, ``to`` these members (or ids), caused ``by`` this member, and
    with these ``words``.
    """
    found = Notice.objects.filter(path=path, read_at=None, **{f"words__{name}": said for name, said in words.items()})
    found = found.filter(kind__in=kinds) if kinds else found
    found = found.filter(by=by) if by is not None else found
    (found if to is None else found.filter(to__in=to)).delete()


def number_unread(membership: Any) -> Coalesce:
    """Counts the unread notices of a membership, which is an ``OuterRef``."""
    counted = unread_of(membership).order_by().values("to").annotate(unread=Count("pk")).values("unread")
    return Coalesce(Subquery(counted), 0)


def text_of(notice: Notice, reader: Membership) -> str:
    """Returns what a mail says in full of the notice's text, in the active language; mostly ""."""
    known = _texts.get(notice.kind)
    return known(notice.about) if known and notice.about and not is_withheld(reader, notice.about) else ""


def unread_of(membership: Any) -> QuerySet[Notice]:
    """Returns the unread notices of a membership, which may be an ``OuterRef``, too."""
    return Notice.objects.filter(to=membership, read_at=None).exclude(kind=CALL)


def wait_for(membership: Membership) -> int:
    """Returns how many unread notices there are; without a query when ``academy.access`` read the membership."""
    return alongside(membership, "notices_wait")


def mark_seen(membership: Membership, paths: Iterable[str]) -> None:
    """Marks as read what led to a page that the member looks at. No query when nothing is unread, and one query when
    nothing that is unread led here."""
    paths = list(paths)
    if wait_for(membership) and any(
        _LED_HERE.all(member=membership.pk, paths=paths[start : start + MOST_PATHS])
        for start in range(0, len(paths), MOST_PATHS)
    ):
        seen = unread_of(membership).filter(path__in=paths).update(read_at=timezone.now())
        membership.notices_wait -= seen


def look_at(membership: Membership, path: str) -> None:
    """Marks as read what led to the page that the member looks at, or to a place on it. No query when nothing is
    unread, and one query when nothing that is unread led here."""
    if wait_for(membership) and (led := _LED_TO.all(member=membership.pk, path=path, places=f"{path}#")):
        Notice.objects.filter(pk__in=[pk for (pk,) in led]).update(read_at=timezone.now())
        membership.notices_wait -= len(led)


MOST_PATHS = 40
_LED_TO = Compiled(
    lambda: (
        unread_of(later_id("member"))
        .filter(Q(path=later_text("path")) | Q(path__startswith=later_text("places")))
        .order_by()
        .values_list("pk")
    )
)
_LED_HERE = Compiled(
    lambda: (
        unread_of(later_id("member")).filter(path__in=later_texts("paths", MOST_PATHS)).order_by().values_list("pk")[:1]
    )
)


def mark_answered(membership: Membership, about: Any) -> None:
    """Marks as read what told the member of this text: who answers it, by mail too, has read it."""
    kind = ContentType.objects.get_for_model(type(about))
    unread_of(membership).filter(about_type=kind, about_id=about.pk).update(read_at=timezone.now())


def mark_read(membership: Membership) -> None:
    unread_of(membership).update(read_at=timezone.now())
    membership.notices_wait = 0
