"""Workers that are killed at each step of a letter, and others that take over. Says as JSON what is then in doubt.

Each worker is a fork of this process, so that only one interpreter has to start.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any
from unittest import mock

MANY = 12


def die(*_said: Any, **_options: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def forked(work: Callable[[], Any]) -> int:
    from django.db import connection

    connection.close()
    if pid := os.fork():
        return pid
    work()
    os._exit(0)


def main() -> None:
    import django

    django.setup()
    from django.core.mail import EmailMultiAlternatives
    from django_tasks_db.models import DBTaskResult

    from academy.models import Handover
    from academy.tasks import send_letter
    from kapok.servers import reviving
    from kapok.servers.working import Loop

    send = EmailMultiAlternatives.send

    def send_and_die(letter: EmailMultiAlternatives) -> None:
        send(letter)
        die()

    steps: dict[str, tuple[str, Callable]] = {
        "before_it_is_taken": ("django_tasks_db.models.DBTaskResult.claim", die),
        "after_it_was_taken": ("academy.tasks.send", die),
        "before_the_text_leaves": ("django.core.mail.EmailMultiAlternatives.send", die),
        "after_the_text_has_left": ("django.core.mail.EmailMultiAlternatives.send", send_and_die),
        "before_the_end_is_written": ("django_tasks_db.models.DBTaskResult.set_successful", die),
    }

    def work_off() -> None:
        while Loop(threading.Event()).turn():
            pass

    def killed_at(place: str, instead: Callable) -> bool:
        def work() -> None:
            with mock.patch(place, new=lambda *said, **options: instead(*said, **options)):
                work_off()

        return os.WIFSIGNALED(os.waitpid(forked(work), 0)[1])

    def enqueue(name: str) -> None:
        send_letter.enqueue(subject="News", body="So.", to=f"{name}@example.org", language="en")

    killed = []
    for step, (place, instead) in steps.items():
        enqueue(step)
        killed.append(killed_at(place, instead))
        reviving.revive(silent=0)
        work_off()
    for number in range(MANY):
        enqueue(f"many{number}")
    for worker in [forked(work_off), forked(work_off)]:
        os.waitpid(worker, 0)
    enqueue("always")
    tries = [killed_at("academy.tasks.send", die) for _each in range(4) if reviving.revive(silent=0) is not None]
    said = {
        "killed": killed,
        "tries": tries,
        "doubts": sorted(Handover.objects.filter(settled_at=None).values_list("address", flat=True)),
        "running": DBTaskResult.objects.filter(status__in=["RUNNING", "READY"]).count(),
    }
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
