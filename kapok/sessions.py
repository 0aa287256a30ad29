"""Sessions in the database. A cookie may say anything, even what PostgreSQL cannot be asked for: NUL."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions


class SessionStore(DatabaseSessions):
    def _validate_session_key(self, key: str) -> bool:
        """Only what could be a key of ours is looked up."""
        return bool(key) and key.isascii() and key.isalnum() and len(key) >= 8
