"""Mail that has come in, kept until what it asks for is done."""

from django.db import models

from academy.models import Person


class Became(models.TextChoices):
    """The end of a mail: the thing that it became."""

    SAID = "said", "a text in its writer's name"
    REFUSED = "refused", "refused: its writer was told why"
    OFTEN = "often", "one too many in an hour"
    STRANGER = "stranger", "from another address than its person's"
    ASTRAY = "astray", "to no address that takes answers"
    AUTOMATIC = "automatic", "an automatic answer, or mail of a list"
    REPORT = "report", "a report about mail that did not arrive, or was unwanted"
    CALENDAR = "calendar", "an answer to an invitation of a calendar"
    UNREADABLE = "unreadable", "not readable as mail"
    FAULTY = "faulty", "given up after several tries"


class ReceivedMail(models.Model):
    """One mail to one address, recorded once. ``raw`` and ``sender`` are emptied once it is done.

    ``digest`` is of Message-ID and recipient. ``sender`` is the envelope's: "" for a report or an automatic answer,
    None when it is not known. ``person``: whose reply address it came to. ``answered_at``: a mail told them why it was
    refused.
    """

    digest = models.CharField(max_length=64, unique=True)
    sender = models.CharField(max_length=254, null=True)
    recipient = models.CharField(max_length=254, blank=True)
    raw = models.BinaryField()
    at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    became = models.CharField(max_length=10, choices=Became.choices, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(done_at=None), name="received_waiting"),
            models.Index(fields=["at"], name="received_by_age"),
            models.Index(fields=["person", "answered_at"], name="received_answered"),
        ]
