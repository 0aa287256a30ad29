"""The things that people report and moderate. Higher floors register their models; addresses name them by ``kind``."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import Http404

from academy.models import Membership


def hold_row(target: Any) -> Any:
    """The target as it stands, its row locked until the end of the transaction."""
    return type(target).objects.select_for_update().get(pk=target.pk)


@dataclasses.dataclass(frozen=True)
class Kind:
    """``readable_by(membership, target)``; ``around(membership, targets)``: by target's id what stood before, itself,
    what after, as far as somebody who runs the course may read it: a target whose place is shut to them is left out.

    Each of these has author and html; it takes the same few queries however many targets there are. ``hold(target)``
    locks its row, after whatever else has to be locked before it, and gives the target as it stands.
    ``moderable_by(membership, target)``: one who runs its course may hide and restore it. ``warning(target)``: what
    somebody who reports it should know, in their language; "" where that is nothing special.
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


def kind_of(model: type[models.Model]) -> Kind:
    return next(kind for kind in _kinds.values() if kind.model is model)


def fetch(kind: str, pk: int) -> Any:
    """The target with author and edition loaded; Http404 where there is none. Says nothing about who may read it."""
    known = _kinds.get(kind)
    target = known.queryset().filter(pk=pk).first() if known else None
    if target is None:
        raise Http404
    return target


def reference(target: models.Model) -> dict[str, Any]:
    """How a row points at the target."""
    return {"target_type": ContentType.objects.get_for_model(type(target)), "target_id": target.pk}
