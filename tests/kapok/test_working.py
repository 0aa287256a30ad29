"""The background worker: does what waits, says that it lives, and outlives a database that was away."""

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
from kapok import working
from kapok.models import Heartbeat
from tests.server import Stage, serving, the_stage


def eventually(holds: Callable[[], bool]) -> bool:
    ends = time.monotonic() + 15
    while not holds() and time.monotonic() < ends:
        time.sleep(0.05)
    return holds()


@pytest.fixture
def here(db, monkeypatch) -> None:
    """The worker runs in this thread, inside the test's transaction."""
    monkeypatch.setattr(working, "close_old_connections", lambda: None)
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    monkeypatch.setattr(working, "_let_go", lambda: None)
    monkeypatch.setattr(working, "PAUSE", 0.01)
    monkeypatch.setattr(working, "AFTER_A_FAULT", 0.01)
    monkeypatch.setattr(working, "BEAT_SECONDS", 0.01)


class Turns(threading.Event):
    """Set after so many looks at it."""

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


def test_what_waits_is_done(here) -> None:
    for _n in range(3):
        letter()
    with without_heartbeat():
        working.Loop(Turns(8)).run()
    assert len(mail.outbox) == 3
    assert not DBTaskResult.objects.ready().exists()


def test_a_database_that_was_away_does_not_end_it(here, caplog) -> None:
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


def test_a_task_that_fails_leaves_the_others_alone(here) -> None:
    send_letter.enqueue(subject="no language", body="", to="x@example.org", language=None)
    letter()
    with mock.patch("academy.tasks.EmailMessage.send", side_effect=[ValueError("no"), 1]), without_heartbeat():
        working.Loop(Turns(8)).run()
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "SUCCESSFUL"]


def test_it_says_that_it_lives(here) -> None:
    loop = working.Loop(Turns(1))
    loop.beat()
    assert Heartbeat.heard_within(5)


def test_who_is_too_long_at_one_task_is_said_to_live_no_more(here) -> None:
    loop = working.Loop(Turns(1))
    loop.turned_at -= working.LONGEST_TASK + 1
    loop.beat()
    assert not Heartbeat.objects.exists()


def test_who_ends_in_order_is_not_waited_for(here) -> None:
    loop = working.Loop(Turns(1))
    Heartbeat.say(loop.name)
    with without_heartbeat():
        loop.run()
    assert not Heartbeat.objects.exists()


def test_those_who_were_killed_long_ago_are_forgotten(here) -> None:
    Heartbeat.say("killed")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kapok_heartbeat SET at = '2020-01-01 00:00:00+00:00' WHERE worker = 'killed'")
    Heartbeat.say("alive")
    assert list(Heartbeat.objects.values_list("worker", flat=True)) == ["alive"]


@pytest.fixture(scope="module")
def stage(tmp_path_factory) -> Stage:
    return the_stage(tmp_path_factory.getbasetemp())


def test_serve_has_a_worker_and_says_so(stage, tmp_path) -> None:
    with serving(stage, tmp_path / "data") as server, server.http(None) as client:
        assert eventually(lambda: client.get("/readyz").status_code == 200), client.get("/readyz").text
        code, _seconds = server.stop()
        assert code == 0
