"""One-time links that sign a person in where mail does not arrive."""

from django.db import models
from django.utils import timezone

from academy.models.people import Person


class SignInLink(models.Model):
    """Only the digest of the token is stored. A link works once, before ``expires_at``, and leads to ``next_path``.

    ``page`` is the digest of the number in the page whose button spent the link, because a second press on the same
    page must not be refused.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="sign_in_links")
    digest = models.CharField(max_length=64, unique=True)
    next_path = models.CharField(max_length=500, default="/")
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    page = models.CharField(max_length=64, blank=True)

    @property
    def works(self) -> bool:
        return self.used_at is None and self.expires_at > timezone.now() and self.person.is_active
