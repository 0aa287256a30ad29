from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from academy.sign_in.site import base_url
from desk import demo
from kapok import serving


class Command(BaseCommand):
    help = (
        "Bring the database up to date and serve Kapok on HOST and PORT until interrupted: pages, live rooms and the "
        "background worker in one process. A demo fills an empty database first, and prints sign-in links."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        environment = settings.ENVIRONMENT
        try:
            serving.check_port(environment.host, environment.port)
            serving.bring_up_to_date()
        except serving.CannotServe as fault:
            raise CommandError(str(fault)) from fault
        except OperationalError as fault:
            where = "DATABASE_URL" if settings.DATABASES["default"]["ENGINE"].endswith("postgresql") else "KAPOK_DATA"
            raise CommandError(f"The database of {where} cannot be used: {str(fault).splitlines()[0]}.") from fault
        lines = []
        if settings.DEMO:
            demo.prepare()
            lines = demo.sign_in_lines(base_url())
        lines.append(f"Kapok is at {base_url()}/ (Ctrl-C ends it).")
        serving.run(environment.host, environment.port, lambda: self.say(lines))

    def say(self, lines: list[str]) -> None:
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()
