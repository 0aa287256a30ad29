"""Marking a source of the other shore, and who marked what."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from academy.models import Membership, Role
from academy.typed.signs import one_line
from commons.models import Mark
from commons.permissions import check_marking
from commons.sources import Card, readable_cards


def mark(source: Any, *, by: Membership, why: str = "") -> None:
    """Says that the source could serve the member's side. Once marked, only another sentence changes anything: it
    takes the place of the earlier one, which stays as history. Raises Http404 or PermissionDenied."""
    check_marking(by, source)
    why, now = one_line(why), timezone.now()
    try:
        with transaction.atomic():
            before = _present(source, by).select_for_update().first()
            if before is not None:
                if why in ("", before.why):
                    return
                before.removed_at = now
                before.save(update_fields=["removed_at"])
            Mark.objects.create(member=by, source_type=_type(type(source)), source_id=source.pk, why=why, at=now)
    except IntegrityError:  # a second tap at the same moment has made it; only a sentence would be lost
        if why:
            mark(source, by=by, why=why)


def unmark(source: Any, *, by: Membership) -> None:
    """Takes the mark back; without one nothing happens. Raises Http404 or PermissionDenied."""
    check_marking(by, source)
    _present(source, by).update(removed_at=timezone.now())


def _type(model: type[models.Model]) -> ContentType:
    return ContentType.objects.get_for_model(model)


def _present(source: Any, by: Membership) -> QuerySet[Mark]:
    return Mark.objects.filter(member=by, source_type=_type(type(source)), source_id=source.pk, removed_at=None)


@dataclasses.dataclass
class Interest:
    """Who marked a source: ``people`` counts delegates by their bloc's code. ``mine``: the reader's own sentence; None
    when the reader has not marked it."""

    people: dict[str, int] = dataclasses.field(default_factory=dict)
    mine: str | None = None


def interest(model: type[models.Model], pks: Any, reader: Membership) -> dict[int, Interest]:
    """Maps the ids of sources to the interest in them, with an empty one for all others. ``pks``: ids, or a query for
    them. One query."""
    found: dict[int, Interest] = defaultdict(Interest)
    marks = Mark.objects.filter(source_type=_type(model), source_id__in=pks, removed_at=None)
    counted = marks.values("source_id", bloc=F("member__bloc__code")).annotate(
        people=Count("pk", filter=Q(member__role=Role.DELEGATE)), mine=Max("why", filter=Q(member=reader))
    )
    for row in counted.order_by():
        here = found[row["source_id"]]
        if row["bloc"] and row["people"]:
            here.people[row["bloc"]] = row["people"]
        if row["mine"] is not None:
            here.mine = row["mine"]
    return found


def of(member: Membership) -> QuerySet[Mark]:
    """Returns the member's present marks."""
    return Mark.objects.filter(member=member, removed_at=None).order_by("-pk")


def by_topic(marks: Iterable[Mark], reader: Membership) -> list[tuple[Any, list[tuple[Mark, Card | None]]]]:
    """Returns the marks with their cards, by topic in the course's order; last, without a topic, those whose source is
    gone or closed to the reader."""
    models_of = {mark: _model(mark.source_type_id) for mark in marks}
    cards = readable_cards(reader, ((model, mark.source_id) for mark, model in models_of.items()))
    found: dict[Any, list[tuple[Mark, Card | None]]] = defaultdict(list)
    for mark, model in models_of.items():
        card = cards.get((model, mark.source_id))
        found[card.topic if card else None].append((mark, card))
    return sorted(found.items(), key=lambda group: (group[0] is None, group[0].place if group[0] else 0))


def _model(source_type: int) -> Any:
    return ContentType.objects.get_for_id(source_type).model_class()
