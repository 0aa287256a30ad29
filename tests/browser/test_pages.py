"""Every page, full and empty: nothing for axe to find, no layout wider than the screen, and few bytes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import get_template, render_to_string
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, Page

from tests.browser.axe import COLOURS, violations
from tests.browser.console import watch
from tests.browser.rooms import is_on, until
from tests.demo import PHONE, ROOT, WIDE, Demo, visitors
from tests.pages import BARE_PAGES, BROKEN, OF_AN_EMPTY_DATABASE, PAGES, SHOWN, go

FIRST_VISIT, REQUESTS, NEXT_PAGE = 40 * 1024, 6, 15 * 1024
# Pages that answer a form have no address of their own, except that of the code.
VISITED = [(role, name) for role, pages in PAGES.items() for name in pages if name == "code" or "!" not in pages[name]]
EXPECTED = ("Failed to load resource: the server responded with a status of 4",)  # pages about an error
# axe does not notice a field whose fault is read to nobody, because the words have another id.
UNDESCRIBED = """[...document.querySelectorAll("[aria-describedby]")].filter(it =>
    it.getAttribute("aria-describedby").split(" ").some(id => !document.getElementById(id))).map(it => it.outerHTML)"""
# The pixels past the screen's width, and the innermost elements that cause them, except in boxes that scroll.
TOO_WIDE = """(() => {
    const past = it => it.getBoundingClientRect().right > innerWidth && !it.closest(".wide, pre, .chips");
    const found = [...document.querySelectorAll("body *")].filter(it => past(it) && ![...it.children].some(past));
    const wider = document.documentElement.scrollWidth - innerWidth;
    return [wider, ...found.slice(0, 5).map(it => it.outerHTML.slice(0, 200))];
})()"""
# Boxes that scroll on a screen; on paper nothing scrolls.
CUT = """[...document.querySelectorAll(".wide, pre")].filter(it => it.scrollWidth > it.clientWidth + 1)
    .map(it => it.outerHTML.slice(0, 200))"""
TEMPLATES = {name: template for template, name in SHOWN.items()}


@pytest.fixture(scope="module")
def made(browser: Browser, served: Demo) -> dict[str, dict]:
    """The options of each role's browser."""
    return visitors(browser, served)


@pytest.fixture(scope="module")
def ways() -> dict[str, dict[str, str]]:
    """Where links led each role (``go``)."""
    return {role: {} for role in PAGES}


# Each page is loaded once for each language, and its colours are looked at in these schemes. No colour depends on the
# language, so French pages are looked at for their words and widths; hardly one depends on the width.
SCREENS = {"en": (PHONE, ["light", "dark"]), "fr": (PHONE, []), "pt": (WIDE, ["dark"])}


@pytest.mark.parametrize("language", SCREENS)
@pytest.mark.parametrize("role", list(PAGES))
def test_axe_finds_nothing_and_nothing_is_cut_off(browser, served, made, ways, role, language) -> None:
    size, schemes = SCREENS[language]
    first, *others = schemes or ["light"]
    context = browser.new_context(viewport=size, color_scheme=first, locale=language, **made[role])
    watch(context)
    page, found = context.new_page(), []
    for name, address in [*PAGES[role].items(), *BARE_PAGES.get(role, {}).items()]:
        go(page, served.base, address, language, ways[role])
        settle(page)
        found += [
            f"{name} {page.url}: {fault}" for fault in faults(page, name, language, but=[] if schemes else COLOURS)
        ]
        for other in others:
            page.emulate_media(color_scheme=other)
            found += [f"{name} {page.url}, {other}: {fault}" for fault in violations(page, COLOURS)]
            page.emulate_media(color_scheme=first)
    found += [fault for fault in context.faults if not any(text in fault for text in EXPECTED)]
    context.close()
    assert found == []


def settle(page: Page) -> None:
    """Waits until a room's script has opened its socket; no other script does anything by itself."""
    if page.locator("#room[data-newest='1']").count():
        is_on(page)


def faults(page: Page, name: str, language: str, *, but: list[str] | None = None) -> Iterator[str]:
    yield from violations(page, but=but)
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if wide[0] > wide[1]:
        yield f"{wide[0]} px wide"
    if not page.title().startswith(title_of(name, language)):
        yield f"{page.title()} is another page"
    yield from (f"{it} is described by nothing" for it in page.evaluate(UNDESCRIBED))
    if name.endswith("-fault") and not page.locator("main .error").count():
        yield "says no fault"


def title_of(name: str, language: str) -> str:
    """Returns the beginning of the title in the page's template, if it is the same for all its pages."""
    source = Path(get_template(TEMPLATES[name]).template.filename).read_text() if name in TEMPLATES else ""
    words = re.search(r'{% block title %}{{ _\("(.+?)"\) }}', source)
    with override(language):
        return gettext(words[1]) if words else ""


@pytest.mark.parametrize("language", ["en", "fr", "pt"])
@pytest.mark.parametrize("name", BROKEN)
def test_the_page_of_a_server_error_can_be_read(browser, name, language) -> None:
    context = browser.new_context(viewport=PHONE, locale=language)
    page = context.new_page()
    with override(language):
        page.set_content(render_to_string("500.html", BROKEN[name]))
    found = list(faults(page, name, language))
    context.close()
    assert found == []


def test_every_template_that_is_a_page_is_shown() -> None:
    names = {name for pages in (*PAGES.values(), *BARE_PAGES.values()) for name in pages}
    assert set(SHOWN.values()) <= names
    assert sorted([*SHOWN, "500.html", *OF_AN_EMPTY_DATABASE]) == sorted(templates())


def templates() -> Iterator[str]:
    for folder in ROOT.glob("*/jinja2"):
        for path in folder.rglob("*.html"):
            if not path.name.startswith("_") and path.name != "base.html":
                yield path.relative_to(folder).as_posix()


def test_no_typed_text_widens_a_page(browser, served, made, ways) -> None:
    served.manage("shell", "--no-imports", "-c", "from tests.deeds import widen; widen()")
    found = []
    for role, pages in PAGES.items():
        context = browser.new_context(viewport=PHONE, locale="en", **made[role])
        page = context.new_page()
        for name, address in pages.items():
            go(page, served.base, address, ways=ways[role])
            if page.evaluate(TOO_WIDE)[0]:
                found.append(f"{role} {name}: {page.evaluate(TOO_WIDE)}")
            page.emulate_media(media="print")
            found += [f"{role} {name} cuts on paper: {it}" for it in page.evaluate(CUT)]
            page.emulate_media(media="screen")
        context.close()
    assert found == []


def weigh(page: Page, address: str) -> tuple[int, list[str]]:
    """Returns the bytes on the wire, headers included, and the requested addresses."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    asked: dict[str, str] = {}
    sockets: dict[str, str] = {}
    bytes_: dict[str, int] = {}
    network.on("Network.requestWillBeSent", lambda said: asked.setdefault(said["requestId"], said["request"]["url"]))
    network.on("Network.webSocketCreated", lambda said: sockets.setdefault(said["requestId"], said["url"]))
    network.on("Network.loadingFinished", lambda said: bytes_.update({said["requestId"]: said["encodedDataLength"]}))
    network.on("Network.loadingFailed", lambda said: bytes_.setdefault(said["requestId"], 0))
    page.goto(address)
    settle(page)
    until(page, lambda: asked.keys() <= bytes_.keys())
    return sum(bytes_.values()), [*asked.values(), *sockets.values()]


def find(browser: Browser, served: Demo, address: str, options: dict, ways: dict[str, str]) -> tuple[str, dict]:
    """Returns the page's own address, and the options of a new browser that has only the cookies to open it."""
    if (known := ways.get(address, address)).count(" > ") == 0:
        return served.base + known, options
    context = browser.new_context(**options)
    page = context.new_page()
    go(page, served.base, address, ways=ways)
    found = page.url, options | {"storage_state": {"cookies": context.cookies(), "origins": []}}
    context.close()
    return found


@pytest.mark.parametrize(("role", "name"), VISITED)
def test_a_first_visit_is_light_and_the_next_lighter_still(browser, served, made, ways, role, name) -> None:
    address, options = find(browser, served, PAGES[role][name], made[role], ways[role])
    context = browser.new_context(viewport=PHONE, **options)
    first, asked = weigh(context.new_page(), address)
    # The browser now has the files that pages share, so only the bytes of this page count.
    again, asked_again = weigh(context.new_page(), address)
    context.close()
    assert first <= FIRST_VISIT, asked
    assert len(asked) <= REQUESTS, asked
    assert again <= NEXT_PAGE, asked_again
