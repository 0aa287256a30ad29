"""Every page, full and empty: nothing for axe to find, no layout wider than the screen, and few bytes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import watch
from tests.demo import PHONE, WIDE, Demo, open_bare_course
from tests.pages import BARE_PAGES, PAGES, go

FIRST_VISIT, REQUESTS, NEXT_PAGE = 60 * 1024, 8, 15 * 1024
EVERY = [(role, name) for role, pages in PAGES.items() for name in pages]
EXPECTED = ("Failed to load resource: the server responded with a status of 4",)  # pages about an error


@pytest.fixture(scope="module")
def states(browser: Browser, served: Demo) -> dict:
    open_bare_course(served)
    return {"stranger": None} | {role: served.state(browser, role) for role in ("delegate", "facilitator")}


@pytest.mark.parametrize(
    ("size", "scheme", "language"),
    [(PHONE, "light", "en"), (PHONE, "dark", "fr"), (WIDE, "light", "pt"), (WIDE, "dark", "en")],
)
@pytest.mark.parametrize("role", list(PAGES))
def test_axe_finds_nothing_and_nothing_is_cut_off(browser, served, states, role, size, scheme, language) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme, locale=language, storage_state=states[role])
    watch(context)
    page, found = context.new_page(), []
    for name, address in [*PAGES[role].items(), *BARE_PAGES.get(role, {}).items()]:
        go(page, served.base, address, language)
        page.wait_for_load_state("networkidle")
        violations = Axe().run(page).response["violations"]
        found += [f"{name} {page.url}: {fault['id']}: {fault['nodes'][0]['html']}" for fault in violations]
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > size["width"]:
            found.append(f"{name}: {wide} px wide")
    found += [fault for fault in context.faults if not any(text in fault for text in EXPECTED)]
    context.close()
    assert found == []


def weigh(page: Page, address: str) -> tuple[int, list[str]]:
    """Bytes over the wire, heads included, and what was asked for."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    asked, bytes_ = {}, {}
    network.on("Network.requestWillBeSent", lambda said: asked.setdefault(said["requestId"], said["request"]["url"]))
    network.on("Network.webSocketCreated", lambda said: asked.setdefault(said["requestId"], said["url"]))
    network.on("Network.loadingFinished", lambda said: bytes_.update({said["requestId"]: said["encodedDataLength"]}))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return int(sum(bytes_.values())), list(asked.values())


@pytest.mark.parametrize(("role", "name"), EVERY)
def test_a_first_visit_is_light_and_the_next_lighter_still(browser, served, states, role, name) -> None:
    context = browser.new_context(viewport=PHONE, storage_state=states[role])
    page = context.new_page()
    go(page, served.base, PAGES[role][name])
    address = page.url
    context.close()
    context = browser.new_context(viewport=PHONE, storage_state=states[role])
    first, asked = weigh(context.new_page(), address)
    # Now the files that pages share are in the browser: what is weighed is what changes from page to page.
    again, asked_again = weigh(context.new_page(), address)
    context.close()
    assert first <= FIRST_VISIT, asked
    assert len(asked) <= REQUESTS, asked
    assert again <= NEXT_PAGE, asked_again
