import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from academy.models import Edition
from rooms.listing import listed


class Command(BaseCommand):
    help = "List a course's rooms: what each is for, who its members are, and how far its talk has come."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--course", required=True, metavar="SLUG")
        parser.add_argument("--json", action="store_true", help="print a JSON list of id, kind, members, last_rev")

    def handle(self, *args: Any, course: str, json: bool, **options: Any) -> None:
        edition = Edition.objects.filter(slug=course).first()
        if edition is None:
            raise CommandError(f"There is no course named {course}.")
        rooms = listed(edition)
        if json:
            self.stdout.write(_json(rooms))
            return
        for room in rooms:
            who = (
                ", ".join(room["members"])
                if room["kind"] in {"exchange", "direct"}
                else f"{len(room['members'])} members"
            )
            self.stdout.write(f"{room['id']:>6}  {room['kind']:<9} rev {room['last_rev']:<6} {who}")


def _json(rooms: list[dict[str, Any]]) -> str:
    return json.dumps(rooms, ensure_ascii=False)
