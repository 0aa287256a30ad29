from typing import Any

from django.core.management.base import BaseCommand

from desk.rendering import render_again


class Command(BaseCommand):
    help = "Render all stored texts again, after an update that changed how they are shown. People may write meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{render_again()} texts changed.")
