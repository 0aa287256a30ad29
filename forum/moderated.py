"""What of the forum can be reported and moderated."""

from collections.abc import Iterable

from commons import targets
from forum import permissions
from forum.models import Post, Reflection, Thread


def register() -> None:
    targets.register(
        targets.Kind(
            "reflection",
            Reflection,
            lambda: Reflection.objects.select_related("topic__edition", "author__person", "author__bloc"),
            permissions.may_read_reflection,
            lambda reflection: [],
        )
    )
    targets.register(
        targets.Kind(
            "thread",
            Thread,
            lambda: Thread.objects.select_related("topic__edition", "author__person", "reflection__author"),
            permissions.may_read_thread,
            lambda thread: thread.posts.select_related("author__person")[:2],
        )
    )
    targets.register(
        targets.Kind(
            "post",
            Post,
            lambda: Post.objects.select_related(
                "thread__topic__edition", "thread__reflection__author", "author__person", "author__bloc"
            ),
            permissions.may_read_post,
            around,
        )
    )


def around(post: Post) -> Iterable[Post]:
    """The post with two before and two after it."""
    neighbours = Post.objects.filter(thread=post.thread_id).select_related("author__person")
    before = list(neighbours.filter(pk__lte=post.pk).order_by("-pk")[:3])
    return before[::-1] + list(neighbours.filter(pk__gt=post.pk).order_by("pk")[:2])
