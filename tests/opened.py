"""The course of 2023 for the tests of a file. Opening it takes longer than most tests."""

import contextlib
import sqlite3
from collections.abc import Iterator

from django.db import connection, transaction

from tests import cast

EMPTY, OPEN = (sqlite3.connect(":memory:", check_same_thread=False) for _copy in range(2))
MADE: list[int] = []


@contextlib.contextmanager
def opened() -> Iterator[int]:
    """Yields its key. On SQLite each worker opens it once; later it copies the whole database from memory to memory."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield cast.open_course().pk
            transaction.set_rollback(True)
        return
    assert not connection.in_atomic_block
    connection.ensure_connection()
    live = connection.connection
    if MADE:
        OPEN.backup(live)
    else:
        live.backup(EMPTY)
        MADE.append(cast.open_course().pk)
        live.backup(OPEN)
    yield MADE[0]
    EMPTY.backup(live)
