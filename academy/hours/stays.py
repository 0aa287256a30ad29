"""Stays: days on which a person is at another place than home."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.hours.whereabouts import LATEST, MOST, Stay, stored
from academy.models import Edition, Person

LONGEST = datetime.timedelta(days=366)


class StayFault(Exception):
    """A stay that is refused; the text is for the person."""


@transaction.atomic
def add(person: Person, stay: Stay) -> None:
    """Adds a stay. One that begins on the same days is replaced. Raises StayFault."""
    if stay.ends < stay.starts:
        raise StayFault(_("The last day is before the first."))
    if not 2000 <= stay.starts.year < LATEST:
        raise StayFault(_("This year cannot be right."))
    if stay.ends - stay.starts > LONGEST:
        raise StayFault(_("This is longer than a year: change your time zone instead."))
    person.stays = Person.objects.select_for_update(no_key=True).values_list("stays", flat=True).get(pk=person.pk)
    kept = [one for one in _not_over(person) if (one.starts, one.ends) != (stay.starts, stay.ends)]
    if any(one.starts <= stay.ends and stay.starts <= one.ends for one in kept):
        raise StayFault(_("You are at another place on some of these days. Remove that first."))
    if len(kept) >= MOST:
        raise StayFault(_("At most %(most)s places fit here. Remove one first.") % {"most": MOST})
    _save(person, [*kept, stay])


@transaction.atomic
def remove(person: Person, starts: datetime.date) -> None:
    """Removes the stay that begins on this day. Changes nothing when there is none."""
    person.stays = Person.objects.select_for_update(no_key=True).values_list("stays", flat=True).get(pk=person.pk)
    _save(person, [one for one in _not_over(person) if one.starts != starts])


def of_the_course(edition: Edition) -> Stay:
    """Returns the edition's own place and days."""
    return Stay(edition.starts, edition.ends, edition.time_zone, edition.place)


def offered(edition: Edition, person: Person) -> Stay | None:
    """Returns the edition's place to say in one tap, None when it is over, has no place, or is known already."""
    stay = of_the_course(edition)
    is_over = stay.span()[1] <= timezone.now()
    known = any(one.starts <= stay.ends and stay.starts <= one.ends for one in person.whereabouts.stays)
    return None if is_over or known or not edition.place else stay


def to_come(person: Person) -> list[Stay]:
    """Returns the stays that are not over yet."""
    return sorted(_not_over(person))


def _not_over(person: Person) -> list[Stay]:
    return [one for one in person.whereabouts.stays if one.span()[1] > timezone.now()]


def _save(person: Person, stays: list[Stay]) -> None:
    person.stays = stored(stays)
    person.save(update_fields=["stays"])
