"""Says who can read a room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Readers(models.TextChoices):
    """A facilitator needs an ``Access`` to a room that only its members read."""

    MEMBERS = "members", _("its members alone")
    MEMBERS_AND_FACILITATORS = "members_and_facilitators", _("its members, and the facilitators")
    EVERYBODY = "everybody", _("everybody in the course")


OF_NAMED_MEMBERS = [Readers.MEMBERS_AND_FACILITATORS, Readers.MEMBERS]
"""The choices for a room that belongs to people by name."""
CHOICES_OF_NAMED_MEMBERS = [(readers.value, readers.label) for readers in OF_NAMED_MEMBERS]
