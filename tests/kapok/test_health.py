"""``/healthz`` and ``/readyz``: each part by its name, and the answer for a load balancer."""

import datetime
import socket
import threading
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from academy.tasks import send_letter
from kapok import health
from kapok.models import Heartbeat
from tests.services import Missing, free_port, redis

pytestmark = pytest.mark.django_db
PARTS = {"status", "database", "layer", "migrations", "timetable", "worker"}
IN_MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


def over_redis(*urls: str) -> dict[str, Any]:
    config = {"hosts": list(urls)}
    return {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": config}}


@pytest.fixture(autouse=True)
def afresh(settings, monkeypatch) -> None:
    settings.CHANNEL_LAYERS = IN_MEMORY
    monkeypatch.setattr(health, "CACHE_SECONDS", -1.0)


@pytest.fixture
def working(db) -> None:
    Heartbeat.record("a worker")


def ready(query: str = "") -> tuple[int, dict[str, str]]:
    answer = Client().get(f"/readyz{query}")
    assert set(answer.json()) <= PARTS
    return answer.status_code, answer.json()


def test_healthz_asks_no_database(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert Client().get("/healthz").content == b"ok\n"


@pytest.mark.parametrize("address", ["/healthz", "/readyz?without=worker"])
def test_health_checks_do_not_read_the_session(client_of, adjoa, address, django_assert_num_queries) -> None:
    """The session is in a database that may be away."""
    client = client_of(adjoa)
    found = dict.fromkeys(("database", "layer", "worker"), "ok")
    with mock.patch.object(health, "ask", return_value=found), django_assert_num_queries(0):
        assert client.get(address).status_code == 200


def test_readyz_reports_each_part_as_ok(working) -> None:
    assert ready() == (200, dict.fromkeys(PARTS, "ok"))


def test_readyz_takes_at_most_six_queries(working, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(6):
        ready()


def test_many_requests_at_once_cost_one_check(working, monkeypatch) -> None:
    monkeypatch.setattr(health, "CACHE_SECONDS", 60.0)
    with mock.patch.object(health, "_last", (0.0, {})), mock.patch.object(health, "ask", wraps=health.ask) as asked:
        for _n in range(5):
            ready()
    assert asked.call_count == 1


def test_a_missing_worker_answers_503(db) -> None:
    status, answer = ready()
    assert status == 503
    assert answer["status"] == "failing"
    assert answer["worker"] == "No background worker has been heard for 45 seconds; mail waits."


def test_an_old_heartbeat_answers_503(working) -> None:
    Heartbeat.objects.update(at=timezone.now() - datetime.timedelta(seconds=60))
    assert ready()[0] == 503


def test_a_task_that_waits_for_minutes_answers_503(working) -> None:
    send_letter.enqueue(subject="Your code", body="123456", to="adjoa@example.org", language="fr")
    assert ready()[0] == 200, "a new task is no fault"
    DBTaskResult.objects.update(enqueued_at=timezone.now() - datetime.timedelta(minutes=7))
    status, answer = ready()
    assert status == 503
    assert answer["worker"] == "The oldest task has waited for 7 minutes."


def test_a_scheduled_task_waits_from_its_time_on(working) -> None:
    send_letter.enqueue(subject="Your code", body="123456", to="adjoa@example.org", language="fr")
    now = timezone.now()
    DBTaskResult.objects.update(enqueued_at=now - datetime.timedelta(days=1), run_after=now)
    assert ready()[0] == 200


def test_the_check_without_worker_ignores_a_missing_worker(db) -> None:
    status, answer = ready("?without=worker")
    assert (status, answer["status"]) == (200, "ok")
    assert "worker" not in answer


def test_a_missing_database_answers_503_with_a_sentence_without_secrets(working) -> None:
    fault = OperationalError("connection to kapok:s3cret@db.example failed")
    pool = mock.patch("psycopg_pool.ConnectionPool.connection", side_effect=fault)
    with mock.patch.object(connection, "cursor", side_effect=fault), pool:
        status, answer = ready()
    assert status == 503
    assert answer["database"] == "The database does not answer (OperationalError)."
    assert "s3cret" not in str(answer)
    assert answer["migrations"] == answer["worker"] == "Unknown, because the database does not answer."


def test_a_missing_migration_answers_503(working) -> None:
    MigrationRecorder(connection).record_unapplied("kapok", "0001_initial")
    status, answer = ready()
    assert status == 503
    assert answer["migrations"] == "1 migrations are not applied; run “manage.py migrate”."


def test_a_missing_layer_answers_200_and_degraded(working, settings) -> None:
    settings.CHANNEL_LAYERS = over_redis(f"redis://:s3cret@127.0.0.1:{free_port()}/0")
    status, answer = ready()
    assert (status, answer["status"]) == (200, "degraded")
    assert answer["layer"].startswith("The channel layer does not answer (")
    assert answer["layer"].endswith("; rooms ask the database instead.")
    assert "s3cret" not in str(answer)


def test_a_hanging_layer_times_out(working, settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CHANNEL_LAYERS = over_redis(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        answers: list[Any] = []
        asking = threading.Thread(target=lambda: answers.append(health._layer()), daemon=True)
        asking.start()
        asking.join(timeout=10)
    assert answers
    assert "TimeoutError" in answers[0]


def test_every_redis_server_is_checked(working, settings) -> None:
    try:
        with redis() as one, redis() as two:
            settings.CHANNEL_LAYERS = over_redis(one, two)
            assert ready() == (200, dict.fromkeys(PARTS, "ok"))
            settings.CHANNEL_LAYERS = over_redis(one, f"redis://127.0.0.1:{free_port()}/0")
            assert ready()[1]["status"] == "degraded"
    except Missing as missing:
        pytest.skip(str(missing))
