"""Targets: the texts that people report and moderate. Higher floors register their models; addresses name them by
``kind``."""

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import Http404

from academy.models import Membership
from academy.pages.compiled import Sized

Row = TypeVar("Row", bound=models.Model)


def hold_row(row: Row) -> Row:
    """Returns the row's present state, locked until the end of the transaction. Raises Http404 when somebody has
    removed it since it was read."""
    held = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
    if held is None:
        raise Http404
    return held


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of target. ``readable_by(membership, target)``: True when the member may read it. ``around(membership,
    targets)``: by target's id, the target between its neighbours, for somebody who runs the course; a target whose
    place they may not enter is left out.

    Neighbours have ``author_id`` and html, and take the same few queries for any number of targets. ``hold(target)``
    locks its row, after all that has to be locked before it, and returns its present state. ``moderable_by(membership,
    target)``: True when the member, who runs its course, may hide and restore it. ``warning(target)``: a sentence for
    somebody who reports it, in their language, or "".
    """

    name: str
    model: type[models.Model]
    queryset: Callable[[], models.QuerySet[Any]]
    readable_by: Callable[[Membership, Any], bool]
    around: Callable[[Membership, Sequence[Any]], Mapping[int, Sequence[Any]]] = lambda _member, targets: {
        target.pk: [] for target in targets
    }
    hold: Callable[[Any], Any] = hold_row
    moderable_by: Callable[[Membership, Any], bool] = lambda _membership, _target: True
    warning: Callable[[Any], str] = lambda _target: ""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    return list(_kinds.values())


def kind_of(model: type[models.Model]) -> Kind:
    return next(kind for kind in _kinds.values() if kind.model is model)


MOST = 20


def found(kind: Kind, pks: Collection[int]) -> list[Any]:
    """Returns these targets of one kind, at most MOST, in no order. One query, and those of its prefetches."""
    compiled = _compiled(kind)
    return list(kind.queryset().filter(pk__in=pks)) if compiled is None else compiled.all(pks)


@cache
def _compiled(kind: Kind) -> Sized[Any] | None:
    if kind.queryset()._prefetch_related_lookups:  # type: ignore[attr-defined]  # A compiled query has none.
        return None
    return Sized(lambda pks: kind.queryset().filter(pk__in=pks).order_by())


def fetch(kind: str, pk: int) -> Any:
    """Returns the target with author and edition loaded, without a check of permission. Raises Http404."""
    known = _kinds.get(kind)
    target = known.queryset().filter(pk=pk).first() if known else None
    if target is None:
        raise Http404
    return target


def reference(target: models.Model) -> dict[str, Any]:
    """Returns the fields with which a row points at the target."""
    return {"target_type": ContentType.objects.get_for_model(type(target)), "target_id": target.pk}
