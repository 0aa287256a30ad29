"""The secret in the address of a person's calendar feed. It opens this feed only, and can be renewed alone."""

from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from academy.models import Person


def secret_of(person: Person) -> str:
    return f"{person.pk}-{_signature(person)}"


def person_of(secret: str) -> Person | None:
    """Returns the person whose feed has this secret; None for a wrong or renewed one. One query."""
    number, _dash, signature = secret.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    person = Person.objects.filter(pk=int(number), is_active=True).first()
    return person if person and constant_time_compare(signature, _signature(person)) else None


def renew(person: Person) -> None:
    """Gives the feed a new address; the old one opens nothing any more."""
    person.calendar_stamp = get_random_string(16)
    person.save(update_fields=["calendar_stamp"])


def _signature(person: Person) -> str:
    named = f"{person.pk}:{person.calendar_stamp}"
    return salted_hmac("academy.calendar_secret", named, algorithm="sha256").hexdigest()[:40]
