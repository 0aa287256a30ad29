"""Registers what people point at here: reflections and posts."""

from collections.abc import Sequence
from typing import Any

from academy.models import Membership
from academy.voices import voices_of
from commons.marks import sources
from forum import permissions
from forum.models import Post, Reflection


def register() -> None:
    sources.register(
        sources.Kind(
            "reflection",
            Reflection,
            lambda: Reflection.objects.select_related("topic__edition", "author").defer("draft"),
            readable_reflections,
            lambda reflection: _card(reflection, reflection.topic, reflection.headline),
        )
    )
    sources.register(
        sources.Kind(
            "post",
            Post,
            lambda: Post.objects.select_related(
                "thread__topic__edition", "thread__reflection__author", "thread__reflection__topic", "author"
            ),
            readable_posts,
            lambda post: _card(post, post.thread.topic, post.excerpt),
        )
    )


def readable_reflections(reader: Membership, reflections: Sequence[Reflection]) -> list[Any]:
    """Returns those that the reader may read and that are published, because nobody points at a draft."""
    sees = permissions.sight_across(reader)
    published = [reflection for reflection in reflections if reflection.published_at is not None]
    return [one for one in published if permissions.may_read_reflection(reader, one, sees)]


def readable_posts(reader: Membership, posts: Sequence[Post]) -> list[Any]:
    sees = permissions.sight_across(reader)
    return [post for post in posts if permissions.may_read_post(reader, post, sees)]


def _card(text: Reflection | Post, topic: Any, title: str) -> sources.Card:
    by = voices_of(topic.edition)[text.author_id]
    return sources.Card(
        title=title,
        language=text.language,
        who=f"{by.name}, {by.origin}",
        shore=by.shore,
        bloc_id=by.bloc_id,
        author_id=text.author_id,
        topic=topic,
        address=text.get_absolute_url(),
    )
