"""The database for sockets: read in a few threads of their own, whose connections live on; and marks in another one,
which may have to wait for a writer."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import OperationalError, close_old_connections

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 10.0
"""Seconds, as long as the pool waits for a connection: who stands in line behind such a wait must not wait twice."""
_readers = ThreadPoolExecutor(2, thread_name_prefix="room-reader")
_marker = ThreadPoolExecutor(1, thread_name_prefix="room-marker")


async def read(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``work`` returns; it may ask the database, and no event loop waits for it.

    OperationalError where that takes longer than ``PATIENCE``, the time in line included.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            return await asyncio.get_running_loop().run_in_executor(_readers, lambda: _here(work, *args, **kwargs))
    except TimeoutError as late:
        raise OperationalError("The database has not answered in time.") from late


async def mark(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """As ``read``, for what is written beside the acts and nobody waits for."""
    return await asyncio.get_running_loop().run_in_executor(_marker, lambda: _here(work, *args, **kwargs))


def _here(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    close_old_connections()
    try:
        return work(*args, **kwargs)
    finally:
        close_old_connections()
