"""Sessions in the database, each read together with its person."""

from typing import Any, cast

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db.models import DateTimeField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from academy.models import Person, Session
from academy.pages.compiled import Compiled, Later, later_text

LIVING = Compiled(
    lambda: Session.objects.select_related("person").filter(
        session_key=later_text("key"), expire_date__gt=Later("now", DateTimeField())
    )
)


class SessionStore(DatabaseSessions):
    """``person`` is known once the session is read. A cookie may hold anything, even a NUL character, which PostgreSQL
    refuses."""

    person: Person | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _validate_session_key(self, key: str) -> bool:
        """True for letters and digits of a valid length; no other key is looked up."""
        return bool(key) and key.isascii() and key.isalnum() and len(key) >= 8

    def _get_session_from_db(self) -> Session | None:
        found = LIVING.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
            return None
        self.person = found.person
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        made = cast(Session, super().create_model_instance(data))
        made.person_id = data.get(SESSION_KEY)
        return made


def reader_of(request: HttpRequest) -> Person | AnonymousUser:
    """Returns what Django's ``get_user`` returns, mostly without another query. Reads ``request.session`` alone."""
    session: Any = request.session
    known, person = session.get(SESSION_KEY), session.person
    if (
        person is not None
        and known == str(person.pk)
        and person.is_active
        and session[BACKEND_SESSION_KEY] in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    ):
        return person
    return get_user(request) if known is not None else AnonymousUser()
