from typing import Any

from django.core.management.base import BaseCommand

from kapok.servers import serving


class Command(BaseCommand):
    help = (
        "Bring the database and the static files up to date, where there is something to do, and end. Several may be "
        "started at once, on one machine or many: one of them does it. `serve` without --only does the same itself."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        with serving.failures_logged(), serving.exclusively():
            serving.bring_up_to_date()
