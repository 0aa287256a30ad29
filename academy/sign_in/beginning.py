"""The first administrator of an installation comes in by a link that only its operator sees."""

import secrets

from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import transaction
from django.urls import reverse

from academy.models import Person

LASTS = 7 * 24 * 60 * 60
"""Seconds."""
_signer = signing.TimestampSigner(salt="academy.sign_in.beginning")


def nobody_administers() -> bool:
    return not Person.objects.filter(is_superuser=True, is_active=True).exists()


def make_link() -> str:
    """Returns the path of a link that works for a week, until somebody administers the installation."""
    return reverse("begin", args=[_signer.sign(secrets.token_urlsafe(12))])


def works(token: str) -> bool:
    try:
        _signer.unsign(token, max_age=LASTS)
    except signing.BadSignature:
        return False
    return nobody_administers()


@transaction.atomic
def begin(token: str, *, email: str, given_name: str, family_name: str, language: str) -> Person | None:
    """Makes the first administrator; returns None when the link no longer works. Of several callers at once, one gets
    it."""
    ContentType.objects.select_for_update().get(pk=ContentType.objects.get_for_model(Person).pk)
    if not works(token):
        return None
    person = Person.objects.filter(email__iexact=email).first() or Person(email=email.lower())
    person.given_name, person.family_name, person.language = given_name, family_name, language
    person.is_staff = person.is_superuser = person.is_active = True
    if not person.password:
        person.set_unusable_password()
    person.save()
    return person
