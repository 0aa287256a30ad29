from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from academy.models import Edition
from academy.roster import UnreadableRoster, import_roster


class Command(BaseCommand):
    help = (
        "Import a course's people from a CSV or XLSX file. Every faulty line is named on stderr, and one faulty line "
        "stops the whole import. Importing a file again updates people and duplicates nobody."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--course", required=True, metavar="SLUG")
        either = parser.add_mutually_exclusive_group()
        either.add_argument("--dry-run", action="store_true", help="say what would happen and keep nothing")
        either.add_argument(
            "--skip-faulty", action="store_true", help="import the good lines, leave the faulty ones out"
        )

    def handle(self, *args: Any, file: Path, course: str, dry_run: bool, skip_faulty: bool, **options: Any) -> None:
        edition = Edition.objects.filter(slug=course).first()
        if edition is None:
            raise CommandError(f"There is no course named {course}.")
        try:
            done = import_roster(edition, file, dry_run=dry_run, skip_faulty=skip_faulty)
        except UnreadableRoster as unreadable:
            raise CommandError(str(unreadable)) from unreadable
        for remark in done.remarks:
            self.stderr.write(remark)
        for fault in done.faults:
            self.stderr.write(str(fault))
        if done.faults and not skip_faulty:
            raise CommandError(f"{len(done.faults)} faults; nothing was imported.")
        verb = "Imported" if done.kept else "Would import"
        self.stdout.write(f"{verb} {done.added} new and {done.updated} known people.")
