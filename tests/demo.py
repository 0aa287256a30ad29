"""The demo that a new user gets from ``make run``, in a process of its own, and a browser for it."""

import contextlib
import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.services import Missing, free_port

ROOT = Path(__file__).resolve().parent.parent
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
PHONE, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
COURSE, BARE = "/courses/lma-2023/", "/courses/bare/"
LINK = "a-link-that-nobody-presses"


class Demo:
    """``links``: the sign-in links that are still good, by address; ``roles``: the first address of each role.
    ``first``: the link of an empty installation's first administrator.
    """

    def __init__(self, base: str, folder: Path, environment: dict[str, str]) -> None:
        self.base, self.folder, self.environment = base, folder, environment
        self.links: dict[str, list[str]] = {}
        self.roles: dict[str, str] = {}
        self.first = ""

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout

    def link(self, email: str) -> str:
        """Returns an unused link, because each works once: from the stock, or by command when that is empty."""
        stock = self.links.get(email)
        return stock.pop() if stock else self.manage("sign_in_link", email).strip()

    def state(self, browser: Browser, role: str) -> dict[str, Any]:
        """Returns the cookies of the role's first person."""
        context, email = browser.new_context(), self.roles[role]
        open_link(context.new_page(), self.link(email))
        state = context.storage_state()
        context.close()
        return state


def open_link(page: Page, link: str) -> None:
    """Signs the link's person in, as they do: the link opens a page with one button."""
    page.goto(link)
    with page.expect_navigation():
        page.locator("main .button.first").click()


@contextlib.contextmanager
def demo(filled: Path | None = None, **variables: str) -> Iterator[Demo]:
    """Serves a demo on a free port and deletes it at the end. It is a copy of ``filled`` (see ``the_demo``), or without
    that it is filled as for a new user.
    """
    with tempfile.TemporaryDirectory(prefix="kapok-demo-") as folder:
        port = str(free_port())
        mine = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
        environment = mine | {"KAPOK_DATA": folder, "PORT": port, "HOST": "127.0.0.1", "KAPOK_DEMO": "1", **variables}
        served = Demo(f"http://127.0.0.1:{port}", Path(folder), environment)
        if filled:
            shutil.copytree(filled / "data", folder, dirs_exist_ok=True)
            stock = json.loads((filled / "links.json").read_text())
            served.links = {email: [served.base + path for path in paths] for email, paths in stock.items()}
        command = [sys.executable, "manage.py", "serve"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            for line in process.stdout or ():
                if said := re.match(r"SIGN-IN (\w+) \S+ (\S+) (\S+)", line):
                    served.links.setdefault(said[2], []).append(said[3])
                    served.roles.setdefault(said[1], said[2])
                if said := re.search(r"Begin here: (\S+)", line):
                    served.first = said[1]
                if "Kapok is at" in line:
                    break
            yield served
        finally:
            process.terminate()
            process.wait(20)


def open_bare_course(served: Demo) -> None:
    """Opens a second, empty course at ``BARE`` for the demo's first delegate and facilitator."""
    with (ROOT / "academy" / "packs" / "lma-2023" / "sample_roster.csv").open(encoding="utf-8", newline="") as whole:
        head, *lines = whole
    emails = [served.roles[role] for role in ("delegate", "facilitator")]
    roster = served.folder / "bare.csv"
    roster.write_text(head + "".join(line for line in lines if any(email in line for email in emails)), "utf-8")
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    served.manage("open_edition", "bare", "--title", "A course that begins", "--starts", today)
    served.manage("import_roster", str(roster), "--course", "bare")


def make_lively(served: Demo) -> None:
    """Fills the demo's course with reports, measures, edits, a round to publish and a sign-in link with the token
    ``LINK``; adds the roles ``muted`` and ``suspended``.
    """
    concerned = {"muted": "shanice.g@example.org", "suspended": "trevor.j@example.org"}
    made = concerned | {"token": LINK}
    served.manage("shell", "--no-imports", "-c", f"from tests.deeds import happen; happen(**{made})")
    served.roles |= concerned


def visitors(browser: Browser, served: Demo) -> dict[str, dict[str, Any]]:
    """Returns the browser options of each role of ``tests.pages``."""
    open_bare_course(served)
    make_lively(served)
    roles = ("delegate", "facilitator", "muted", "suspended")
    known = {role: {"storage_state": served.state(browser, role)} for role in roles}
    return {"stranger": {}} | known


def program() -> str:
    """Returns the headless shell if there is one, because its pages cost a quarter of those of a whole Chromium."""
    places = os.environ["PATH"] + os.pathsep + "/usr/lib/chromium"
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name, path=places):
            return found
    raise Missing("Chromium is not installed")


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Raises Missing."""
    chosen = program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chosen, args=FLAGS)
        yield browser
        browser.close()
