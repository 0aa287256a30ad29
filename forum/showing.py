"""Reflections in lists."""

from typing import Any

from academy.pages.showing import ago, hours_since
from commons.texts import rendering
from forum.models import Reflection


def excerpt(reflection: Reflection) -> str:
    """Returns the beginning of the reflection's first answer, without its Markdown, at most 220 characters."""
    return rendering.excerpt(next((html for html in reflection.answers_html.values() if html), ""), 220)


def listed(reflection: Any) -> tuple[Any, ...]:
    """Returns all that a topic's list shows of a reflection (``voice_card`` of forum/_voice.html)."""
    who, is_open, waits = reflection.voice, reflection.hidden_at is None, reflection.answered_at is None
    return (
        reflection.pk,
        reflection.language,
        reflection.headline,
        excerpt(reflection) if is_open else None,
        who.shore,
        who.origin,
        f"{who.name} · {who.get_kind_display()}",
        ago(reflection.published_at),
        reflection.crossed,
        reflection.waits_for if waits else (),
        hours_since(reflection.published_at) if waits else "",
        reflection.button if is_open else None,
    )
