"""The course of 2023 for the tests of a file. Opening it takes longer than most tests, so each worker does it once.

On SQLite the whole database is copied from memory to memory; on PostgreSQL a second database beside the empty one keeps
the course, and the tests of the file are led there.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator

from django.db import connection

from tests import cast, databases

EMPTY, OPEN = (sqlite3.connect(":memory:", check_same_thread=False) for _copy in range(2))
MADE: list[int] = []


@contextlib.contextmanager
def opened() -> Iterator[int]:
    """Yields its key."""
    assert not connection.in_atomic_block
    with in_memory() if connection.vendor == "sqlite" else in_another_database():
        yield MADE[0]


@contextlib.contextmanager
def in_memory() -> Iterator[None]:
    connection.ensure_connection()
    live = connection.connection
    if MADE:
        OPEN.backup(live)
    else:
        live.backup(EMPTY)
        MADE.append(cast.open_course().pk)
        live.backup(OPEN)
    yield
    EMPTY.backup(live)


@contextlib.contextmanager
def in_another_database() -> Iterator[None]:
    empty = connection.settings_dict["NAME"]
    name = f"{empty}_opened"
    lead_to(name, copied_from=None if MADE else empty)
    try:
        if not MADE:
            MADE.append(cast.open_course().pk)
        yield
    finally:
        lead_to(empty)


def lead_to(name: str, *, copied_from: str | None = None) -> None:
    connection.close()
    connection.close_pool()
    if copied_from:
        databases.new(os.environ["DATABASE_URL"], name, copied_from)
    connection.settings_dict["NAME"] = name
