"""Invitations by mail to a course."""

from django.db import models

from academy.models.memberships import Membership


class Invitation(models.Model):
    """One e-mail to one member, who may get several. It waits until ``began_at``, and is sent once only.

    ``sent_at``: the mail server took it. ``fault``: why it did not, in its own words. If it began and has neither, the
    connection broke after the text was handed over; it may have arrived and is not sent again by itself.
    ``line`` is the sentence of the facilitator who invites.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="invitations")
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    line = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    began_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["began_at", "id"], name="invitations_that_wait")]


class MinuteOfMail(models.Model):
    """The number of e-mails that left in the minute from ``minute`` on (see ``academy.mail.mail_rate``)."""

    minute = models.DateTimeField(unique=True)
    sent = models.PositiveIntegerField(default=0)
