"""Renders stored texts again, so that a changed renderer also applies to older texts."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from commons.texts.rendering import to_html
from forum.models import Post, PostVersion, Reflection, ReflectionVersion
from rooms.models import Message, MessageKind

_AT_ONCE = 500


def render_again() -> int:
    """Renders every stored text again, in transactions of a few hundred rows. Returns the number of changed texts.

    A second run changes nothing. Clients of a room keep the messages that they hold until they load them again.
    """
    said = Message.objects.filter(kind=MessageKind.SAID, deleted_at=None)
    texts = [Post.objects.all(), PostVersion.objects.all(), said]
    answers = [Reflection.objects.all(), ReflectionVersion.objects.all()]
    return sum(_again(rows, "html", lambda row: to_html(row.body)) for rows in texts) + sum(
        _again(rows, "answers_html", lambda row: {key: to_html(one) for key, one in row.answers.items() if one})
        for rows in answers
    )


def _again(rows: QuerySet[Any], field: str, render: Callable[[Any], Any]) -> int:
    return sum(_slice(rows.filter(pk__in=keys), field, render) for keys in _slices(rows))


def _slices(rows: QuerySet[Any]) -> Iterator[list[int]]:
    keys = rows.order_by("pk").values_list("pk", flat=True).iterator()
    while some := list(itertools.islice(keys, _AT_ONCE)):
        yield some


@transaction.atomic
def _slice(rows: QuerySet[Any], field: str, render: Callable[[Any], Any]) -> int:
    changed = []
    for row in rows.select_for_update():
        html = render(row)
        if html != getattr(row, field):
            setattr(row, field, html)
            changed.append(row)
    return rows.model.objects.bulk_update(changed, [field])
