"""Every page, full and empty: nothing for axe to find, no layout wider than the screen, and few bytes."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import get_template, render_to_string
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.axe import COLOURS, violations
from tests.browser.console import watch
from tests.browser.rooms import is_on, until
from tests.demo import COURSE, PHONE, ROOT, WIDE, Demo, visitors
from tests.pages import BARE_PAGES, BROKEN, BY_MAIL, OF_AN_EMPTY_DATABASE, PAGES, SHOWN, go

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


# No rule but those of colours depends on the scheme or the language, so English pages are looked at by all rules, and
# Portuguese ones for their colours in the dark and for a wide screen. French is read on a phone with typed text below.
SCREENS = {"en": (PHONE, "light", None), "pt": (WIDE, "dark", COLOURS)}


@pytest.mark.parametrize("language", SCREENS)
@pytest.mark.parametrize("role", list(PAGES))
def test_axe_finds_nothing_and_nothing_is_cut_off(browser, served, made, ways, role, language) -> None:
    size, scheme, rules = SCREENS[language]
    context = browser.new_context(viewport=size, color_scheme=scheme, locale=language, **made[role])
    watch(context)
    page, found = context.new_page(), []
    for name, address in [*PAGES[role].items(), *BARE_PAGES.get(role, {}).items()]:
        go(page, served.base, address, language, ways[role])
        settle(page)
        broken = [*violations(page, rules), *faults(page, name, language)]
        found += [f"{name} {page.url}: {fault}" for fault in broken]
    found += [fault for fault in context.faults if not any(text in fault for text in EXPECTED)]
    context.close()
    assert found == []


def settle(page: Page) -> None:
    """Waits until a room's script has opened its socket; no other script does anything by itself."""
    if page.locator("#room[data-newest='1']").count():
        is_on(page)


def faults(page: Page, name: str, language: str) -> Iterator[str]:
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
    found = [*violations(page), *faults(page, name, language)]
    context.close()
    assert found == []


def test_every_template_that_is_a_page_is_shown() -> None:
    names = {name for pages in (*PAGES.values(), *BARE_PAGES.values()) for name in pages}
    assert set(SHOWN.values()) <= names
    assert sorted([*SHOWN, "500.html", *OF_AN_EMPTY_DATABASE, *BY_MAIL]) == sorted(templates())


def templates() -> Iterator[str]:
    for folder in ROOT.glob("*/jinja2"):
        for path in folder.rglob("*.html"):
            if not path.name.startswith("_") and path.name != "base.html":
                yield path.relative_to(folder).as_posix()


def test_french_and_typed_text_widen_no_page(browser, served, made, ways) -> None:
    served.manage("shell", "--no-imports", "-c", "from tests.deeds import widen; widen()")
    found = []
    for role, pages in PAGES.items():
        context = browser.new_context(viewport=PHONE, locale="fr", **made[role])
        page = context.new_page()
        for name, address in pages.items():
            go(page, served.base, address, "fr", ways[role])
            found += [f"{role} {name}: {fault}" for fault in faults(page, name, "fr")]
            if page.evaluate(TOO_WIDE)[0]:
                found.append(f"{role} {name}: {page.evaluate(TOO_WIDE)}")
            page.emulate_media(media="print")
            found += [f"{role} {name} cuts on paper: {it}" for it in page.evaluate(CUT)]
            page.emulate_media(media="screen")
        context.close()
    assert found == []


class Visits:
    """One reader's pages one after the other, in a browser that keeps the files that pages share."""

    def __init__(self, context: BrowserContext) -> None:
        self.context, self.held = context, dict[str, int]()

    def weigh(self, page: Page, address: str) -> tuple[int, int, list[str]]:
        """Returns the bytes on the wire (headers included) of this visit, of the same as a first one, and the requested
        addresses. A first visit also fetches the files that another page has brought already.
        """
        network = self.context.new_cdp_session(page)
        network.send("Network.enable")
        asked: dict[str, str] = {}
        sockets: dict[str, str] = {}
        bytes_: dict[str, int] = {}
        network.on("Network.requestWillBeSent", lambda it: asked.setdefault(it["requestId"], it["request"]["url"]))
        network.on("Network.webSocketCreated", lambda it: sockets.setdefault(it["requestId"], it["url"]))
        network.on("Network.loadingFinished", lambda it: bytes_.update({it["requestId"]: it["encodedDataLength"]}))
        network.on("Network.loadingFailed", lambda it: bytes_.setdefault(it["requestId"], 0))
        page.goto(address)
        settle(page)
        until(page, lambda: asked.keys() <= bytes_.keys())
        came = {url: bytes_[each] for each, url in asked.items()}
        before = self.held.copy()
        self.held |= {url: size for url, size in came.items() if "/static/" in url and url not in before}
        again = sum(size for url, size in came.items() if url in before or url not in self.held)
        first = again + sum(self.held[url] for url in came if url in self.held)
        return again, first, [*asked.values(), *sockets.values()]


@pytest.fixture(scope="module")
def visits(browser, made) -> Iterator[dict[str, Visits]]:
    contexts = {role: browser.new_context(viewport=PHONE, **made[role]) for role in PAGES}
    yield {role: Visits(context) for role, context in contexts.items()}
    for context in contexts.values():
        context.close()


def find(browser: Browser, served: Demo, address: str, reader: Visits, ways: dict[str, str]) -> str:
    """Returns the page's own address, found in another browser, so that the reader's has none of its files yet."""
    if address in ways:
        return served.base + ways[address]
    with contextlib.closing(browser.new_context(storage_state=reader.context.storage_state())) as context:
        page = context.new_page()
        go(page, served.base, address, ways=ways)
        reader.context.add_cookies(context.cookies())
        return page.url


@pytest.mark.parametrize(("role", "name"), VISITED)
def test_a_first_visit_is_light_and_the_next_lighter_still(browser, served, visits, ways, role, name) -> None:
    reader, address = visits[role], PAGES[role][name]
    found = find(browser, served, address, reader, ways[role]) if " > " in address else served.base + address
    page = reader.context.new_page()
    again, first, asked = reader.weigh(page, found)
    page.close()
    assert min(reader.held.values()) > 0, "each file was weighed as it came"
    assert first <= FIRST_VISIT, asked
    assert len(asked) <= REQUESTS, asked
    assert again <= NEXT_PAGE, asked


def test_a_first_visit_weighs_as_much_as_its_parts(browser, served, made, visits) -> None:
    """The sums of the test above are those of a browser that has nothing yet."""
    context = browser.new_context(viewport=PHONE, **made["delegate"])
    _again, first, _asked = Visits(context).weigh(context.new_page(), served.base + COURSE)
    context.close()
    later = visits["delegate"].weigh(visits["delegate"].context.new_page(), served.base + COURSE)
    assert abs(first - later[1]) < 100
