"""Registers what people point at here: aspects, provisions and practices."""

from collections.abc import Sequence
from typing import Any

from academy.models import Membership
from academy.pages.texts import language_of, localized
from academy.voices import voices_of
from commons.marks import sources
from compare.models import Aspect, Practice, Provision
from compare.permissions import may_read_practice


def register() -> None:
    sources.register(
        sources.Kind(
            "aspect",
            Aspect,
            lambda: Aspect.objects.select_related("topic__edition"),
            lambda _reader, aspects: list(aspects),
            aspect_card,
        )
    )
    sources.register(
        sources.Kind(
            "provision",
            Provision,
            lambda: Provision.objects.select_related("aspect__topic__edition", "state").defer("from_pack"),
            lambda _reader, provisions: list(provisions),
            provision_card,
        )
    )
    sources.register(
        sources.Kind(
            "practice",
            Practice,
            lambda: Practice.objects.select_related("edition").prefetch_related("topics").defer("from_pack"),
            readable_practices,
            practice_card,
        )
    )


def readable_practices(reader: Membership, practices: Sequence[Practice]) -> list[Any]:
    return [practice for practice in practices if may_read_practice(reader, practice)]


def aspect_card(aspect: Aspect) -> sources.Card:
    """Returns the card of an aspect. It has no bloc, because its question is asked of all."""
    return sources.Card(
        title=localized(aspect.title),
        language=language_of(aspect.title),
        who=" · ".join(localized(bloc.short) for bloc in voices_of(aspect.edition).blocs),
        shore="middle",
        bloc_id=None,
        author_id=None,
        topic=aspect.topic,
        address=aspect.get_absolute_url(),
    )


def provision_card(provision: Provision) -> sources.Card:
    aspect = provision.aspect
    bloc = next(bloc for bloc in voices_of(provision.edition).blocs if bloc.pk == provision.bloc_id)
    name = localized(bloc.short)
    return sources.Card(
        title=localized(aspect.title),
        language=language_of(aspect.title),
        who=f"{name} · {localized(provision.state.names)}" if provision.state else name,
        shore=bloc.shore,
        bloc_id=bloc.pk,
        author_id=None,
        topic=aspect.topic,
        address=provision.get_absolute_url(),
    )


def practice_card(practice: Practice) -> sources.Card:
    """Returns the card of a practice. One of the pack has no bloc."""
    by = voices_of(practice.edition)[practice.author_id] if practice.author_id else None
    return sources.Card(
        title=localized(practice.title),
        language=language_of(practice.title),
        who=f"{by.name}, {by.origin}" if by else localized(practice.who),
        shore=by.shore if by else "middle",
        bloc_id=by.bloc_id if by else None,
        author_id=practice.author_id,
        topic=min(practice.topics.all(), key=lambda topic: topic.place, default=None),
        address=practice.get_absolute_url(),
    )
