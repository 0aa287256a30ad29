"""What members follow in the forum: topics, reflections with their comments, and discussions."""

from academy.models import Membership, Topic
from academy.pages.addresses import address
from commons import notices
from commons.telling import following
from forum import permissions
from forum.models import Reflection, Thread


def register() -> None:
    following.register(
        following.Kind(
            "topic",
            Topic,
            lambda: Topic.objects.select_related("edition"),
            lambda member, topic: member.edition_id == topic.edition_id,
        )
    )
    following.register(
        following.Kind(
            "reflection",
            Reflection,
            lambda: Reflection.objects.select_related("topic__edition", "author").filter(published_at__isnull=False),
            permissions.may_read_reflection,
        )
    )
    following.register(
        following.Kind(
            "thread",
            Thread,
            lambda: Thread.objects.select_related("topic__edition").filter(reflection=None),
            permissions.may_read_thread,
        )
    )


def tell_of_topic(topic: Topic, *, by: Membership) -> None:
    """Tells those who chose to follow the topic, once until they have looked, that somebody wrote. It names no text,
    because the other shore's may be closed to them."""
    path = address("topic", topic.edition.slug, topic.slug)
    notices.tell(following.followers(topic), "topic-news", path, by=by, once=True, title=topic.titles)
