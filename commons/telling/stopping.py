"""The link in each mail that ends all mail of this kind, without signing in."""

from django.core import signing
from django.urls import reverse

from academy.models import Person

SALT = "commons.telling"


def address_of(person: Person) -> str:
    return reverse("stop_mail", args=[signing.dumps(person.pk, salt=SALT)])


def person_of(token: str) -> Person | None:
    """Returns the person whose mail the link stops; None for a link that is none of ours."""
    try:
        return Person.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except (signing.BadSignature, TypeError, ValueError):
        return None
