"""The background worker: runs tasks, records a heartbeat, and survives an outage of the database."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

import pytest
from django.core import mail
from django.db import OperationalError, connection
from django_tasks_db.models import DBTaskResult

from academy.tasks import send_letter
from kapok.models import Heartbeat
from kapok.servers import working
from tests.server import Stage, serving, the_stage


def eventually(holds: Callable[[], bool]) -> bool:
    ends = time.monotonic() + 15
    while not holds() and time.monotonic() < ends:
        time.sleep(0.05)
    return holds()


@pytest.fixture
def here(db, monkeypatch) -> None:
    """Lets the worker run in this thread, inside the test's transaction, without pauses."""
    monkeypatch.setattr(working, "close_old_connections", lambda: None)
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    monkeypatch.setattr(working, "_release_connection", lambda: None)
    monkeypatch.setattr(working, "PAUSE", 0.01)
    monkeypatch.setattr(working, "AFTER_FAULT", 0.01)
    monkeypatch.setattr(working, "BEAT_SECONDS", 0.01)


class Turns(threading.Event):
    """Counts as set after it was asked so many times."""

    def __init__(self, turns: int) -> None:
        super().__init__()
        self.left = turns

    def is_set(self) -> bool:
        self.left -= 1
        return super().is_set() or self.left < 0


@contextmanager
def without_heartbeat() -> Iterator[None]:
    with mock.patch.object(working.Loop, "beat"):
        yield


def letter() -> None:
    send_letter.enqueue(subject="Your code", body="123456", to="adjoa@example.org", language="fr")


def test_the_worker_runs_waiting_tasks(here) -> None:
    for _n in range(3):
        letter()
    with without_heartbeat():
        working.Loop(Turns(8)).run()
    assert len(mail.outbox) == 3
    assert not DBTaskResult.objects.ready().exists()


def test_the_worker_survives_an_outage_of_the_database(here, caplog) -> None:
    letter()
    ready, faults = DBTaskResult.objects.ready, [OperationalError("the connection is closed")] * 2

    def away() -> object:
        if faults:
            raise faults.pop()
        return ready()

    with without_heartbeat(), mock.patch.object(type(DBTaskResult.objects), "ready", side_effect=away):
        working.Loop(Turns(8)).run()
    assert len(mail.outbox) == 1
    assert "it tries again" in caplog.text


def test_a_failing_task_does_not_stop_the_next(here) -> None:
    send_letter.enqueue(subject="no language", body="", to="x@example.org", language=None)
    letter()
    with (
        mock.patch("academy.mail.letters.EmailMultiAlternatives.send", side_effect=[ValueError("no"), 1]),
        without_heartbeat(),
    ):
        working.Loop(Turns(8)).run()
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "SUCCESSFUL"]


def test_the_worker_records_its_heartbeat(here) -> None:
    loop = working.Loop(Turns(1))
    loop.beat()
    assert Heartbeat.heard_within(5)


def test_a_worker_that_is_stuck_in_a_task_records_no_heartbeat(here) -> None:
    loop = working.Loop(Turns(1))
    loop.turned_at -= working.LONGEST_TASK + 1
    loop.beat()
    assert not Heartbeat.objects.exists()


def test_a_worker_that_stops_deletes_its_heartbeat(here) -> None:
    loop = working.Loop(Turns(1))
    Heartbeat.record(loop.name)
    with without_heartbeat():
        loop.run()
    assert not Heartbeat.objects.exists()


def test_old_heartbeats_are_deleted(here) -> None:
    Heartbeat.record("killed")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kapok_heartbeat SET at = '2020-01-01 00:00:00+00:00' WHERE worker = 'killed'")
    Heartbeat.record("alive")
    assert list(Heartbeat.objects.values_list("worker", flat=True)) == ["alive"]


@pytest.fixture(scope="module")
def stage(tmp_path_factory) -> Stage:
    return the_stage(tmp_path_factory.getbasetemp())


def test_serve_runs_a_worker_and_is_ready(stage, tmp_path) -> None:
    with serving(stage, tmp_path / "data") as server, server.http(None) as client:
        assert eventually(lambda: client.get("/readyz").status_code == 200), client.get("/readyz").text
        code, _seconds = server.stop()
        assert code == 0
