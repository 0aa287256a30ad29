"""Reading the database for sockets: in a few threads of their own, whose connections live on."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

P = ParamSpec("P")
T = TypeVar("T")

_readers = ThreadPoolExecutor(2, thread_name_prefix="room-reader")


async def read(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``work`` returns; it may ask the database, and no event loop waits for it."""
    return await asyncio.get_running_loop().run_in_executor(_readers, lambda: _here(work, *args, **kwargs))


def _here(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    close_old_connections()
    try:
        return work(*args, **kwargs)
    finally:
        close_old_connections()
