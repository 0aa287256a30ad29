"""Changing a course's topics, questions and formats. A newer pack leaves alone what was changed here."""

import re
from typing import Any

from django.db import transaction

from academy.models import Edition, Membership, Prompt, Topic
from academy.permissions import check_setting_up
from commons.moderation import auditing
from exchanges.models import Format

TEXTS: dict[str, tuple[str, ...]] = {
    "topic": ("titles", "descriptions"),
    "question": ("texts",),
    "format": ("titles", "purposes"),
}
"""The fields of each kind that people type, by language."""
Item = Topic | Prompt | Format


def items_of(edition: Edition, kind: str) -> Any:
    """Returns the course's rows of the kind, in their order. Raises KeyError for another word."""
    rows: dict[str, Any] = {"topic": edition.topics, "question": edition.prompts, "format": edition.formats}
    return rows[kind].all()


@transaction.atomic
def change(item: Item, *, by: Membership, values: dict[str, Any]) -> Item:
    """Saves ``values`` and returns the item.

    The clocks of published exchanges count a format's stages and pace, so a change of these makes a copy, which later
    rounds may use. Raises PermissionDenied.
    """
    check_setting_up(by, item.edition)
    changed = {name: value for name, value in values.items() if getattr(item, name) != value}
    if not changed:
        return item
    if isinstance(item, Format) and {"stages", "pace"} & changed.keys() and is_in_use(item):
        item = _copy(item)
    for name, value in changed.items():
        setattr(item, name, value)
    item.save()
    auditing.record("set_up", by=by, edition=item.edition, reason=f"{item}: {', '.join(changed)}")
    return item


def is_in_use(format: Format) -> bool:
    return format.rounds.exclude(published_at=None).exists()


def _copy(format: Format) -> Format:
    """Returns an unsaved copy at the end of the course's formats, with a name that is free."""
    stem = re.sub(r"-copy(-[0-9]+)?$", "", format.slug)[:45]
    taken = set(format.edition.formats.filter(slug__startswith=stem).values_list("slug", flat=True))
    names = [f"{stem}-copy", *(f"{stem}-copy-{number}" for number in range(2, len(taken) + 3))]
    last = format.edition.formats.order_by("place").last()
    kept = ("edition", "titles", "purposes", "smallest_group", "largest_group", "stages", "pace", "rules")
    fields = {name: getattr(format, name) for name in kept}
    slug = next(name for name in names if name not in taken)
    return Format(slug=slug, place=last.place + 1 if last else 1, **fields)
