"""One aspect: what each side has, with the rows on its member states, and the aspects before and after it."""

import dataclasses
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from compare.comparing.columns import Column
from compare.models import Aspect, Correction, Dispute, Provision


@dataclasses.dataclass(frozen=True)
class Side:
    """A bloc, its cell (None: the pack has none) and the rows on its member states."""

    column: Column
    cell: Provision | None
    states: list[Provision]


def with_objections(provisions: QuerySet[Provision]) -> QuerySet[Any]:
    """Annotates each provision with whether it ``is_disputed`` and whether a correction ``waits``."""
    of_this = {"provision": OuterRef("pk"), "hidden_at": None}
    return provisions.annotate(
        is_disputed=Exists(Dispute.objects.filter(settled_at=None, **of_this)),
        waits=Exists(Correction.objects.filter(decision="", **of_this)),
    )


def sides(aspect: Aspect, columns: list[Column]) -> list[Side]:
    """Returns each bloc with its cell and rows. One query."""
    found = with_objections(Provision.objects.filter(aspect=aspect).select_related("state")).order_by("pk")
    rows: dict[int, list[Any]] = {column.pk: [] for column in columns}
    for provision in found:
        provision.aspect = aspect
        rows.setdefault(provision.bloc_id, []).append(provision)
    return [_side(column, rows[column.pk]) for column in columns]


def _side(column: Column, rows: list[Any]) -> Side:
    cell = next((row for row in rows if row.state is None), None)
    return Side(column, cell, [row for row in rows if row.state is not None])


def beside(both: list[Side], codes: list[str]) -> list[tuple[Side, Provision]]:
    """Returns the row of one member state of each side, as the codes name them; none unless each side has one."""
    pairs = [(side, next((row for row in side.states if row.state and row.state.code in codes), None)) for side in both]
    chosen = [(side, row) for side, row in pairs if row is not None]
    return chosen if len(chosen) == len(both) else []


@dataclasses.dataclass(frozen=True)
class Neighbours:
    """The aspects before and after one in its topic; ``place`` of ``all``."""

    before: Aspect | None
    after: Aspect | None
    place: int
    all: int


def neighbours(aspect: Aspect) -> Neighbours:
    """Returns the aspects beside this one. One query."""
    shown = Aspect.objects.filter(Q(closed_at=None) | Q(pk=aspect.pk), topic=aspect.topic_id)
    row = list(shown.only("title", "topic").order_by("place", "pk"))
    here = row.index(aspect)
    before = row[here - 1] if here else None
    return Neighbours(before, row[here + 1] if here + 1 < len(row) else None, here + 1, len(row))
