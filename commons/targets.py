"""What can be reported and moderated. Higher floors register their models; addresses name them by ``kind``."""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import Http404

from academy.models import Membership

LARGEST_ID = 2**63 - 1


@dataclasses.dataclass(frozen=True)
class Kind:
    """``readable_by(membership, target)``; ``around(target)`` gives what stood before and after, each with author, html, at."""

    name: str
    model: type[models.Model]
    queryset: Callable[[], models.QuerySet[Any]]
    readable_by: Callable[[Membership, Any], bool]
    around: Callable[[Any], Iterable[Any]]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kind_of(target: models.Model) -> Kind:
    return next(kind for kind in _kinds.values() if kind.model is type(target))


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
