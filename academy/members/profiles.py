"""Profiles: people fill them in at the welcome and change them whenever they like."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from academy.models import Membership, Person
from academy.models.people import new_sign_in_stamp
from academy.signals import signed_out

OF_MEMBERSHIP = ("ranked_topics", "free_hours", "days_off")
OWN = ("given_name", "family_name", "language", "languages", "time_zone")


@transaction.atomic
def save_profile(person: Person, membership: Membership | None, *, answers: dict[str, Any]) -> None:
    """Saves the cleaned answers of ``academy.forms.ProfileForm``, or of one part of it; with a membership also its
    topics and hours."""
    own = [name for name in OWN if name in answers]
    for name in own:
        setattr(person, name, answers[name])
    person.save(update_fields=own)
    if membership is not None:
        given = [name for name in OF_MEMBERSHIP if name in answers]
        for name in given:
            setattr(membership, name, answers[name])
        membership.welcomed_at = membership.welcomed_at or timezone.now()
        membership.save(update_fields=[*given, "welcomed_at"])


@transaction.atomic
def sign_out_everywhere(person: Person) -> None:
    """Ends every session of the person and closes their open sockets."""
    person.sign_in_stamp = new_sign_in_stamp()
    person.save(update_fields=["sign_in_stamp"])
    signed_out.send(Person, person=person)
