"""Finds whether people have written in a topic or an aspect, answered a question, or work by a format: then it is
closed, not removed."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet

from academy.models import Prompt, Topic
from commons.models import Mark, Note
from compare.models import Aspect, Comparison, Practice, Provision
from exchanges.models import Format
from forum.models import Reflection, TopicTally
from rooms.models import Lounge, Message

PREPARED: set[Any] = {Aspect, Provision, Comparison, Practice.topics.through, Lounge, TopicTally}
"""The models whose rows a topic has before anybody comes. All other rows under a topic are somebody's."""


def is_used(item: Topic | Prompt | Format) -> bool:
    """Returns whether people wrote in the item or work by it. A fixed number of queries, none of which counts."""
    if isinstance(item, Topic):
        return _is_written_in(item)
    if isinstance(item, Format):
        return _anything_under(Format.objects.filter(pk=item.pk))
    # A draft may be open in a browser with an answer that the server does not have yet.
    return Reflection.objects.filter(topic__edition=item.edition_id).exists()


def is_said_of(aspect: Aspect) -> bool:
    """Whether anybody said, marked or corrected something of the aspect or of what a side has on it."""
    here, provisions = Aspect.objects.filter(pk=aspect.pk), Provision.objects.filter(aspect=aspect)
    return (
        aspect.thread_id is not None
        or _anything_under(here)
        or _anything_under(provisions)
        or any(_is_pointed_at(rows) for rows in (here, provisions))
    )


def is_said_of_row(row: Provision) -> bool:
    """Whether anybody marked, disputed or corrected what a member state has."""
    rows = Provision.objects.filter(pk=row.pk)
    return _anything_under(rows) or _is_pointed_at(rows)


def _is_written_in(topic: Topic) -> bool:
    aspects = Aspect.objects.filter(topic=topic)
    provisions = Provision.objects.filter(aspect__topic=topic)
    return (
        _anything_under(Topic.objects.filter(pk=topic.pk))
        or _anything_under(aspects)
        or _anything_under(provisions)
        or Practice.objects.filter(topics=topic, author__isnull=False).exists()
        or Message.objects.filter(room__lounge__topic=topic).exists()
        or any(_is_pointed_at(rows) for rows in (aspects, provisions))
    )


def _anything_under(rows: QuerySet[Any]) -> bool:
    relations = [
        each for each in rows.model._meta.get_fields(include_hidden=True) if each.one_to_many or each.one_to_one
    ]
    return any(
        relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": rows}).exists()
        for relation in relations
        if relation.auto_created and not relation.concrete and relation.related_model not in PREPARED
    )


def _is_pointed_at(rows: QuerySet[Any]) -> bool:
    kind = ContentType.objects.get_for_model(rows.model)
    sources: tuple[type[Model], ...] = (Mark, Note)
    here = {"source_type": kind, "source_id__in": rows.values("pk")}
    return any(source._default_manager.filter(**here).exists() for source in sources)
