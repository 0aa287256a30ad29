import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    @property
    def pool(self) -> Any:
        """Django's pool with a cheaper check of its connections, because its own check takes as long as a page's first
        query."""
        pool: Any = super().pool
        if pool is not None and self.settings_dict["CONN_HEALTH_CHECKS"]:
            pool._check = check_when_spoken_to
        return pool


def check_when_spoken_to(connection: Any) -> None:
    """Asks the server only when something waits to be read, because a server that shuts down, or closes a connection,
    sends a message."""
    looking = select.poll()
    looking.register(connection.fileno(), select.POLLIN)
    if looking.poll(0):
        ConnectionPool.check_connection(connection)
