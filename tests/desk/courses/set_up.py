"""Addresses and states that the tests of a course's set-up share."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from academy.models import Edition
from desk.courses import items, readiness
from exchanges.models import Format, Round
from exchanges.rounds import making
from forum.reflecting import reflections


def item(edition: Edition, kind: str, pk: int, route: str = "edit_item") -> str:
    return reverse(route, args=[edition.slug, kind, pk])


def stage(format: Format, key: str, route: str = "edit_stage") -> str:
    return reverse(route, args=[format.edition.slug, format.pk, key])


def used(edition: Edition, format: Format, by: Any) -> Round:
    """A published round of the format."""
    days = {"opens": timezone.now(), "closes": timezone.now() + datetime.timedelta(days=7)}
    round = making.make_round(edition, topic=None, format=format, by=by, **days)
    Round.objects.filter(pk=round.pk).update(published_at=timezone.now())
    return round


def publish(topic: Any, by: Any, key: str) -> Any:
    text = {"headline": "Heat", "answers": {key: "It counts."}, "language": "en"}
    return reflections.publish(topic, by=by, text=text)


def needs(edition: Edition) -> dict[str, bool]:
    parts = {kind: list(items.items_of(edition, kind)) for kind in items.TEXTS}
    return {need.words: need.is_met for need in readiness.checked(edition, parts)}
