"""A reader's own marks: their reactions, and the last post that they have seen."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from academy.models import Membership
from academy.pages.compiled import Compiled, later_id, later_ids
from forum.models import Post, PostReaction, ReactionKind, Thread, ThreadRead

MOST_POSTS = 20
Buttons = tuple[tuple[str, str, int, bool], ...]


@transaction.atomic
def react(post: Post, *, by: Membership, kind: str, on: bool) -> None:
    """Sets or removes a reaction; a second call changes nothing.

    Raises PermissionDenied when the member is muted or the post is hidden.
    """
    if by.is_muted or post.hidden_at is not None:
        raise PermissionDenied
    if on:
        PostReaction.objects.get_or_create(post=post, membership=by, kind=kind)
    else:
        PostReaction.objects.filter(post=post, membership=by, kind=kind).delete()


_COUNTED = Compiled(
    lambda: (
        PostReaction.objects.filter(post__id__in=later_ids("posts", MOST_POSTS))
        .values_list("post", "kind")
        .annotate(count=Count("pk"), mine=Count("pk", filter=Q(membership=later_id("reader"))))
    )
)
_READ = Compiled(
    lambda: ThreadRead.objects.filter(thread=later_id("thread"), membership=later_id("reader")).values_list(
        "last_post_id"
    )
)


def reactions_of(posts: Sequence[Post], membership: Membership) -> dict[int, dict[str, tuple[int, bool]]]:
    """Maps post id -> reaction kind -> (count, whether the member's own is among them).

    At most MOST_POSTS posts. One query.
    """
    if not posts:
        return {}
    counted = _COUNTED.all(posts=[post.pk for post in posts], reader=membership.pk)
    found: dict[int, dict[str, tuple[int, bool]]] = {}
    for post, kind, count, mine in counted:
        found.setdefault(post, {})[kind] = (count, bool(mine))
    return found


def buttons_of(posts: Sequence[Post], membership: Membership) -> dict[int, Buttons]:
    """Maps post id -> its reaction buttons: kind, label in the active language, count, whether the member pressed."""
    labels = [(kind.value, str(kind.label)) for kind in ReactionKind]
    found = reactions_of(posts, membership)
    return {
        post.pk: tuple((kind, label, *found.get(post.pk, {}).get(kind, (0, False))) for kind, label in labels)
        for post in posts
    }


def last_read(thread: Thread, membership: Membership) -> int:
    """Returns the id of the last post that the member has seen; 0 for none."""
    (seen,) = _READ.first(thread=thread.pk, reader=membership.pk) or (0,)
    return seen


def mark_read(thread: Thread, membership: Membership, post_id: int) -> None:
    """Marks the thread as read up to this post; a mark never moves back."""
    mark, made = ThreadRead.objects.get_or_create(
        thread=thread, membership=membership, defaults={"last_post_id": post_id}
    )
    if not made:
        ThreadRead.objects.filter(pk=mark.pk, last_post_id__lt=post_id).update(last_post_id=post_id)


def with_unread(threads: QuerySet[Thread], membership: Membership) -> QuerySet[Thread]:
    """Annotates ``unread``: True when a post follows the last one that the member has seen.

    It compares two values, because PostgreSQL may read all posts to find out whether there is a later one.
    """
    newest = Post.objects.filter(thread=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    seen = ThreadRead.objects.filter(thread=OuterRef("pk"), membership=membership).values("last_post_id")
    annotated = threads.annotate(newest_post=Coalesce(Subquery(newest), 0), seen_post=Coalesce(Subquery(seen), 0))
    return annotated.annotate(unread=ExpressionWrapper(Q(newest_post__gt=F("seen_post")), BooleanField()))
