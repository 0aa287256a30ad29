"""The members whom a post answers, for their Today."""

from academy.models import Membership
from academy.pages.compiled import Compiled, later_id
from commons.texts.withheld import unhidden
from forum.models import Post, Reply

MOST_SHOWN = 5
SHOWN = (
    "post__author",
    "post__language",
    "post__html",
    "post__posted_at",
    "post__thread__title",
    "post__thread__reflection",
)


def record_replies(post: Post) -> list[Membership]:
    """Returns the authors whom the post answers, each once and never its own author; needs a transaction.

    Writes a reply for each author on another shore than the post's, and for each without a shore.
    """
    concerned = {post.thread.author_id: post.thread.author}
    if post.answers is not None:
        concerned[post.answers.author_id] = post.answers.author
    concerned.pop(post.author_id, None)
    answered = [to for to in concerned.values() if _comes_across(post.author, to)]
    Reply.objects.bulk_create(Reply(to=to, post=post) for to in answered)
    return list(concerned.values())


def newest_replies(membership: Membership) -> list[Post]:
    """Returns the newest visible posts that answer the member, with their threads. One query, by the member's rows."""
    return [reply.post for reply in _NEWEST.all(to=membership.pk)]


_NEWEST = Compiled(
    lambda: (
        Reply.objects.filter(unhidden("post", "post__thread", "post__thread__reflection"), to=later_id("to"))
        .select_related("post__thread")
        .only("to", *SHOWN)
        .order_by("-post_id")[:MOST_SHOWN]
    )
)


def _comes_across(author: Membership, to: Membership) -> bool:
    return to.bloc_id is None or (author.bloc_id is not None and author.bloc_id != to.bloc_id)
