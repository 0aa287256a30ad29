"""Opens a course in the browser: from a pack, or with the items of an earlier course. No people come along."""

import dataclasses
import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from academy.courses.editions import free_address, open_edition
from academy.courses.packs import SHIPPED, load_pack, shipped
from academy.models import Edition, Kind, Membership, Pack, Person, Role
from academy.pages.texts import localized
from academy.permissions import check_opening, may_load_packs, packs_open_to
from commons.models import AuditEntry
from commons.moderation import auditing

DOUBLE_TAP = datetime.timedelta(minutes=1)


@dataclasses.dataclass(frozen=True)
class Source:
    """What a course can be opened from. ``key`` names it in a form: ``course:lma-2023``, ``pack:lma-2023``, or
    ``folder:…`` for a pack to be loaded."""

    key: str
    title: str
    year: int


def sources(person: Person) -> tuple[list[Source], list[Source]]:
    """Returns the earlier courses and the packs from which the person may open a course."""
    packs = packs_open_to(person)
    editions = Edition.objects.filter(pack__in=packs)
    courses = [Source(f"course:{one.slug}", localized(one.titles), one.starts.year) for one in editions]
    own = Pack.objects.filter(pk__in=[pack.pk for pack in packs]).order_by("slug")
    loaded = [
        Source(f"pack:{slug}", localized(edition["titles"]), datetime.date.fromisoformat(edition["starts"]).year)
        for slug, edition in own.values_list("slug", "content__topics__edition")
    ]
    return courses, [*loaded, *_shipped(person, {pack.slug for pack in packs})]


def _shipped(person: Person, loaded: set[str]) -> list[Source]:
    if not may_load_packs(person):
        return []
    return [
        Source(f"folder:{name}", localized(own["titles"]), datetime.date.fromisoformat(own["starts"]).year)
        for name, own in shipped().items()
        if name not in loaded
    ]


@transaction.atomic
def open_course(
    source: str, *, starts: datetime.date, ends: datetime.date, by: Person, facilitates: bool = True
) -> Edition:
    """Opens the course, and makes the person its first facilitator if they ``facilitate`` it.

    A button that is pressed twice opens it once. Raises PermissionDenied, EditionFault and PackFault; then nothing is
    stored.
    """
    kind, _colon, name = source.partition(":")
    like = Edition.objects.select_related("pack").filter(slug=name).first() if kind == "course" else None
    pack = like.pack if like else _pack(kind, name, by)
    check_opening(by, pack.pk)
    Pack.objects.select_for_update().get(pk=pack.pk)
    just_now = AuditEntry.objects.filter(act="open_course", by__person=by, at__gte=timezone.now() - DOUBLE_TAP)
    twice = just_now.filter(edition__pack=pack, edition__starts=starts, edition__ends=ends).first()
    if twice is not None:
        return twice.edition
    edition = open_edition(
        free_address(like.slug if like else pack.slug, starts.year), pack=pack, like=like, starts=starts, ends=ends
    )
    role = Role.FACILITATOR if facilitates else Role.ADMINISTRATOR
    member = Membership.objects.create(edition=edition, person=by, role=role, kind=Kind.FACILITATOR)
    auditing.record("open_course", by=member, edition=edition, reason=like.slug if like else pack.slug)
    return edition


def _pack(kind: str, name: str, by: Person) -> Pack:
    if kind == "folder":
        if not may_load_packs(by) or name not in shipped():
            raise PermissionDenied
        return load_pack(SHIPPED / name, opens=False)
    pack = Pack.objects.filter(slug=name).first()
    if pack is None:
        raise PermissionDenied
    return pack
