"""A filled demo on disk: made once, and copied for each demo that a test serves. It has a stock of sign-in links.

``python -m tests.filled`` fills the environment's database and prints the paths of the links as JSON.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import django

from tests import migrated
from tests.once import of_the_run, once

ROOT = Path(__file__).resolve().parent.parent
IN_STOCK = 12


def the_demo(base: Path) -> Path:
    """Makes the one demo of the whole run, in the folder ``data`` beside ``links.json``; ``base`` is pytest's folder of
    a worker.
    """
    return once(of_the_run(base) / "demo", make)


def make(place: Path) -> None:
    apart = {"DATABASE_URL", "REDIS_URL"}
    environment = {key: value for key, value in os.environ.items() if key not in apart}
    environment |= {"KAPOK_DATA": str(place / "data"), "KAPOK_DEMO": "1"}
    migrated.into_folder(place / "data")
    command = [sys.executable, "-m", "tests.filled"]
    said = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE).stdout
    (place / "links.json").write_bytes(said)


def fill() -> dict[str, list[str]]:
    from django.db import transaction

    from academy.models import Person
    from academy.sign_in.links import make_link
    from desk import demo
    from kapok.servers import serving, warming

    serving.bring_up_to_date()
    warming.warm_up()  # leaves the compiled templates beside the database, for all copies
    demo.prepare()
    with transaction.atomic():
        return {person.email: [make_link(person) for _n in range(IN_STOCK)] for person in Person.objects.all()}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kapok.settings")
    django.setup()
    json.dump(fill(), sys.stdout)
