from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from academy.models import Person
from academy.sign_in.links import make_link, own_path
from academy.sign_in.site import base_url


class Command(BaseCommand):
    help = "Print a link that signs a person in once, within 24 hours."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--next", default="/", metavar="PATH", help="where the link leads (default: the home page)")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody has the address {email}.")
        if own_path(options["next"]) != options["next"]:
            raise CommandError(f"--next must be a path of this site, like /courses/; “{options['next']}” is none.")
        self.stdout.write(base_url() + make_link(person, options["next"]))
