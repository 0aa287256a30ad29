"""A course's topics, questions and formats: adding, changing, ordering and removing them.

A newer pack leaves alone what was changed or removed here.
"""

import re
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from academy.models import Edition, Membership, Prompt, Topic
from academy.pages.texts import localized
from academy.permissions import check_setting_up
from commons.moderation import auditing
from commons.targets import hold_row
from desk.courses.written import is_used
from exchanges.models import Format
from rooms.common_rooms import open_common_rooms
from rooms.models import Room

TEXTS: dict[str, tuple[str, ...]] = {
    "topic": ("titles", "descriptions", "subtopics", "focus"),
    "question": ("texts",),
    "format": ("titles", "purposes"),
}
"""The fields of each kind that people type, by language."""
SIZES, USUAL_SIZES = ("smallest_group", "largest_group"), (2, 3)
OF_EXCHANGES = {"stages", "pace", "smallest_group", "largest_group"}
"""The fields of a format that its running exchanges keep."""
Item = Topic | Prompt | Format


class NoStages(ValueError):
    """A format without a stage is no format; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(_("A format needs one stage at least. Add another stage before you remove this one."))


def items_of(edition: Edition, kind: str) -> Any:
    """Returns the course's rows of the kind, in their order. Raises KeyError for another word."""
    rows: dict[str, Any] = {"topic": edition.topics, "question": edition.prompts, "format": edition.formats}
    return rows[kind].all()


def kind_of(item: Item) -> str:
    return next(
        kind for kind, model in (("topic", Topic), ("question", Prompt), ("format", Format)) if type(item) is model
    )


def words_of(item: Item) -> str:
    """Returns the item's title, or the question itself."""
    return localized(item.texts if isinstance(item, Prompt) else item.titles)


@transaction.atomic
def add(edition: Edition, kind: str, *, by: Membership, values: dict[str, Any]) -> Item:
    """Adds an item at the end, once when the button is pressed twice. Raises PermissionDenied, NoStages."""
    check_setting_up(by, edition)
    if kind == "format" and not values["stages"]:
        raise NoStages
    if kind == "format":
        values = {**dict(zip(SIZES, USUAL_SIZES, strict=True)), **values}
    Edition.objects.select_for_update().get(pk=edition.pk)  # so that two never take one name
    rows, key = items_of(edition, kind), "key" if kind == "question" else "slug"
    if (same := last_if_same(rows, values)) is not None:
        return same
    words = localized(values[TEXTS[kind][0]], "en")
    name = free_name(slugify(words)[:30].strip("-") or kind, set(rows.values_list(key, flat=True)))
    item: Item = rows.create(**{key: name}, edition=edition, place=last_place(rows) + 1, **values)
    if kind == "topic":
        open_common_rooms(edition)
    auditing.record("add_item", by=by, edition=edition, reason=words_of(item))
    return item


@transaction.atomic
def change(item: Item, *, by: Membership, values: dict[str, Any]) -> Item:
    """Saves ``values`` and returns the item. A copy is made once when the button is pressed twice.

    The clocks of published exchanges count a format's stages and pace, and a repair keeps to its group sizes, so a
    change of these makes a copy for later rounds and closes the format for them. Raises PermissionDenied, NoStages.
    """
    check_setting_up(by, item.edition)
    changed = {name: value for name, value in values.items() if getattr(item, name) != value}
    if not changed:
        return item
    if changed.get("stages") == []:
        raise NoStages
    hold_row(item)
    if isinstance(item, Format) and OF_EXCHANGES & changed.keys() and is_in_use(item):
        earlier, (item, is_new) = item, _copy(item, changed)
        if not is_new:
            return item
        Format.objects.filter(pk=earlier.pk, closed_at=None).update(closed_at=timezone.now())
    else:
        for name, value in changed.items():
            setattr(item, name, value)
        item.save(update_fields=changed.keys())  # another field may have changed a moment ago
    auditing.record("set_up", by=by, edition=item.edition, reason=f"{item}: {', '.join(changed)}")
    return item


@transaction.atomic
def copy_format(format: Format, *, by: Membership) -> Format:
    """Returns a copy with the same stages, whose title says that it is one. Raises PermissionDenied."""
    check_setting_up(by, format.edition)
    titles = {code: _title_of_copy(title, code) for code, title in format.titles.items()}
    copied, is_new = _copy(format, {"titles": titles})
    if is_new:
        auditing.record("copy_format", by=by, edition=format.edition, reason=words_of(copied))
    return copied


@transaction.atomic
def move(item: Item, *, by: Membership, up: bool) -> None:
    """Changes places with the item before or after it; the first and the last one stay. Raises PermissionDenied."""
    check_setting_up(by, item.edition)
    rows = list(items_of(item.edition, kind_of(item)).select_for_update())
    if moved := moved_by_one(rows, item, up=up):
        for place, row in enumerate(moved, 1):
            row.place = place
        type(item).objects.bulk_update(moved, ["place"])
        auditing.record("set_up", by=by, edition=item.edition, reason=f"{item}: place")


def moved_by_one(rows: list[Any], entry: Any, *, up: bool) -> list[Any] | None:
    """Returns the list with the entry one place earlier or later; None when there is no such place. Raises Http404 when
    the entry is no longer in the list."""
    if entry not in rows:
        raise Http404
    at = rows.index(entry)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return None
    moved = list(rows)
    moved[at], moved[to] = moved[to], moved[at]
    return moved


@transaction.atomic
def remove(item: Item, *, by: Membership) -> bool:
    """Removes the item. If people wrote in it or work by it, it is closed instead, and the result is False.

    Raises PermissionDenied.
    """
    check_setting_up(by, item.edition)
    hold_row(item)  # who writes in a topic at this moment waits, or is seen
    if is_used(item):
        if item.closed_at is None:
            item.closed_at = timezone.now()
            item.save(update_fields=["closed_at"])
            auditing.record("close_item", by=by, edition=item.edition, reason=words_of(item))
        return False
    auditing.record("remove_item", by=by, edition=item.edition, reason=words_of(item))
    if isinstance(item, Topic):
        Room.objects.filter(lounge__topic=item).delete()
    item.delete()
    return True


@transaction.atomic
def reopen(item: Item, *, by: Membership) -> None:
    """Puts a closed item back into use. Raises PermissionDenied."""
    check_setting_up(by, item.edition)
    if hold_row(item).closed_at is not None:
        item.closed_at = None
        item.save(update_fields=["closed_at"])
        auditing.record("reopen_item", by=by, edition=item.edition, reason=words_of(item))


def is_in_use(format: Format) -> bool:
    return format.rounds.exclude(published_at=None).exists()


def _copy(format: Format, changed: dict[str, Any]) -> tuple[Format, bool]:
    """Returns a copy at the end of the course's formats, with these changes and a name that is free, and whether it is
    new: a button that is pressed twice makes one."""
    Edition.objects.select_for_update().get(pk=format.edition_id)  # so that two never take one name
    stem = re.sub(r"-copy(-[0-9]+)?$", "", format.slug)[:45]
    own = {"id", "slug", "place", "closed_at"}
    kept = [field.name for field in Format._meta.concrete_fields if field.name not in own]
    values = {name: getattr(format, name) for name in kept} | changed
    rows = format.edition.formats.all()
    same: Format | None = last_if_same(rows, values)
    if same is not None:
        return same, False
    slug = free_name(f"{stem}-copy", set(rows.values_list("slug", flat=True)))
    return rows.create(slug=slug, place=last_place(rows) + 1, **values), True


def _title_of_copy(title: str, language: str) -> str:
    with translation.override(language):
        return str(_("%(title)s (copy)")) % {"title": title}


def last_if_same(rows: Any, values: dict[str, Any]) -> Any:
    """Returns the last of the rows when it stands and has just these values: a button was pressed twice. None
    otherwise."""
    last = rows.order_by("-place", "-pk").first()
    is_same = last is not None and all(
        getattr(last, name) == said for name, said in {**values, "closed_at": None}.items()
    )
    return last if is_same else None


def free_name(stem: str, taken: set[str]) -> str:
    """Returns the stem, or the stem with the first number that makes it free."""
    names = [stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def last_place(rows: Any) -> int:
    """Returns the largest place of the rows, 0 when there are none."""
    return max(rows.values_list("place", flat=True), default=0)
