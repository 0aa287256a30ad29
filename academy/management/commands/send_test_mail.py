import smtplib
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from academy.mail.letters import as_html, deliver, words_of
from academy.sign_in.site import base_url


class Command(BaseCommand):
    help = "Send one e-mail to ADDRESS at once, and say what the mail server answered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", metavar="ADDRESS")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        try:
            validate_email(address)
        except Exception as fault:
            raise CommandError(f"“{address}” is not an e-mail address.") from fault
        body = f"This is a test of the mail of Kapok at\n\n{base_url()}/\n\nNobody has to answer it."
        try:
            deliver("A test of Kapok's mail", body, address, html=as_html(body, "en"))
        except (smtplib.SMTPException, OSError) as fault:
            raise CommandError(f"The mail server did not take it: {words_of(fault)}.") from fault
        if settings.ENVIRONMENT.email is None:
            self.stdout.write("KAPOK_EMAIL_URL is not set: no mail left this machine.")
            return
        self.stdout.write(
            f"The mail server {settings.EMAIL_HOST} took it, from {settings.DEFAULT_FROM_EMAIL} to {address}. If it "
            "does not arrive, look among unwanted mail, then ask whoever runs that server."
        )
