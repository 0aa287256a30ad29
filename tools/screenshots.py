"""`make screenshots`: pictures of the running demo into docs/pictures.

With a folder as argument: every page for judging, at 360 and 1280 px, light and dark, in English and French.
"""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.services import free_port

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
PHONE, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
COURSE = "/courses/lma-2023/"
PAGES = {
    "delegate": {
        "today": COURSE,
        "topics": COURSE + "topics/",
        "topic": COURSE + "topics/social-security/",
        "discussions": COURSE + "topics/social-security/discussions/",
        "exchanges": COURSE + "exchanges/",
        "exchange": COURSE + "exchanges/ > main a[href^='/exchanges/']",
        "room": COURSE + "exchanges/ > main a[href^='/exchanges/'] > main a[href^='/rooms/']",
        "lounge": COURSE + "topics/social-security/ > main a[href^='/rooms/']",
        "reflection": COURSE + "topics/social-security/ > .voice h3 a",
        "thread": COURSE + "topics/social-security/discussions/ > main .list a[href^='/threads/']",
        "people": COURSE + "people/",
        "notices": COURSE + "notices/",
        "profile": "/you/",
    },
    "facilitator": {
        "desk": COURSE + "desk/",
        "rounds": COURSE + "desk/rounds/",
        "new-round": COURSE + "desk/rounds/new/",
        "moderation": COURSE + "desk/moderation/",
        "roster": COURSE + "desk/roster/",
        "audit": COURSE + "desk/audit/",
    },
}


@contextlib.contextmanager
def demo() -> Iterator[dict[str, str]]:
    """A demo server of its own; the sign-in link of each role's first person, and its address as ``base``."""
    with tempfile.TemporaryDirectory(prefix="kapok-pictures-") as folder:
        port = str(free_port())
        environment = {**os.environ, "KAPOK_DATA": folder, "PORT": port, "HOST": "127.0.0.1", "KAPOK_DEMO": "1"}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            links = {"base": f"http://127.0.0.1:{port}"}
            for line in process.stdout or ():
                if said := re.match(r"SIGN-IN (\w+) \S+ (\S+) (\S+)", line):
                    links.setdefault(said[1], said[3])
                    links[said[2]] = said[3]
                if "Kapok is at" in line:
                    break
            yield links
        finally:
            process.terminate()
            process.wait(20)


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def signed_in(browser: Browser, base: str, link: str) -> dict[str, Any]:
    """The cookies of somebody who followed their link."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    button = page.locator("main form button")
    if "/enter/" in page.url and button.count():
        button.first.click()
        page.wait_for_load_state()
    state = context.storage_state()
    context.close()
    return state


def take(page: Page, base: str, address: str, path: Path, *, whole: bool = True) -> None:
    """``address`` may go on with links to follow: ``/page/ > selector > selector``."""
    first, *links = address.split(" > ")
    page.goto(base + first)
    for link in links:
        page.goto(base + str(page.locator(link).first.get_attribute("href", timeout=5000)))
    time.sleep(0.4)
    page.screenshot(path=path, full_page=whole)


def judge(folder: Path) -> None:
    """Every page, every way."""
    folder.mkdir(parents=True, exist_ok=True)
    with demo() as links, chromium() as browser:
        for role, pages in PAGES.items():
            state = signed_in(browser, links["base"], links[role])
            for size, scheme, language in [
                (PHONE, "light", "en"), (WIDE, "light", "en"), (PHONE, "dark", "en"), (WIDE, "dark", "fr"), (PHONE, "light", "fr"),
            ]:
                context = browser.new_context(viewport=size, color_scheme=scheme, locale=language, storage_state=state)
                page = context.new_page()
                page.goto(links["base"] + COURSE)
                page.locator(f".foot button[lang={language}]").click()
                for name, address in pages.items():
                    take(page, links["base"], address, folder / f"{name}-{size['width']}-{scheme}-{language}.png")
                context.close()


def publish() -> None:
    """The two pictures of the README."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with demo() as links, chromium() as browser:
        state = signed_in(browser, links["base"], links["delegate"])
        for name, address, size in [("today-phone", COURSE, PHONE), ("topic-wide", PAGES["delegate"]["topic"], WIDE)]:
            context = browser.new_context(viewport=size, storage_state=state, device_scale_factor=1)
            take(context.new_page(), links["base"], address, folder / f"{name}.png", whole=False)
            context.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        judge(Path(sys.argv[1]))
    else:
        publish()
