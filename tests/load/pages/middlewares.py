"""The cost of each middleware: an empty view for a signed-in member, behind the stack built up one by one.

``python -m tests.load.pages.middlewares SESSION`` prints microseconds a request on the environment's database.
"""

import io
import os
import sys
import time
from typing import Any

import django

ROUNDS, EACH = 15, 60


def measured(session: str) -> dict[str, tuple[float, int]]:
    """Returns the microseconds and queries that each middleware adds, in the order of the settings."""
    from django.conf import settings
    from django.test.utils import override_settings

    stacks = {
        "no middleware": [],
        **{name: list(settings.MIDDLEWARE[: n + 1]) for n, name in enumerate(settings.MIDDLEWARE)},
    }
    handlers = {}
    for name, stack in stacks.items():
        with override_settings(MIDDLEWARE=stack):
            handlers[name] = handler()
    took: dict[str, list[float]] = {name: [] for name in stacks}
    for round_number in range(ROUNDS + 1):
        for name, serve in handlers.items():
            spent = time.thread_time()
            for _request in range(EACH):
                ask(serve, session)
            if round_number:
                took[name].append((time.thread_time() - spent) / EACH * 1e6)
    least = [min(rounds) for rounds in took.values()]
    asked = [queries(serve, session) for serve in handlers.values()]
    return {
        name: (least[n] - (least[n - 1] if n else 0), asked[n] - (asked[n - 1] if n else 0))
        for n, name in enumerate(stacks)
    }


def handler() -> Any:
    from django.core.handlers.wsgi import WSGIHandler

    return WSGIHandler()


def ask(handler: Any, session: str, address: str = "/empty/") -> None:
    """Serves a request as a server does: from its environ, with the answer read to its end and closed."""
    path, _mark, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_ACCEPT": "text/html",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "HTTP_COOKIE": f"sessionid={session}",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
    }
    answer = handler(environ, lambda status, headers: None)
    b"".join(answer)
    answer.close()


def queries(handler: Any, session: str, address: str = "/empty/") -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        ask(handler, session, address)
        return len(captured)


def main() -> None:
    django.setup()
    found = measured(sys.argv[1])
    for name, (micros, queries) in found.items():
        short = ".".join(name.split(".")[-3::2]) if "." in name else name
        print(f"  {micros:7.0f} µs  {short}" + (f" ({queries} queries)" if queries else ""))
    print(f"  {sum(micros for micros, _queries in found.values()):7.0f} µs  together")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.load.pages.settings")
    main()
