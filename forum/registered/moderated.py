"""Registers the forum's targets of reports: reflections, threads, posts, and the sentences of marks."""

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from academy.models import Membership
from academy.pages.compiled import AT_ONCE, Compiled, later_ids
from commons import targets
from commons.marks.marking import model_of
from commons.marks.sources import card_of, is_readable, kind_of
from commons.models import Mark
from commons.texts.withheld import is_withheld
from forum import permissions
from forum.models import Post, Reflection, Thread


def register() -> None:
    targets.register(
        targets.Kind(
            "reflection",
            Reflection,
            lambda: Reflection.objects.select_related("topic__edition", "author__person", "author__bloc"),
            permissions.may_read_reflection,
        )
    )
    targets.register(
        targets.Kind(
            "thread",
            Thread,
            threads_as_opened,
            permissions.may_read_thread,
        )
    )
    targets.register(
        targets.Kind(
            "post",
            Post,
            posts_in_place,
            permissions.may_read_post,
            around,
        )
    )
    # A mark without a sentence says nothing that could be reported.
    targets.register(
        targets.Kind(
            "mark",
            Mark,
            lambda: Mark.objects.exclude(why="").select_related("member__edition", "member__person", "member__bloc"),
            may_read_mark,
        )
    )


def may_read_mark(reader: Membership, mark: Mark) -> bool:
    """True for a mark on what the member may read. With own reflection first, the other shore's open with its topic."""
    source = kind_of(model_of(mark.source_type_id)).queryset().filter(pk=mark.source_id).first()
    if source is None or is_withheld(reader, mark) or not is_readable(reader, source):
        return False
    topic = card_of(source).topic
    own_shore = mark.member.bloc_id == reader.bloc_id
    return own_shore or topic is None or permissions.sees_other_shore(reader, topic)


def threads_as_opened() -> QuerySet[Thread]:
    """Annotates each thread with the text of its first post."""
    first = Post.objects.filter(thread=OuterRef("pk")).order_by("pk").values("body")[:1]
    known = Thread.objects.select_related("topic__edition", "author__person", "author__bloc", "reflection__author")
    return known.annotate(first_body=Subquery(first))


def posts_in_place() -> QuerySet[Post]:
    """Annotates each post with the ids of the two posts before and the two after it in its thread."""
    near = Post.objects.filter(thread=OuterRef("thread"))
    before = near.filter(pk__lt=OuterRef("pk")).order_by("-pk")
    after = near.filter(pk__gt=OuterRef("pk")).order_by("pk")
    return Post.objects.select_related(
        "thread__topic__edition", "thread__reflection__author", "author__person", "author__bloc"
    ).annotate(
        second_before=Subquery(before.values("pk")[1:2]),
        first_before=Subquery(before.values("pk")[:1]),
        first_after=Subquery(after.values("pk")[:1]),
        second_after=Subquery(after.values("pk")[1:2]),
    )


def around(_reader: Membership, posts: Sequence[Any]) -> dict[int, list[Post]]:
    """Maps the id of each post of ``posts_in_place`` to itself with its neighbours, in order. One query
    for each AT_ONCE posts."""
    places = {
        post.pk: [post.second_before, post.first_before, post.pk, post.first_after, post.second_after] for post in posts
    }
    near = sorted({pk for row in places.values() for pk in row if pk})
    found: dict[int, Post] = {}
    for start in range(0, len(near), AT_ONCE):
        found |= {post.pk: post for post in _NEAR.all(pks=near[start : start + AT_ONCE])}
    return {pk: [found[near] for near in row if near in found] for pk, row in places.items()}


_NEAR = Compiled(
    lambda: (
        Post.objects.filter(pk__in=later_ids("pks", AT_ONCE)).only("author", "language", "html", "hidden_at").order_by()
    )
)
