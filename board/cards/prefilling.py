"""Fills the form of a card from its source, so that nobody types twice what is known."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

from academy.models import Membership
from board.forms import LONGEST_WHAT
from commons.marks.sources import card_of
from commons.models import Mark, Note
from commons.texts.rendering import shortened
from compare.models import Need, Practice


def prefilled(source: Any, by: Membership) -> dict[str, Any]:
    """Returns initial values for the form: title and topic, the member's own mark or note, and what they said it
    takes."""
    card = card_of(source)
    source_type = ContentType.objects.get_for_model(type(source))
    here = {"member": by, "source_type": source_type, "source_id": source.pk, "removed_at": None}
    said = Mark.objects.filter(**here).exclude(why="").first() or Note.objects.filter(**here).first()
    needs = Need.objects.filter(practice=source, author=by, hidden_at=None) if isinstance(source, Practice) else []
    return {
        **{need.kind: need.text for need in needs},
        "what": shortened(card.title, LONGEST_WHAT),
        "why": said.sentence if said else "",
        "topic": card.topic.slug if card.topic else "",
    }
