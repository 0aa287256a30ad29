"""Secret addresses of feeds: each opens one feed of one person, and can be renewed alone."""

import dataclasses

from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from academy.models import Person


@dataclasses.dataclass(frozen=True)
class SecretAddress:
    """A kind of feed with a secret address. ``stamp``: the field of a person whose value goes into the secret, so that
    a new value renews it."""

    salt: str
    stamp: str

    def secret_of(self, person: Person) -> str:
        return f"{person.pk}-{self._signature(person)}"

    def person_of(self, secret: str) -> Person | None:
        """Returns the person whose feed has this secret; None for a wrong or renewed one. One query."""
        number, _dash, signature = secret.partition("-")
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            return None
        person = Person.objects.filter(pk=int(number), is_active=True).first()
        return person if person and constant_time_compare(signature, self._signature(person)) else None

    def renew(self, person: Person) -> None:
        """Gives the feed a new address; the old one opens nothing any more."""
        setattr(person, self.stamp, get_random_string(16))
        person.save(update_fields=[self.stamp])

    def _signature(self, person: Person) -> str:
        named = f"{person.pk}:{getattr(person, self.stamp)}"
        return salted_hmac(self.salt, named, algorithm="sha256").hexdigest()[:40]


CALENDAR = SecretAddress("academy.calendar_secret", "calendar_stamp")
NOTICES = SecretAddress("academy.notices_secret", "notices_stamp")
