"""Registers offers and needs as sources that people mark, and as texts that people report."""

from collections.abc import Sequence
from typing import Any

from academy.models import Membership
from academy.voices import voices_of
from board.models import Offering
from board.permissions import may_read_offering
from commons import targets
from commons.marks import sources


def register() -> None:
    sources.register(
        sources.Kind(
            "offer", Offering, lambda: Offering.objects.select_related("topic__edition", "edition"), readable, card
        )
    )
    targets.register(
        targets.Kind(
            "offer",
            Offering,
            lambda: Offering.objects.select_related("edition", "author__person", "author__bloc"),
            may_read_offering,
        )
    )


def readable(reader: Membership, offerings: Sequence[Offering]) -> list[Any]:
    """Returns those that the reader sees and that stand, because nobody points at a withdrawn one."""
    return [each for each in offerings if each.withdrawn_at is None and may_read_offering(reader, each)]


def card(offering: Offering) -> sources.Card:
    by = voices_of(offering.edition)[offering.author_id]
    return sources.Card(
        title=offering.excerpt,
        language=offering.language,
        who=f"{by.name}, {by.origin}",
        shore=by.shore,
        bloc_id=by.bloc_id,
        author_id=offering.author_id,
        topic=offering.topic,
        address=offering.get_absolute_url(),
    )
