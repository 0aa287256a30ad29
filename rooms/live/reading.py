"""The database for sockets, in threads of their own, whose connections live on.

What comes by the dozen (doors, hellos, pages of catching up) is read by two and waits in line no longer than PATIENCE;
what a process reads for all of its rooms at once stands in no such line; marks may have to wait for a writer.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import OperationalError, close_old_connections

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 5.0
"""Seconds in line, after which one is better sent away to come again: whatever was begun is also finished."""

_readers = ThreadPoolExecutor(2, thread_name_prefix="room-reader")
_for_all = ThreadPoolExecutor(1, thread_name_prefix="room-reader-for-all")
_marker = ThreadPoolExecutor(1, thread_name_prefix="room-marker")


async def read(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``work`` returns; it may ask the database, and no event loop waits for it.

    OperationalError where it did not begin within ``PATIENCE``.
    """
    begun = _readers.submit(lambda: _here(work, *args, **kwargs))
    waits = asyncio.wrap_future(begun)
    try:
        await asyncio.wait({waits}, timeout=PATIENCE)
    except asyncio.CancelledError:
        begun.cancel()
        waits.cancel()  # or a fault of what runs on would be logged as one that nobody asked about
        raise
    if begun.cancel():
        raise OperationalError("Too many read the database; this one has not begun in time.")
    return await waits


async def read_for_all(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """As ``read``, for what is read for everybody here: it must not fail because many people come."""
    return await asyncio.get_running_loop().run_in_executor(_for_all, lambda: _here(work, *args, **kwargs))


async def write_mark(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """As ``read_for_all``, for what is written beside the acts and nobody waits for."""
    return await asyncio.get_running_loop().run_in_executor(_marker, lambda: _here(work, *args, **kwargs))


def _here(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    close_old_connections()
    try:
        return work(*args, **kwargs)
    finally:
        close_old_connections()
