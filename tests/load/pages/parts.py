"""Where a page's time goes: its queries, their rows, templates and compression, in a process that does not serve.

``python -m tests.load.pages.parts MEMBER FACILITATOR`` reads pages' addresses as JSON and prints what it found as JSON.
"""

import contextlib
import json
import os
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable
from typing import Any
from unittest import mock

import django

EACH, WARM = 20, 5


class Clock:
    """Seconds of CPU by part; what runs inside another part counts for itself alone."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._open: list[str] = ["all else"]
        self._since = time.thread_time()

    def _enter(self, part: str) -> None:
        now = time.thread_time()
        self.spent[self._open[-1]] += now - self._since
        self._since = now
        self._open.append(part)

    def _leave(self) -> None:
        now = time.thread_time()
        self.spent[self._open.pop()] += now - self._since
        self._since = now

    def counting(self, part: str, does: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **options: Any) -> Any:
            self._enter(part)
            try:
                return does(*args, **options)
            finally:
                self._leave()

        return counted

    @contextlib.contextmanager
    def running(self) -> Any:
        import jinja2
        from django.db.backends.utils import CursorWrapper
        from django.db.models import QuerySet

        from academy.pages.compiled import Compiled

        watched = [
            (CursorWrapper, "execute", "the database"),
            (Compiled, "all", "rows"),
            (QuerySet, "_fetch_all", "SQL that Django writes, and rows"),
            (jinja2.Template, "render", "templates"),
            (zlib, "compress", "compression"),
        ]
        with contextlib.ExitStack() as stack:
            for owner, name, part in watched:
                stack.enter_context(mock.patch.object(owner, name, self.counting(part, getattr(owner, name))))
            self.spent.clear()
            self._since = time.thread_time()
            yield
            self._enter("end")


def measured(addresses: dict[str, list[str]]) -> dict[str, Any]:
    """Maps page -> number of queries, and the parts that took most, each with its share of the page."""
    from tests.load.pages.middlewares import ask, handler, queries

    serve, found = handler(), {}
    for page, (address, session) in addresses.items():
        for _warm in range(WARM):
            ask(serve, session, address)
        clock = Clock()
        with clock.running():
            for _each in range(EACH):
                ask(serve, session, address)
        whole = sum(clock.spent.values())
        parts = {part: spent / whole for part, spent in clock.spent.most_common() if spent > whole / 20}
        found[page] = {"queries": queries(serve, session, address), "parts": parts}
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.load.pages.settings")
    django.setup()
    json.dump(measured(json.load(sys.stdin)), sys.stdout)
