from typing import Any

from django.core.management.base import BaseCommand, CommandError

from academy.sign_in import beginning
from academy.sign_in.site import base_url


class Command(BaseCommand):
    help = (
        "Print the link with which the first administrator of an installation begins in a browser. It works for a "
        "week, until somebody administers the installation. `serve` prints it, too."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not beginning.nobody_administers():
            raise CommandError("Somebody administers this installation already; use sign_in_link.")
        self.stdout.write(base_url() + beginning.make_link())
