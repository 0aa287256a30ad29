"""A person has one account with one e-mail address for all their courses."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.hours.whereabouts import Whereabouts, read
from academy.models.sort_keys import SortKey

FORMER = "@former.invalid"
"""The end of the addresses that stand for people who left and did not want their name to stay."""
_IN_SORT_KEY = frozenset({"given_name", "family_name", "email"})


def name_of(given_name: str, family_name: str, email: str) -> str:
    """Returns the name that pages show, in the active language for somebody who left without it."""
    if email.endswith(FORMER):
        return gettext("a former delegate")
    return f"{given_name} {family_name}".strip() or email


def new_sign_in_stamp() -> str:
    return get_random_string(16)


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Creates a person who signs in by code or link; no password is ever set."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def known_or_new(self, email: str, **fields: Any) -> "Person":
        """Returns the new person, or the one whom another course has added with this address a moment ago."""
        try:
            with transaction.atomic():
                return self.create_user(email, **fields)
        except IntegrityError:
            return self.get(email__iexact=email.strip())

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Creates an administrator of this installation."""
        return self.create_user(email, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username or "")


class Person(AbstractBaseUser, PermissionsMixin):
    """A person signs in with an e-mailed code. ``is_superuser`` marks an administrator of the installation."""

    email = models.EmailField(_("e-mail"), unique=True)
    given_name = models.CharField(_("given name"), max_length=80)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    language = models.CharField(
        _("language of the pages"),
        max_length=8,
        blank=True,
        help_text=_("Empty: the browser's."),
    )
    languages = models.JSONField(
        _("languages you work in"),
        default=list,
        blank=True,
        help_text=_("Language codes, the usual one first."),
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    stays = models.JSONField(default=list, blank=True, help_text=_("Other places: first day, last day, zone, place."))
    sort_key = SortKey()
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    calendar_stamp = models.CharField(max_length=16, default="", blank=True, editable=False)
    notices_stamp = models.CharField(max_length=16, default="", blank=True, editable=False)
    sign_in_stamp = models.CharField(max_length=16, default=new_sign_in_stamp, editable=False)
    stopped_address = models.CharField(max_length=254, default="", blank=True, editable=False)

    objects = PersonManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_address")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """The sort key follows the names and the address."""
        if update_fields is not None and not _IN_SORT_KEY.isdisjoint(update_fields):
            update_fields = {*update_fields, "sort_key"}
        super().save(*args, update_fields=update_fields, **options)

    @property
    def mail_has_stopped(self) -> bool:
        """Returns whether mail to their address of now has stopped (``academy.mail.undelivered``)."""
        return bool(self.email) and self.stopped_address == self.email

    @property
    def whereabouts(self) -> Whereabouts:
        return Whereabouts(self.time_zone, read(self.stays))

    @property
    def name(self) -> str:
        return name_of(self.given_name, self.family_name, self.email)

    def get_session_auth_hash(self) -> str:
        """Returns a hash of the sign-in stamp, so that a new stamp signs the person out everywhere."""
        return self._stamped_hash()

    def get_session_auth_fallback_hash(self) -> Any:
        return iter(())

    def _stamped_hash(self) -> str:
        return salted_hmac("academy.Person.session", self.sign_in_stamp, algorithm="sha256").hexdigest()
