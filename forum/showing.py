"""What pages show of reflections and posts, as values: the keys of their pieces."""

import datetime
from typing import Any, NamedTuple

from academy.models import Membership
from academy.pages.showing import ago, hours_since
from commons.marks.marked import Button
from commons.marks.unfolding import Shown
from commons.texts import rendering
from commons.texts.withheld import beginning, is_withheld
from forum.marks import Buttons
from forum.models import Post, Reflection
from forum.permissions import may_edit


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


class Posted(NamedTuple):
    """All that a page shows of a post to its reader (``card`` of forum/_post.html): nothing of a text that is withheld.

    ``name`` is empty for the reader's own. ``answers``: id, author, first words and their language of the post that
    this one answers.
    """

    pk: int
    first_new: bool
    shore: str
    name: str
    origin: str
    posted_at: datetime.datetime
    answers: tuple[int, str, str, str] | None
    withheld: bool
    hidden: bool
    language: str
    html: str
    cards: tuple[Shown, ...]
    marks: Buttons
    button: Button | None
    may_write: bool
    may_edit: bool
    edited: bool
    may_report: bool


def posted(post: Post, reader: Membership, answered: str, *, cards: tuple[Shown, ...], **values: Any) -> Posted:
    """``answered``: the name of the author whom it answers; ``values``: those that the page read for all its posts."""
    who, is_mine, withheld = post.voice, post.author_id == reader.pk, is_withheld(reader, post)
    return Posted(
        pk=post.pk,
        shore=who.shore,
        name="" if is_mine else who.name,
        origin=who.origin,
        posted_at=post.posted_at,
        answers=(post.answers.pk, answered, beginning(post.answers), post.answers.language) if post.answers else None,
        withheld=withheld,
        hidden=post.hidden_at is not None,
        language=post.language,
        html="" if withheld else post.html,
        cards=() if withheld else cards,
        may_edit=may_edit(reader, post),
        edited=post.edited_at is not None,
        may_report=not (is_mine or reader.runs_the_course),
        **values,
    )
