"""``/readyz`` reports each part that this process needs: "ok", or one sentence without secrets.

The status is 503 when the database, a migration or the background worker is missing; sign-in codes need the worker. A
load balancer asks ``?without=worker``, because a missing worker would otherwise take all machines out at once. Rooms
work without the channel layer by polling the database, so the answer is then 200 and "degraded".
"""

import asyncio
import functools
import threading
import time
from collections.abc import Callable
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import resolve
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from psycopg import Error as PostgresError

from commons import timetable
from kapok.models import Heartbeat

HEALTH_PATHS = frozenset({"/healthz", "/readyz"})
OK = "ok"
DEGRADING = frozenset({"layer", "timetable"})
"""Parts whose failure does not stop the process from serving."""
LAYER_SECONDS, DATABASE_SECONDS = 1.0, 2.0
SILENT_SECONDS = 45
WAITED_SECONDS = 300
CACHE_SECONDS = 1.0
_lock = threading.Lock()
_last: tuple[float, dict[str, str]] = (0.0, {})


class HealthChecks:
    """Middleware that answers health checks first, because later middleware reads the session from the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in HEALTH_PATHS:
            return self.get_response(request)
        found = request.resolver_match = resolve(request.path)
        answer: HttpResponse = found.func(request)
        return answer


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    parts = dict(cached())
    if request.GET.get("without") == "worker":
        del parts["worker"]
    failing = any(state != OK for name, state in parts.items() if name not in DEGRADING)
    degraded = any(parts.get(name, OK) != OK for name in DEGRADING)
    status = "failing" if failing else "degraded" if degraded else OK
    return JsonResponse({"status": status, **parts}, status=503 if failing else 200)


def cached() -> dict[str, str]:
    """Returns the answer of ``ask``, asked at most once in CACHE_SECONDS, so that many requests cost one check."""
    global _last
    with _lock:
        if not _last[1] or time.monotonic() - _last[0] > CACHE_SECONDS:
            _last = time.monotonic(), ask()
        return _last[1]


def ask() -> dict[str, str]:
    database = _checked(_database)
    away = "Unknown, because the database does not answer."
    return {
        "database": database,
        "layer": _layer(),
        "migrations": _checked(_migrations) if database == OK else away,
        "worker": _checked(_worker) if database == OK else away,
        "timetable": _checked(_timetable) if database == OK else away,
    }


def _checked(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, InterfaceError, PostgresError) as fault:
        return f"The database does not answer ({type(fault).__name__})."


def _database() -> str:
    """Asks PostgreSQL through its pool for up to DATABASE_SECONDS, so that a full pool or a dead server shows soon."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    pool = getattr(connection, "pool", None)
    if pool is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return OK
    pool.open()
    with pool.connection(timeout=DATABASE_SECONDS) as borrowed:
        borrowed.execute("SELECT 1")
    return OK


@functools.cache
def _shipped() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())


def _migrations() -> str:
    missing = _shipped() - MigrationRecorder(connections[DEFAULT_DB_ALIAS]).applied_migrations().keys()
    return f"{len(missing)} migrations are not applied; run “manage.py migrate”." if missing else OK


def _worker() -> str:
    if not Heartbeat.heard_within(SILENT_SECONDS):
        return f"No background worker has been heard for {SILENT_SECONDS} seconds; mail waits."
    waited = _longest_wait()
    return OK if waited < WAITED_SECONDS else f"The oldest task has waited for {int(waited // 60)} minutes."


def _timetable() -> str:
    late = timetable.late(timezone.now())
    return f"These entries of the timetable are late: {', '.join(late)}." if late else OK


def _longest_wait() -> float:
    """Returns the seconds that the oldest ready task has waited: since ``run_after``, or since it was enqueued.

    In a task without ``run_after``, that field holds a date in the far future.
    """
    now = timezone.now()
    oldest = DBTaskResult.objects.ready().order_by("enqueued_at").values_list("enqueued_at", "run_after").first()
    if oldest is None:
        return 0.0
    enqueued, run_after = oldest
    return float((now - (max(enqueued, run_after) if run_after <= now else enqueued)).total_seconds())


def _layer() -> str:
    if isinstance(get_channel_layer(), InMemoryChannelLayer):
        return OK
    layers: dict[str, Any] = settings.CHANNEL_LAYERS
    try:
        async_to_sync(_round_trip)(layers["default"]["CONFIG"]["hosts"])
    except Exception as fault:
        return f"The channel layer does not answer ({type(fault).__name__}); rooms ask the database instead."
    return OK


async def _round_trip(hosts: list[str]) -> None:
    """Sends a message through each Redis and receives it. Raises TimeoutError when all take over LAYER_SECONDS."""
    async with asyncio.timeout(LAYER_SECONDS):
        for host in hosts:
            layer = RedisPubSubChannelLayer(hosts=[host])
            try:
                channel = await layer.new_channel()
                await layer.send(channel, {"type": "ready"})
                await layer.receive(channel)
            finally:
                await layer.flush()
