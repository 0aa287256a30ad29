"""The aspects of a topic and what each side has on them, written at the desk.

A newer pack leaves alone what was added, changed or removed here.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from academy.models import Bloc, Membership, State, Topic
from academy.pages.texts import localized
from academy.permissions import check_setting_up
from commons.moderation import auditing
from commons.targets import hold_row
from compare.comparing import versions
from compare.models import Aspect, Provision
from compare.objections import corrections
from compare.objections.parts import TEXTS
from desk.courses.items import free_name, last_if_same, last_place, moved_by_one
from desk.courses.written import is_said_of, is_said_of_row


@transaction.atomic
def add(topic: Topic, *, by: Membership, values: dict[str, Any]) -> Aspect:
    """Adds an aspect at the end of the topic's comparison, once when the button is pressed twice. ``values``: title and
    question. Raises PermissionDenied."""
    check_setting_up(by, topic.edition)
    hold_row(topic)  # so that two never take one name
    rows = topic.aspects.all()
    if (same := last_if_same(rows, values)) is not None:
        return same
    stem = slugify(localized(values["title"], "en"))[:50].strip("-") or "aspect"
    slug = free_name(stem, set(rows.values_list("slug", flat=True)))
    made = rows.create(topic=topic, slug=slug, place=last_place(rows) + 1, **values)
    versions.renew(topic.edition)  # nothing was compared in a topic that was added here
    auditing.record("add_item", by=by, edition=topic.edition, reason=localized(made.title))
    return made


@transaction.atomic
def change(aspect: Aspect, *, by: Membership, values: dict[str, Any]) -> None:
    """Saves title and question. Raises PermissionDenied."""
    check_setting_up(by, aspect.edition)
    changed = [name for name, value in values.items() if getattr(aspect, name) != value]
    for name in changed:
        setattr(aspect, name, values[name])
    if changed:
        hold_row(aspect)
        aspect.save(update_fields=changed)
        auditing.record("set_up", by=by, edition=aspect.edition, reason=f"{aspect}: {', '.join(changed)}")


@transaction.atomic
def move(aspect: Aspect, *, by: Membership, up: bool) -> None:
    """Changes places with the aspect before or after it; the first and the last one stay. Raises PermissionDenied."""
    check_setting_up(by, aspect.edition)
    rows = list(aspect.topic.aspects.select_for_update().order_by("place", "pk"))
    if moved := moved_by_one(rows, aspect, up=up):
        for place, row in enumerate(moved, 1):
            row.place = place
        Aspect.objects.bulk_update(moved, ["place"])
        versions.renew(aspect.edition)
        auditing.record("set_up", by=by, edition=aspect.edition, reason=f"{aspect}: place")


@transaction.atomic
def remove(aspect: Aspect, *, by: Membership) -> bool:
    """Removes the aspect. One of which people said something, or that the pack would bring again, is closed instead,
    and the result is False. Raises PermissionDenied.
    """
    check_setting_up(by, aspect.edition)
    locked = hold_row(aspect)
    if locked.from_pack or is_said_of(locked):
        if locked.closed_at is None:
            _close(aspect, True, "close_item", by)
        return False
    auditing.record("remove_item", by=by, edition=aspect.edition, reason=localized(aspect.title))
    aspect.delete()
    return True


@transaction.atomic
def reopen(aspect: Aspect, *, by: Membership) -> None:
    """Puts a closed aspect back into the comparison. Raises PermissionDenied."""
    check_setting_up(by, aspect.edition)
    if hold_row(aspect).closed_at is not None:
        _close(aspect, False, "reopen_item", by)


def _close(aspect: Aspect, closed: bool, act: str, by: Membership) -> None:
    aspect.closed_at = timezone.now() if closed else None
    aspect.save(update_fields=["closed_at"])
    auditing.record(act, by=by, edition=aspect.edition, reason=localized(aspect.title))


@transaction.atomic
def write(
    aspect: Aspect, bloc: Bloc, *, by: Membership, values: dict[str, Any], source: str, state: State | None = None
) -> Provision:
    """Writes what the bloc, or a member ``state``, has on the aspect; a text that stands there already is corrected,
    with its history.

    ``values``: fields of the bloc's cell, or of the state's row. Raises PermissionDenied.
    """
    check_setting_up(by, aspect.edition)
    hold_row(aspect)
    found = Provision.objects.filter(aspect=aspect, bloc=bloc, state=state).first()
    if found is None:
        now = timezone.now()
        found = Provision.objects.create(aspect=aspect, bloc=bloc, state=state, edited_at=now, **values)
        auditing.record("edit-provision", by=by, edition=aspect.edition, reason=source)
        return found
    proposed = {part: value for field, given in values.items() for part, value in _parts(found, field, given)}
    if proposed:
        corrections.propose(found, by=by, proposed=proposed, source=source)
        found.refresh_from_db()
    return found


@transaction.atomic
def remove_row(row: Provision, *, by: Membership) -> bool:
    """Removes what a member state has. One of which people said something, or that the pack would bring again, stays,
    and the result is False. Raises PermissionDenied."""
    check_setting_up(by, row.edition)
    hold_row(row.aspect)  # as ``write`` does, so that neither waits for the other
    locked = hold_row(row)
    if locked.from_pack or is_said_of_row(locked):
        return False
    named = f"{row.aspect}, {row.state.code if row.state else row.bloc.code}"
    auditing.record("remove_item", by=by, edition=row.edition, reason=named)
    locked.delete()
    versions.renew(row.edition)
    return True


def _parts(provision: Provision, field: str, given: Any) -> list[tuple[str, Any]]:
    """Returns the parts of the field that differ, by the names that corrections give them ("summary.fr")."""
    before = getattr(provision, field)
    if field not in TEXTS:
        return [(field, given)] if given != before else []
    codes = [*before, *(code for code in given if code not in before)]
    return [(f"{field}.{code}", given.get(code, "")) for code in codes if given.get(code, "") != before.get(code, "")]
