"""What members follow in the forum: topics, reflections with their comments, and discussions."""

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Exists, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from academy.models import Membership, Topic
from academy.pages.addresses import address
from academy.pages.texts import localized
from commons import notices
from commons.models import Notice
from commons.telling import following
from forum import permissions
from forum.models import Post, Reflection, Thread, ThreadRead

AT_ONE_MOMENT = datetime.timedelta(minutes=1)
"""A notice is at most so much younger than the text that it tells of."""


def register() -> None:
    following.register(
        following.Kind(
            "topic",
            _("topic"),
            Topic,
            lambda: Topic.objects.select_related("edition"),
            lambda member, topics: {topic.pk for topic in topics if member.edition_id == topic.edition_id},
            lambda topic, _member: localized(topic.titles),
            lambda topic: _page_of(topic),
        )
    )
    following.register(
        following.Kind(
            "reflection",
            _("reflection"),
            Reflection,
            lambda: Reflection.objects.select_related("topic__edition", "author").filter(published_at__isnull=False),
            _open(permissions.may_read_reflection),
        )
    )
    following.register(
        following.Kind(
            "thread",
            _("discussion"),
            Thread,
            lambda: Thread.objects.select_related("topic__edition").filter(reflection=None),
            _open(permissions.may_read_thread),
        )
    )


def _open(may_read: Callable[[Membership, Any, permissions.Sight], bool]) -> Any:
    def among(member: Membership, places: Sequence[Any]) -> set[int]:
        sees = permissions.sight_across(member)
        return {place.pk for place in places if may_read(member, place, sees)}

    return among


def tell_of_topic(topic: Topic, *, by: Membership) -> None:
    """Tells those who chose to follow the topic, once until they have looked, that somebody wrote. It names no text,
    because the other shore's may be closed to them."""
    notices.tell(following.followers(topic), "topic-news", _page_of(topic), by=by, once=True, title=topic.titles)


def on_post_hidden(sender: type, target: Post, **_signal: Any) -> None:
    """Takes back "new answers" from those to whom nothing else in the discussion is new."""
    told = Notice.objects.filter(kind="followed", path=target.thread.get_absolute_url(), read_at=None)
    seen = ThreadRead.objects.filter(thread=target.thread, membership=OuterRef("to")).values("last_post_id")
    newer = Post.objects.filter(thread=target.thread, hidden_at=None, pk__gt=Coalesce(OuterRef("seen"), 0))
    told = told.annotate(seen=Subquery(seen)).filter(~Exists(newer.exclude(author=OuterRef("to"))))
    Notice.objects.filter(pk__in=list(told.values_list("pk", flat=True))).delete()


def on_hidden(sender: type, target: Reflection | Thread, **_signal: Any) -> None:
    """Takes back that somebody wrote in the topic, when nothing that was written since then is left."""
    topic = target.topic
    written = topic.reflections.filter(published_at__isnull=False, hidden_at=None).aggregate(at=Max("published_at"))
    opened = topic.threads.filter(hidden_at=None, reflection=None).aggregate(at=Max("opened_at"))
    left = [one["at"] for one in (written, opened) if one["at"] is not None]
    told = Notice.objects.filter(kind="topic-news", path=_page_of(topic), read_at=None)
    (told.filter(at__gt=max(left) + AT_ONE_MOMENT) if left else told).delete()


def _page_of(topic: Topic) -> str:
    return address("topic", topic.edition.slug, topic.slug)
