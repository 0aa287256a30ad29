"""``/healthz`` and ``/readyz``: each part by its name, and what a load balancer is told."""

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
PARTS = {"status", "database", "layer", "migrations", "worker"}
IN_MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


def over_redis(*urls: str) -> dict[str, Any]:
    config = {"hosts": list(urls)}
    return {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": config}}


@pytest.fixture(autouse=True)
def afresh(settings, monkeypatch) -> None:
    settings.CHANNEL_LAYERS = IN_MEMORY
    monkeypatch.setattr(health, "KEPT_SECONDS", -1.0)


@pytest.fixture
def working(db) -> None:
    Heartbeat.say("a worker")


def ready(query: str = "") -> tuple[int, dict[str, str]]:
    answer = Client().get(f"/readyz{query}")
    assert set(answer.json()) <= PARTS
    return answer.status_code, answer.json()


def test_to_be_alive_takes_no_database(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert Client().get("/healthz").content == b"ok\n"


@pytest.mark.parametrize("address", ["/healthz", "/readyz?without=worker"])
def test_nobody_asks_who_asks(client_of, adjoa, address, django_assert_num_queries) -> None:
    """A browser's session would be read from a database that may be away."""
    client = client_of(adjoa)
    found = dict.fromkeys(("database", "layer", "worker"), "ok")
    with mock.patch.object(health, "ask", return_value=found), django_assert_num_queries(0):
        assert client.get(address).status_code == 200


def test_everything_there_is_told_by_name(working) -> None:
    assert ready() == (200, dict.fromkeys(PARTS, "ok"))


def test_it_is_cheap(working, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(6):
        ready()


def test_many_who_ask_at_once_are_told_what_was_found_once(working, monkeypatch) -> None:
    monkeypatch.setattr(health, "KEPT_SECONDS", 60.0)
    with mock.patch.object(health, "_last", (0.0, {})), mock.patch.object(health, "ask", wraps=health.ask) as asked:
        for _n in range(5):
            ready()
    assert asked.call_count == 1


def test_without_a_worker_that_was_heard_nobody_is_sent_here(db) -> None:
    status, said = ready()
    assert status == 503
    assert said["status"] == "failing"
    assert said["worker"] == "No background worker has been heard for 45 seconds; mail waits."


def test_a_worker_that_fell_silent_is_missed(working) -> None:
    Heartbeat.objects.update(at=timezone.now() - datetime.timedelta(seconds=60))
    assert ready()[0] == 503


def test_a_worker_that_lives_but_does_nothing_is_found_out(working) -> None:
    send_letter.enqueue(subject="Your code", body="123456", to="adjoa@example.org", language="fr")
    assert ready()[0] == 200, "a task that has just come is no fault"
    DBTaskResult.objects.update(enqueued_at=timezone.now() - datetime.timedelta(minutes=7))
    status, said = ready()
    assert status == 503
    assert said["worker"] == "The oldest task has waited for 7 minutes."


def test_a_task_whose_hour_has_just_come_has_not_waited(working) -> None:
    send_letter.enqueue(subject="Your code", body="123456", to="adjoa@example.org", language="fr")
    now = timezone.now()
    DBTaskResult.objects.update(enqueued_at=now - datetime.timedelta(days=1), run_after=now)
    assert ready()[0] == 200


def test_a_load_balancer_asks_for_this_process_alone(db) -> None:
    status, said = ready("?without=worker")
    assert (status, said["status"]) == (200, "ok")
    assert "worker" not in said


def test_a_database_that_is_away_is_a_sentence_without_secrets(working) -> None:
    fault = OperationalError("connection to kapok:s3cret@db.example failed")
    pool = mock.patch("psycopg_pool.ConnectionPool.connection", side_effect=fault)
    with mock.patch.object(connection, "cursor", side_effect=fault), pool:
        status, said = ready()
    assert status == 503
    assert said["database"] == "The database does not answer (OperationalError)."
    assert "s3cret" not in str(said)
    assert said["migrations"] == said["worker"] == "Unknown, because the database does not answer."


def test_a_migration_that_is_not_applied_is_told(working) -> None:
    MigrationRecorder(connection).record_unapplied("kapok", "0001_initial")
    status, said = ready()
    assert status == 503
    assert said["migrations"] == "1 migrations are not applied; run “manage.py migrate”."


def test_a_layer_that_is_away_is_degraded_and_goes_on(working, settings) -> None:
    settings.CHANNEL_LAYERS = over_redis(f"redis://:s3cret@127.0.0.1:{free_port()}/0")
    status, said = ready()
    assert (status, said["status"]) == (200, "degraded")
    assert said["layer"].startswith("The channel layer does not answer (")
    assert said["layer"].endswith("; rooms ask the database instead.")
    assert "s3cret" not in str(said)


def test_a_layer_that_hangs_is_given_a_second(working, settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CHANNEL_LAYERS = over_redis(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        answers: list[Any] = []
        asking = threading.Thread(target=lambda: answers.append(health._layer()), daemon=True)
        asking.start()
        asking.join(timeout=10)
    assert answers
    assert "TimeoutError" in answers[0]


def test_a_message_goes_round_through_every_redis(working, settings) -> None:
    try:
        with redis() as one, redis() as two:
            settings.CHANNEL_LAYERS = over_redis(one, two)
            assert ready() == (200, dict.fromkeys(PARTS, "ok"))
            settings.CHANNEL_LAYERS = over_redis(one, f"redis://127.0.0.1:{free_port()}/0")
            assert ready()[1]["status"] == "degraded"
    except Missing as missing:
        pytest.skip(str(missing))
