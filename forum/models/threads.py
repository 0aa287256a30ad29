"""Threads: discussions under a topic, and the comments under a reflection."""

import datetime
import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from academy.models import Edition, Membership, Topic
from academy.pages.addresses import address
from academy.voices import Voice
from commons.texts.rendering import excerpt
from forum.models.reflections import Reflection


class ThreadKind(models.TextChoices):
    QUESTION = "question", _("question")
    EXPERIENCE = "experience", _("experience")
    PROPOSAL = "proposal", _("proposal")
    ANNOUNCEMENT = "announcement", _("announcement")
    COMMENTS = "comments", _("comments")


class Thread(models.Model):
    """A discussion; when ``reflection`` is set, the comments beneath that reflection. ``language`` is the title's.

    ``beneath``: the path of the page of a higher floor whose comments these are; "" for everything else.
    ``posts_count`` and ``last_post_at`` are columns because lists show them; each post updates them in its transaction.
    """

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="threads")
    reflection = models.OneToOneField(Reflection, models.CASCADE, null=True, blank=True, related_name="thread")
    beneath = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=20, choices=ThreadKind.choices)
    title = models.CharField(_("title"), max_length=160, blank=True)
    language = models.CharField(max_length=8, default="en")
    author = models.ForeignKey(Membership, models.CASCADE, related_name="threads")
    opened_at = models.DateTimeField()
    posts_count = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    sample = models.BooleanField(default=False, editable=False)

    voice: Voice  # a list sets it

    class Meta:
        indexes = [
            models.Index(fields=["topic", "-last_post_at", "-id"], name="threads_freshest_first"),
            models.Index(fields=["kind", "-id"], name="threads_of_a_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=ThreadKind.COMMENTS, reflection__isnull=False, beneath="")
                | (Q(kind=ThreadKind.COMMENTS, reflection=None) & ~Q(beneath=""))
                | (~Q(kind=ThreadKind.COMMENTS) & Q(reflection=None, beneath="")),
                name="comments_hang_on_something",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.reflection_id:
            return address("reflection", self.reflection_id) + "#comments"
        return address("thread", self.pk)

    @property
    def edition(self) -> Edition:
        return self.topic.edition

    @property
    def excerpt(self) -> str:
        return self.reflection.excerpt if self.reflection else self.title

    @property
    def stands_in(self) -> tuple[Reflection, ...]:
        return (self.reflection,) if self.reflection else ()

    @property
    def typed(self) -> str:
        """The title and the first post, with which the discussion was opened."""
        first = vars(self).get("first_body")  # a list of threads has fetched them all
        if first is None:
            first = self.posts.order_by("pk").values_list("body", flat=True).first()
        return "\n\n".join(part for part in (self.excerpt, first) if part)


class TopicTally(models.Model):
    """The number of a topic's discussions, because the list of topics must not count them (see ``forum.shores``)."""

    topic = models.OneToOneField(Topic, models.CASCADE, primary_key=True, related_name="+")
    discussions = models.PositiveIntegerField(default=0)


class Post(models.Model):
    """One post of a thread. ``body`` is Markdown; ``html`` is safe HTML, rendered when the post was saved. Ids follow
    time order."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="posts")
    author = models.ForeignKey(Membership, models.CASCADE, related_name="posts")
    language = models.CharField(max_length=8, default="en")
    body = models.TextField(_("text"))
    html = models.TextField()
    answers = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="answered_by")
    client_id = models.UUIDField(default=uuid.uuid4)
    posted_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    sample = models.BooleanField(default=False, editable=False)

    voice: Voice  # a page sets it
    shown: tuple[Any, ...]  # a page sets it (see ``forum.showing.Posted``)

    class Meta:
        indexes = [models.Index(fields=["thread", "id"], name="posts_in_order")]
        constraints = [models.UniqueConstraint(fields=["author", "client_id"], name="a_post_is_sent_once")]

    def __str__(self) -> str:
        return self.excerpt

    def get_absolute_url(self) -> str:
        return address("post", self.pk)

    @property
    def edition(self) -> Edition:
        return self.thread.topic.edition

    @property
    def excerpt(self) -> str:
        return excerpt(self.html)

    @property
    def changed_at(self) -> datetime.datetime:
        return self.edited_at or self.posted_at

    @property
    def stands_in(self) -> tuple[Thread | Reflection, ...]:
        return (self.thread, *self.thread.stands_in)

    @property
    def typed(self) -> str:
        return self.body


class Reply(models.Model):
    """A post that answers a member: their discussion, their reflection or their post. For the member's Today.

    Rows exist only for answers from the other shore; for a member of no bloc, from anybody.
    """

    to = models.ForeignKey(Membership, models.CASCADE, related_name="replies")
    post = models.ForeignKey(Post, models.CASCADE, related_name="replies")

    class Meta:
        indexes = [models.Index(fields=["to", "-post"], name="replies_newest_first")]
        constraints = [models.UniqueConstraint(fields=["to", "post"], name="one_reply_to_each")]


class PostVersion(models.Model):
    """The text of a post before an edit."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="versions")
    body = models.TextField()
    html = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
