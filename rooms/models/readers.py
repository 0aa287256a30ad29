"""Who can read a room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Readers(models.TextChoices):
    """A facilitator reads what is its members' alone only through an ``Opening``."""

    MEMBERS = "members", _("its members alone")
    MEMBERS_AND_FACILITATORS = "members_and_facilitators", _("its members, and the facilitators")
    EVERYBODY = "everybody", _("everybody in the course")


OF_EXCHANGES = [Readers.MEMBERS_AND_FACILITATORS, Readers.MEMBERS]
CHOICES_OF_EXCHANGES = [(readers.value, readers.label) for readers in OF_EXCHANGES]
