import datetime
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug

from academy.courses.editions import EditionFault, open_edition
from academy.models import Pack


def slug(written: str) -> str:
    try:
        validate_slug(written)
    except Exception as fault:
        raise ArgumentTypeError("use letters, digits, hyphens and underscores only") from fault
    return written


def day(written: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(written)
    except ValueError as fault:
        raise ArgumentTypeError(f"{written} is not a date like 2026-07-13") from fault


class Command(BaseCommand):
    help = "Open a new course from a loaded course pack."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", type=slug, help="the course's name in addresses, like lma-2026")
        parser.add_argument("--pack", help="the pack to take topics from (default: the one loaded last)")
        parser.add_argument("--title", help="the course's title (default: the pack's)")
        parser.add_argument(
            "--starts", type=day, metavar="DATE", help="first day, like 2026-07-13 (default: the pack's)"
        )
        parser.add_argument("--ends", type=day, metavar="DATE", help="last day (default: as long as the pack's course)")

    def handle(self, *args: Any, slug: str, pack: str | None, **options: Any) -> None:
        chosen = pack or Pack.objects.order_by("-loaded_at").values_list("slug", flat=True).first()
        if chosen is None:
            raise CommandError("No course pack is loaded; load one with load_pack.")
        try:
            edition = open_edition(
                slug, pack=chosen, title=options["title"], starts=options["starts"], ends=options["ends"]
            )
        except EditionFault as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write(f"Opened {edition.slug}, {edition.starts} to {edition.ends}.")
