"""Members of an edition: their role, and the organisation, bloc and state that they come from."""

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.hours.whereabouts import Whereabouts
from academy.models.blocs import Bloc, State
from academy.models.editions import Edition
from academy.models.people import Person


class Role(models.TextChoices):
    DELEGATE = "delegate", _("delegate")
    RESOURCE = "resource", _("resource person")
    FACILITATOR = "facilitator", _("facilitator")
    ADMINISTRATOR = "administrator", _("administrator")


class Kind(models.TextChoices):
    """One of the three sides of tripartism, a bloc's or institution's secretariat, or the course's own team."""

    GOVERNMENT = "government", _("government")
    EMPLOYERS = "employers", _("employers")
    WORKERS = "workers", _("workers")
    SECRETARIAT = "secretariat", _("regional body")
    FACILITATOR = "facilitator", _("course team")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def for_person(self, person: Person) -> "MembershipQuerySet":
        return self.filter(person=person)

    def active(self) -> "MembershipQuerySet":
        """Members who have not left and are neither suspended nor set inactive by an administrator."""
        return self.filter(suspended_at=None, left_at=None, person__is_active=True)

    def delegates(self) -> "MembershipQuerySet":
        return self.filter(role=Role.DELEGATE)

    def facilitators(self) -> "MembershipQuerySet":
        return self.filter(role=Role.FACILITATOR)


class Membership(models.Model):
    """One person takes part in one edition.

    ``free_hours`` is a list of ``[weekday, start, end]``: weekday 0 is Monday, start and end are minutes after midnight
    in the person's own zone, an end past 1440 runs into the next day. ``ranked_topics`` lists topic slugs, the most
    wanted first. ``left_at``: a facilitator took them out of the course; what they wrote stays. ``suspended_at`` and
    ``muted_until`` (UTC) copy the measures of ``commons`` that are in force, in the same transaction, because every
    page and frame reads them.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    bloc = models.ForeignKey(Bloc, models.PROTECT, null=True, blank=True, related_name="people")
    state = models.ForeignKey(State, models.PROTECT, null=True, blank=True, related_name="people")
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    kind = models.CharField(_("kind of organisation"), max_length=20, choices=Kind.choices, blank=True)
    ranked_topics = models.JSONField(default=list, blank=True)
    free_hours = models.JSONField(default=list, blank=True)
    days_off = models.JSONField(default=list, blank=True, help_text=_("Days on which the free hours do not hold."))
    welcomed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    muted_until = models.DateTimeField(null=True, blank=True)

    notices_wait: int  # set by ``academy.access``, for commons

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "edition"], name="one_membership_per_edition")]

    def __str__(self) -> str:
        return f"{self.person} ({self.role})"

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def given_name(self) -> str:
        """The given name; the whole name when it is empty."""
        return self.person.given_name or self.person.name

    @property
    def whereabouts(self) -> Whereabouts:
        return self.person.whereabouts

    @property
    def time_zone(self) -> str:
        """The zone of the place where they are now."""
        return self.whereabouts.zone_now

    @property
    def place_now(self) -> str:
        return self.whereabouts.place_now

    @property
    def shore(self) -> str:
        """ "west" or "east"; "middle" for somebody who belongs to no bloc."""
        return self.bloc.shore if self.bloc else "middle"

    @property
    def speaks_for_a_bloc(self) -> bool:
        """True for delegates. No act of a resource person or of the course team counts as a bloc's answer or view."""
        return self.role == Role.DELEGATE and self.bloc_id is not None

    @property
    def runs_the_course(self) -> bool:
        """True for facilitators and administrators."""
        return self.role in {Role.FACILITATOR, Role.ADMINISTRATOR}

    @property
    def takes_part(self) -> bool:
        """False for somebody who left or is suspended."""
        return self.left_at is None and self.suspended_at is None

    @property
    def is_muted(self) -> bool:
        return lasts(self.muted_until)


def lasts(until: datetime.datetime | None) -> bool:
    """Returns whether ``until`` (UTC) lies in the future; False for None."""
    return until is not None and until > timezone.now()
