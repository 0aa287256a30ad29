"""Sessions in the database. A cookie may hold anything, even a NUL character, which PostgreSQL refuses."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions


class SessionStore(DatabaseSessions):
    def _validate_session_key(self, key: str) -> bool:
        """True for letters and digits of a valid length; no other key is looked up."""
        return bool(key) and key.isascii() and key.isalnum() and len(key) >= 8
