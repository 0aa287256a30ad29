"""Marks and notes of members on a source: a mark says "this could serve us" to all, a note is for its member alone."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from academy.models import Edition, Membership
from academy.pages.addresses import address

PRESENT = Q(removed_at=None)


class OfASource(models.Model):
    """It is present while ``removed_at`` is None; a removed one stays as history. ``language`` is its sentence's."""

    source_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    source_id = models.BigIntegerField()
    language = models.CharField(max_length=8, default="en")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    sample = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True


class Mark(OfASource):
    """A member marked a source. ``why`` is the member's own sentence, "" without one; it can be reported and hidden.

    ``of``: who wrote the source; None for a text of the pack.
    """

    member = models.ForeignKey(Membership, models.CASCADE, related_name="marks")
    of = models.ForeignKey(Membership, models.CASCADE, null=True, blank=True, related_name="marked")
    why = models.TextField(blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["of", "-id"], name="marks_of_ones_own", condition=PRESENT),
            models.Index(fields=["source_type", "source_id"], name="marks_of_a_source", condition=PRESENT),
            models.Index(fields=["member", "-id"], name="marks_newest_first", condition=PRESENT),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "source_type", "source_id"], condition=PRESENT, name="one_present_mark"
            )
        ]

    is_mark = True

    def get_absolute_url(self) -> str:
        return address("marked", self.pk)

    @property
    def sentence(self) -> str:
        return self.why

    @property
    def name(self) -> str:
        return f"mark-{self.pk}"

    @property
    def author(self) -> Membership:
        return self.member

    @property
    def author_id(self) -> int:
        return self.member_id

    @property
    def edition(self) -> Edition:
        return self.member.edition

    @property
    def stands_in(self) -> tuple[()]:
        return ()

    @property
    def typed(self) -> str:
        return self.why

    @property
    def excerpt(self) -> str:
        return self.why[:160]


class Note(OfASource):
    """A member keeps a source for later. ``text`` is what they noted, "" without words; nobody else reads it."""

    member = models.ForeignKey(Membership, models.CASCADE, related_name="notes")
    text = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["member", "-id"], name="notes_newest_first", condition=PRESENT)]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "source_type", "source_id"], condition=PRESENT, name="one_present_note"
            )
        ]

    is_mark = False

    @property
    def sentence(self) -> str:
        return self.text

    @property
    def name(self) -> str:
        return f"note-{self.pk}"
