"""A reader's own marks: their reactions, and the last post that they have seen."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from academy.models import Membership
from forum.models.threads import Post, Thread


class ReactionKind(models.TextChoices):
    USEFUL = "useful", _("useful for us")
    SAME = "same", _("we do this too")
    MORE = "more", _("tell me more")
    THANKS = "thanks", _("thank you")


class PostReaction(models.Model):
    post = models.ForeignKey(Post, models.CASCADE, related_name="reactions")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=ReactionKind.choices)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "membership", "kind"], name="one_reaction_of_a_kind")]


class ThreadRead(models.Model):
    """The last post of a thread that a member has seen (0: none)."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="reads")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    last_post_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "membership"], name="one_read_mark_per_thread")]
