"""The database for sockets, in threads of their own, whose connections stay open.

Two threads read what many clients ask for at once (permissions, hellos, pages of a catch-up), and no read waits longer
than PATIENCE for them. Reads for all rooms of the process have a thread of their own. Read marks have another, because
they may wait for a writer.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import OperationalError, close_old_connections

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE = 5.0
"""Seconds in the queue, after which the client is told to retry: a read that has begun is always finished."""

_readers = ThreadPoolExecutor(2, thread_name_prefix="room-reader")
_for_all = ThreadPoolExecutor(1, thread_name_prefix="room-reader-for-all")
_marker = ThreadPoolExecutor(1, thread_name_prefix="room-marker")


async def read(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Returns what ``work`` returns; it may ask the database, and no event loop waits for it.

    Raises OperationalError when it has not begun within ``PATIENCE``.
    """
    begun = _readers.submit(lambda: _run(work, *args, **kwargs))
    waits = asyncio.wrap_future(begun)
    try:
        await asyncio.wait({waits}, timeout=PATIENCE)
    except asyncio.CancelledError:
        begun.cancel()
        waits.cancel()  # otherwise asyncio would log a fault of the read as never retrieved
        raise
    if begun.cancel():
        raise OperationalError("Too many read the database; this one has not begun in time.")
    return await waits


async def read_for_all(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Reads for everybody here, in a thread of its own, because it must not fail when many clients come at once."""
    return await asyncio.get_running_loop().run_in_executor(_for_all, lambda: _run(work, *args, **kwargs))


async def write_mark(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Writes read marks in a thread of their own, because nobody waits for them."""
    return await asyncio.get_running_loop().run_in_executor(_marker, lambda: _run(work, *args, **kwargs))


def _run(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    close_old_connections()
    try:
        return work(*args, **kwargs)
    finally:
        close_old_connections()
