import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from kapok.servers.working import Loop


class Command(BaseCommand):
    help = (
        "The background worker alone (mail and other jobs), for an installation of several processes. After SIGTERM it "
        "finishes the task under way. `serve` without --only has a worker of its own."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: stop.set())
        Loop(stop).run()
