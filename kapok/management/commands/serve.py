from argparse import ArgumentParser
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from academy.sign_in import beginning
from academy.sign_in.site import base_url
from desk import demo
from kapok import mail_variables
from kapok.servers import serving


class Command(BaseCommand):
    help = (
        "Bring the database up to date and serve Kapok on HOST and PORT until interrupted: pages, live rooms and the "
        "background worker in one process. A demo fills an empty database first, and prints sign-in links."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only",
            choices=["rooms"],
            help="one of several processes behind a proxy: no background worker, and the database and static files are "
            "left as they are (`prepare` comes before, `work` runs beside)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        environment = settings.ENVIRONMENT
        if options["only"] == "rooms":
            self.serve_rooms(environment.host, environment.port)
            return
        try:
            serving.check_port(environment.host, environment.port)
            with serving.failures_logged(), serving.exclusively():
                serving.bring_up_to_date()
                if settings.DEMO and environment.fills_demo:
                    demo.prepare()
        except serving.CannotServe as fault:
            raise CommandError(str(fault)) from fault
        lines = demo.sign_in_lines(base_url()) if settings.DEMO else []
        if not settings.DEMO and environment.email is None:
            self.stderr.write("KAPOK_EMAIL_URL is not set: no mail leaves. People can come in by sign_in_link only.")
        if beginning.nobody_administers():
            lines.append(f"Nobody administers this installation yet. Begin here: {base_url()}{beginning.make_link()}")
        sender = parseaddr(environment.sender)[1].partition("@")[2].lower()
        host = (environment.public_host or "").lower()
        if environment.email is not None and host and not f".{host}".endswith(f".{sender}"):
            self.stderr.write(
                f"KAPOK_EMAIL_FROM is of {sender}, and this site is {host}: mail may count as unwanted unless "
                f"{sender} allows this server to send (SPF, DKIM)."
            )
        for words in mail_variables.doubts(environment.email, environment.reply_address, environment.mail_hook):
            self.stderr.write(words)
        lines.append(f"Kapok is at {base_url()}/ (Ctrl-C ends it).")
        # This thread needs the database no more, so its connection goes back to the pool for the pages.
        connections.close_all()
        serving.run(environment.host, environment.port, lambda: self.print_lines(lines))

    def serve_rooms(self, host: str, port: int) -> None:
        try:
            serving.check_port(host, port)
        except serving.CannotServe as fault:
            raise CommandError(str(fault)) from fault
        lines = [f"Kapok's rooms are at {host} port {port} (Ctrl-C ends it)."]
        serving.run(host, port, lambda: self.print_lines(lines), with_worker=False)

    def print_lines(self, lines: list[str]) -> None:
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()
