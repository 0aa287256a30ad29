"""`make screenshots` writes pictures of the running demo into docs/pictures.

With a folder as argument it writes every page there for review: full and empty, at 360 and 1280 px, light and dark, in
English and French.
"""

import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.demo import COURSE, PHONE, WIDE, chromium, demo, open_link, visitors
from tests.pages import ASPECT, BARE_PAGES, BOARD, EXCHANGE, PAGES, PRESS, go

WAYS = [(size, scheme, language) for size in (PHONE, WIDE) for scheme in ("light", "dark") for language in ("en", "fr")]

SETTLES = 1000
DELEGATE, FACILITATOR = "kerwin.l@example.org", "chiara.o@example.org"
PUBLISHED = {
    "compare": (DELEGATE, ASPECT),
    "pair": (FACILITATOR, COURSE + "desk/rounds/new/" + PRESS),
    "agree": (DELEGATE, EXCHANGE),
    "worksheet": ("guerline.k@example.org", "/exchanges/2/ > main a[href^='/rooms/']"),
    "board": (DELEGATE, BOARD + "?of=all"),
    "roster": (FACILITATOR, COURSE + "desk/roster/"),
    "control": (FACILITATOR, COURSE + "desk/control/"),
}
"""The pictures of the guides: who sees which page."""


def shoot(page: Page, path: Path, *, whole: bool) -> None:
    page.wait_for_load_state("load")
    page.wait_for_timeout(SETTLES)  # a page that waits for news is never idle
    page.screenshot(path=path, full_page=whole)


def compress(path: Path) -> None:
    """Reduces the picture to 96 colours, which are enough for a page."""
    Image.open(path).convert("RGB").quantize(96).save(path, optimize=True)


def judge(folder: Path) -> None:
    """Writes a picture of every page in each size, colour scheme and language."""
    folder.mkdir(parents=True, exist_ok=True)
    with demo() as served, chromium() as browser:
        made = visitors(browser, served)
        for size, scheme, language in WAYS:
            for role, full in PAGES.items():
                pages = full | {f"{name}-bare": address for name, address in BARE_PAGES.get(role, {}).items()}
                context = browser.new_context(viewport=size, color_scheme=scheme, locale=language, **made[role])
                page = context.new_page()
                for name, address in pages.items():
                    go(page, served.base, address, language)
                    shoot(page, folder / f"{name}-{size['width']}-{scheme}-{language}.png", whole=True)
                context.close()


def publish() -> None:
    """Writes the pictures of README.md and docs/facilitating.md: in English, light, as wide as a laptop."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with demo() as served, chromium() as browser:
        for name, (email, address) in PUBLISHED.items():
            context = browser.new_context(viewport=WIDE, color_scheme="light", locale="en", device_scale_factor=1)
            page = context.new_page()
            open_link(page, served.link(email))
            go(page, served.base, address)
            shoot(page, folder / f"{name}.png", whole=False)
            compress(folder / f"{name}.png")
            context.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        judge(Path(sys.argv[1]))
    else:
        publish()
