"""The version of a topic's comparison: each act that changes it sets another one, in its own transaction.

The process remembers by this version what pages make of the comparison for all readers, so no page shows an older state
than its database has.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save

from academy.models import Edition, Topic
from academy.pages.numbers import another
from commons.marks.marking import type_of
from commons.models import Mark
from compare.models import Aspect, Comparison, Dispute, Provision, View

T = TypeVar("T")
MOST_TOPICS = 64
_OF_ASPECT, _OF_PROVISION = "topic__aspects", "topic__aspects__provisions"
_PLACES: dict[type, tuple[str, str]] = {
    Aspect: ("topic", "topic_id"),
    Provision: (_OF_ASPECT, "aspect_id"),
    View: (_OF_ASPECT, "aspect_id"),
    Dispute: (_OF_PROVISION, "provision_id"),
    Mark: (_OF_PROVISION, "source_id"),
}
"""Finds the comparison of a changed row by what the row lies in, because a deleted row is gone by then."""


def version_of(topic: Topic) -> int | None:
    """Returns None where no pack has made the row. No query when the topic was read with its tabs."""
    found: Comparison | None = getattr(topic, "comparison", None)
    return None if found is None else found.version


class _Memory(NamedTuple):
    """The values made for a topic in this ``version`` of its comparison and of the course's people."""

    version: tuple[int, int]
    made: dict[Any, Any]


_held: dict[int, _Memory] = {}


def remembered(topic: Topic, what: Any, make: Callable[[], T]) -> T:
    """Returns what ``make`` returned for this ``what`` in this version of the comparison."""
    comparison = version_of(topic)
    if comparison is None:
        return make()
    version = comparison, topic.edition.people_version
    held = _held.get(topic.pk)
    if held is None or held.version != version:
        if len(_held) >= MOST_TOPICS:
            _held.clear()
        held = _held[topic.pk] = _Memory(version, {})
    if what not in held.made:
        held.made[what] = make()
    return cast(T, held.made[what])


def forget() -> None:
    """Empties the memory, as in a process that has just started."""
    _held.clear()


def renew(edition: Edition) -> None:
    """Gives all comparisons of the edition another version, new ones their first. It is for changes that send no
    signal."""
    Comparison.objects.bulk_create(
        [Comparison(topic=topic) for topic in edition.topics.all()],
        update_conflicts=True,
        unique_fields=["topic"],
        update_fields=["version"],
    )


def follow_changes() -> None:
    """Makes every saved or deleted row that a comparison shows renew its version."""
    for model in _PLACES:
        post_save.connect(_changed, sender=model, dispatch_uid="compared rows saved")
        post_delete.connect(_changed, sender=model, dispatch_uid="compared rows deleted")


def _changed(sender: type, instance: Any, **_signal: Any) -> None:
    if sender is Mark and instance.source_type_id != type_of(Provision).pk:
        return
    path, field = _PLACES[sender]
    found: QuerySet[Comparison] = Comparison.objects.filter(**{path: getattr(instance, field)})
    found.update(version=another())
