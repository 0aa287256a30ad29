"""A course on disk for servers that tests start in processes of their own: made once, copied for each server.

``python -m tests.stage`` fills the environment's database and prints its people and rooms as JSON.
"""

import datetime
import json
import os
import sys

import django


def fill() -> dict:
    """Fills the course of 2023 with the cast, one exchange with its room, and a session for each person."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from academy.courses.editions import open_edition
    from academy.models import Person
    from academy.sign_in.sessions import SessionStore
    from exchanges.creating import create_exchange
    from exchanges.models import Round
    from rooms.models import RoomKind
    from tests import cast

    edition = cast.open_course()
    names = ["adjoa", "mariam", "tunde", "kerwin", "shanice", "trevor", "chiara"]
    members = {name: cast.join(edition, name) for name in names}
    members["suspended"] = cast.join(edition, "nilton", suspended_at=timezone.now())
    members["outsider"] = cast.join(open_edition("other", pack="lma-2023"), "guerline")
    now = timezone.now()
    made = Round.objects.create(
        edition=edition,
        number=1,
        format=edition.formats.first(),
        topic=edition.topics.first(),
        opens=now,
        closes=now + datetime.timedelta(days=7),
        made_by=members["chiara"],
        published_at=now,
        published_by=members["chiara"],
    )
    rooms = {
        "plenary": edition.rooms.get(kind=RoomKind.PLENARY).pk,
        "lounge": edition.rooms.filter(kind=RoomKind.LOUNGE).first().pk,
    }
    for number in range(40):
        exchange = create_exchange(made, edition.topics.first(), [members["adjoa"].pk, members["kerwin"].pk])
        rooms[f"pair{number}" if number else "pair"] = exchange.room_id
    sessions = {}
    for name, member in members.items():
        store = SessionStore()
        store[SESSION_KEY] = str(member.person_id)
        store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        store[HASH_SESSION_KEY] = member.person.get_session_auth_hash()
        store.create()
        sessions[name] = store.session_key
    ids = {name: member.pk for name, member in members.items()}
    people = {name: member.person_id for name, member in members.items()}
    assert Person.objects.count() == len(people)
    return {"members": ids, "people": people, "sessions": sessions, "rooms": rooms}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kapok.settings")
    django.setup()
    from kapok.servers import serving, warming

    serving.bring_up_to_date()
    warming.warm_up()  # leaves the compiled templates beside the database, for all copies
    json.dump(fill(), sys.stdout)
