"""How long after its moment a mail at once is handed to the mail server, by a real worker process."""

import contextlib
import dataclasses
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from aiosmtpd.controller import Controller

from tests.server import ROOT, Server, Stage, free_port

READERS, APART, LEAD = 13, 5, 20
"""Readers, seconds between the moments of two mails, so that they meet each state of the clock, and seconds until the
first moment."""
AIM = 60.0
GIVEN_UP = 90.0


@dataclasses.dataclass(frozen=True)
class Letter:
    """``moment``: when the mail could leave first. ``handed``: when the server had it. Both in seconds since 1970."""

    moment: float
    handed: float

    @property
    def took(self) -> float:
        return self.handed - self.moment


class Taking:
    """A mail server that takes everything, and keeps when it had each mail."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}

    async def handle_DATA(self, _server: object, _session: object, envelope) -> str:
        for address in envelope.rcpt_tos:
            self.at.setdefault(address, time.time())
        return "250 OK"


def measured(stage: Stage, folder: Path) -> list[Letter]:
    """Returns a letter for each reader. Raises TimeoutError for mail that does not come."""
    sink = Controller(Taking(), hostname="127.0.0.1", port=free_port())
    sink.start()
    try:
        mailing = {"KAPOK_EMAIL_URL": f"smtp://127.0.0.1:{sink.port}", "KAPOK_EMAIL_FROM": "Kapok <kapok@example.org>"}
        server = Server(stage, folder, **mailing)
        with _worker(server):
            moments = _notices(server)
            return [Letter(moment, _taken(sink.handler, address, moment)) for address, moment in moments.items()]
    finally:
        sink.stop()


def report(letters: list[Letter]) -> str:
    took = sorted(letter.took for letter in letters)
    return (
        f"mail at once: {len(took)} mails with the mail server after at most {took[-1]:.0f} s, half of them after "
        f"{statistics.median(took):.0f} s (aim {AIM:.0f})" + ("" if took[-1] <= AIM else "; NOT MET")
    )


@contextlib.contextmanager
def _worker(server: Server) -> Iterator[None]:
    with (server.folder / "worker").open("w") as log:
        process = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, env=server.environment, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


def _notices(server: Server) -> dict[str, float]:
    """Leaves each reader a notice where it is day; returns the moment of each address."""
    said = server.shell(f"from tests.load.mail import leave; leave({READERS}, {APART}, {LEAD})")
    rows = (line.split() for line in said.splitlines() if "@" in line)
    return {address: float(moment) for address, moment in rows}


def leave(readers: int, apart: int, lead: int) -> None:
    """Runs in a process of the installation: prints address and moment of each notice."""
    import datetime

    from django.utils import timezone

    from academy.models import Edition, Membership, Person, Role
    from commons import notices
    from commons.models import Notice
    from commons.telling.mailing import WAIT

    now = timezone.now()
    place = "Africa/Abidjan" if 7 <= now.hour < 19 else "Pacific/Tarawa"  # where no hour is quiet for a while
    edition, ends = Edition.objects.order_by("pk")[0], now + datetime.timedelta(seconds=lead)
    for number in range(readers):
        email = f"reader{number}@example.org"
        person = Person.objects.create(email=email, given_name="Ama", time_zone=place)
        member = Membership.objects.create(edition=edition, person=person, role=Role.DELEGATE)
        moment = ends + datetime.timedelta(seconds=number * apart)
        notices.tell([member], "paired", "/exchanges/1/", partners="Kerwin")
        Notice.objects.filter(to=member).update(at=moment - WAIT)
        print(email, moment.timestamp())


def _taken(sink: Taking, address: str, moment: float) -> float:
    while address not in sink.at:
        if time.time() > moment + GIVEN_UP:
            raise TimeoutError(f"No mail to {address} within {GIVEN_UP:.0f} s of its moment.")
        time.sleep(0.2)
    return sink.at[address]
