"""Reports of mail servers that mail to a person did not arrive."""

from django.db import models

from academy.models.people import Person


class Undelivered(models.Model):
    """One report that mail to ``address`` did not arrive, or was unwanted, in the words of a mail server or provider.

    ``message_id``: the mail that it is about, "" when unknown. ``confirmed_at``: the owner has said since that the
    address is right, so the report counts no longer and stays as history.
    """

    class How(models.TextChoices):
        FOR_GOOD = "hard", "The address takes no mail."
        FOR_NOW = "soft", "A full box, a busy server."
        COMPLAINT = "complaint", "Its reader called it unwanted."

    person = models.ForeignKey(Person, models.CASCADE, related_name="undelivered")
    address = models.EmailField()
    how = models.CharField(max_length=9, choices=How.choices)
    words = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=250, blank=True)
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["person"], condition=models.Q(confirmed_at=None), name="undelivered_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "how", "message_id"],
                condition=~models.Q(message_id=""),
                name="undelivered_once_a_mail",
            )
        ]
