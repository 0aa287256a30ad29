from typing import Any

from django.core.management.base import BaseCommand

from desk.demo import remove_samples


class Command(BaseCommand):
    help = "Remove the sample reflections, discussions and exchange of the demo. People and their own writing stay."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{remove_samples()} sample entries removed.")
