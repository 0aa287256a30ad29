"""What can be reported and moderated. Higher floors register their models; addresses name them by ``kind``."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import Http404

from academy.models import Membership

LARGEST_ID = 2**63 - 1


@dataclasses.dataclass(frozen=True)
class Kind:
    """``readable_by(membership, target)``; ``around(targets)`` gives, by target's id, what stood before, it itself, and after,
    each with author and html, in a fixed number of queries however many targets there are."""

    name: str
    model: type[models.Model]
    queryset: Callable[[], models.QuerySet[Any]]
    readable_by: Callable[[Membership, Any], bool]
    around: Callable[[Sequence[Any]], Mapping[int, Sequence[Any]]] = lambda targets: {}


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kind_of(model: type[models.Model]) -> Kind:
    return next(kind for kind in _kinds.values() if kind.model is model)


def fetch(kind: str, pk: int) -> Any:
    """The target with author and edition loaded; Http404 where there is none. Says nothing about who may read it."""
    known = _kinds.get(kind)
    target = known.queryset().filter(pk=pk).first() if known and pk <= LARGEST_ID else None
    if target is None:
        raise Http404
    return target


def reference(target: models.Model) -> dict[str, Any]:
    """How a row points at the target."""
    return {"target_type": ContentType.objects.get_for_model(type(target)), "target_id": target.pk}
