from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from academy.models import Edition
from desk.corpus import grow


def count(written: str) -> int:
    if not (written.isascii() and written.isdigit()):
        raise ArgumentTypeError("a whole number from 0 up was expected")
    return int(written)


class Command(BaseCommand):
    help = "Fill a course with made-up people, reflections, threads and posts for benchmarks, the same by one seed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--course", metavar="SLUG", help="default: the newest course")
        parser.add_argument("--delegates", type=count, required=True, metavar="N", help="how many, on both shores")
        parser.add_argument("--threads", type=count, required=True, metavar="N", help="discussions over all topics")
        parser.add_argument("--posts", type=count, required=True, metavar="N", help="in all of them together")
        parser.add_argument("--seed", type=count, default=1, metavar="S", help="the same number, the same course (1)")

    def handle(self, *args: Any, course: str | None, **options: Any) -> None:
        editions = Edition.objects.filter(slug=course) if course else Edition.objects.all()
        edition = editions.first()
        if edition is None:
            raise CommandError(f"There is no course named {course}." if course else "No course is open yet.")
        numbers = {name: options[name] for name in ("delegates", "threads", "posts", "seed")}
        grow(edition, **numbers, progress=self.print_progress)

    def print_progress(self, what: str, made: int) -> None:
        self.stdout.write(f"{made} {what}")
