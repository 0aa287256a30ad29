"""Changing the stages of a format, one at a time.

Each verb returns the format, or its copy when exchanges run by it.
"""

from typing import Any

from django.db import transaction

from academy.models import Membership
from commons.targets import hold_row
from desk.courses import items
from exchanges.models import Format


class Gone(LookupError):
    """No stage of the format has this key (any more)."""


def stage_of(format: Format, key: str) -> dict[str, Any]:
    """Raises Gone."""
    return dict(format.stages[_place(format, key)])


@transaction.atomic
def save(format: Format, key: str, *, by: Membership, values: dict[str, Any], after: int | None = None) -> Format:
    """Changes the stage named ``key``; "" adds one at the end. A value None takes away what the stage said there.

    ``after``: how many stages the page of a new one has shown, so that a button which is pressed twice adds it once.

    Raises PermissionDenied, Gone.
    """
    current = _locked(format)
    stages = list(current.stages)
    if key:
        place = _place(current, key)
        changed = {**stages[place], **values}
        stages[place] = {name: value for name, value in changed.items() if value is not None}
    else:
        taken = {stage["key"] for stage in stages}
        names = (f"stage-{number}" for number in range(1, len(taken) + 2))
        said = {name: value for name, value in values.items() if value is not None}
        if after is not None and len(stages) > after and stages[-1] == {"key": stages[-1]["key"], **said}:
            return current
        stages.append({"key": next(name for name in names if name not in taken), **said})
    return _changed(current, stages, by)


@transaction.atomic
def remove(format: Format, key: str, *, by: Membership) -> Format:
    """Raises PermissionDenied, Gone, NoStages."""
    current = _locked(format)
    place = _place(current, key)
    return _changed(current, [*current.stages[:place], *current.stages[place + 1 :]], by)


@transaction.atomic
def move(format: Format, key: str, *, by: Membership, up: bool) -> Format:
    """Changes places with the stage before or after it. Raises PermissionDenied, Gone."""
    current = _locked(format)
    moved = items.moved_by_one(current.stages, current.stages[_place(current, key)], up=up)
    return _changed(current, moved or current.stages, by)


def _locked(format: Format) -> Format:
    """Locks the format, so that two facilitators who change two stages take turns and neither undoes the other's
    change. Raises Http404 when one of them has removed it."""
    return hold_row(format)


def _changed(format: Format, stages: list[dict[str, Any]], by: Membership) -> Format:
    changed = items.change(format, by=by, values={"stages": stages})
    assert isinstance(changed, Format)
    return changed


def _place(format: Format, key: str) -> int:
    found = next((place for place, stage in enumerate(format.stages) if stage["key"] == key), None)
    if found is None:
        raise Gone
    return found
