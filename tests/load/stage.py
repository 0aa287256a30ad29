"""A full course for the benchmark: 400 delegates with a session each, 200 pair rooms, a plenary.

``python -m tests.load.stage`` fills the environment's database and prints sessions and rooms as JSON.
"""

import datetime
import json
import os
import sys

import django

PAIRS = 200


def fill() -> dict:
    """Returns ``cookies[n]``, the session of person n, and ``pairs[n]``, the room of 2n (ECOWAS) and 2n+1 (CARICOM)."""
    from django.db import transaction
    from django.utils import timezone

    from exchanges.creating import Group, create_exchanges
    from exchanges.models import Round
    from rooms.models import RoomKind
    from tests import cast

    with transaction.atomic():
        edition = cast.open_course()
        chiara, now = cast.join(edition, "chiara"), timezone.now()
        shores = cast.crowd(edition, "ECOWAS", PAIRS), cast.crowd(edition, "CARICOM", PAIRS)
        made = Round.objects.create(
            edition=edition,
            number=1,
            format=edition.formats.first(),
            topic=edition.topics.first(),
            opens=now,
            closes=now + datetime.timedelta(days=7),
            made_by=chiara,
            published_at=now,
            published_by=chiara,
        )
        groups = [Group(made.topic, {member.pk: {} for member in pair}) for pair in zip(*shores, strict=True)]
        exchanges = create_exchanges(made, groups)
        people = [member.person for pair in zip(*shores, strict=True) for member in pair]
        plenary = edition.rooms.get(kind=RoomKind.PLENARY).pk
        return {"cookies": _sessions(people), "pairs": [exchange.room_id for exchange in exchanges], "plenary": plenary}


def _sessions(people: list) -> list[str]:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from academy.sign_in.sessions import SessionStore

    keys = []
    for person in people:
        store = SessionStore()
        store[SESSION_KEY] = str(person.pk)
        store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        store[HASH_SESSION_KEY] = person.get_session_auth_hash()
        store.create()
        keys.append(store.session_key)
    return keys


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kapok.settings")
    django.setup()
    from kapok.servers import serving

    serving.bring_up_to_date()
    json.dump(fill(), sys.stdout)
