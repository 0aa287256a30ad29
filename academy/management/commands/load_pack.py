from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from academy.courses.packs import PackFault, load_pack


class Command(BaseCommand):
    help = (
        "Load a course pack (a folder of YAML files) and open its own course. Loading it again brings new and changed "
        "topics, prompts and formats to its courses where nobody changed them there; the desk shows what differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="the pack's folder")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            pack = load_pack(folder)
        except PackFault as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"Loaded {pack.slug}.")
