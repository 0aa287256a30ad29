"""The items that an edition takes from its pack: brings them up to date, and finds where they differ."""

import dataclasses
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from academy.models import Edition
from academy.pages.compiled import Compiled, later_id

Content = dict[str, Any]
Fields = dict[str, Any]


def nothing_fixed(_row: Any) -> set[str]:
    return set()


@dataclasses.dataclass(frozen=True)
class Part:
    """Topics, prompts, formats: ``key`` names an item in the pack and in the edition's ``rows``.

    ``fields`` turns the pack's entry into the row's fields. ``fixed`` names fields that must stay although the pack
    has changed, because people work by them.
    """

    rows: Callable[[Edition], Any]
    key: str
    entries: Callable[[Content], list[dict[str, Any]]]
    fields: Callable[[dict[str, Any]], Fields]
    fixed: Callable[[Any], set[str]] = nothing_fixed

    def items(self, content: Content | None) -> dict[str, Fields]:
        """Returns the fields of each item of the pack, by its name, in the pack's order."""
        entries = self.entries(content) if content else []
        return {entry[self.key]: {**self.fields(entry), "place": place} for place, entry in enumerate(entries, 1)}


@dataclasses.dataclass(frozen=True)
class Difference:
    """One difference between an edition and its pack. ``here`` is the edition's row, None when it has none; ``fields``:
    what differs, as (field, here, in the pack)."""

    name: str
    here: Any
    pack: Fields | None
    fields: list[tuple[str, Any, Any]]


def bring(part: Part, edition: Edition, before: Content | None, content: Content) -> None:
    """Adds the pack's new items, and changes the fields that nobody changed in the edition since ``before``.

    ``before`` is the pack's earlier content, None at the opening. Nothing is removed, because people wrote about it.
    """
    known, here = part.items(before), {getattr(row, part.key): row for row in part.rows(edition).all()}
    for name, wanted in part.items(content).items():
        if name in here and name in known:
            _update(here[name], known[name], wanted, part.fixed(here[name]))
        elif name not in here and name not in known:
            part.rows(edition).create(**{part.key: name}, **wanted)


def copy(part: Part, earlier: Edition, edition: Edition) -> None:
    """Gives the edition the earlier one's items as they are there, except the closed ones."""
    for row in part.rows(earlier).standing():
        row.pk, row.edition, row._state.adding = None, edition, True
        row.save()


def _update(row: Any, known: Fields, wanted: Fields, fixed: set[str]) -> None:
    changed = [
        field
        for field, value in wanted.items()
        if field not in fixed and getattr(row, field) == known[field] and known[field] != value
    ]
    for field in changed:
        setattr(row, field, wanted[field])
    if changed:
        row.save(update_fields=changed)


@cache
def _rows_of(model: Any) -> Compiled[Any]:
    return Compiled(lambda: model.objects.filter(edition=later_id("edition")))


def differences(part: Part, edition: Edition, content: Content) -> Iterator[Difference]:
    """Yields the differences between the edition and its pack's ``content``. The order of items is not compared."""
    wanted = part.items(content)
    here = {getattr(row, part.key): row for row in _rows_of(part.rows(edition).model).all(edition=edition.pk)}
    for name in {**here, **wanted}:
        row, pack = here.get(name), wanted.get(name)
        fields = [
            (field, getattr(row, field), value)
            for field, value in (pack or {}).items()
            if row is not None and field != "place" and getattr(row, field) != value
        ]
        if row is None or pack is None or fields:
            yield Difference(name, row, pack, fields)
