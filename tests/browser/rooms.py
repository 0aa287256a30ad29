"""A room in browsers with a phone's screen, each behind a connection that a test can cut."""

import time
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.wire import Wire
from tests.server import Server


class Person:
    """A person's browser: ``page`` shows the room; further ``tab()``s share its connection (``line``)."""

    def __init__(self, context: BrowserContext, line: Wire, room: int) -> None:
        self.context, self.line, self.room = context, line, room
        self.page = self.tab()

    @property
    def address(self) -> str:
        return f"{self.line.base}/rooms/{self.room}/"

    def tab(self) -> Page:
        page = self.context.new_page()
        page.goto(self.address)
        return page


def sign_in(context: BrowserContext, server: Server, name: str) -> None:
    cookie = {"name": "sessionid", "value": server.said["sessions"][name], "domain": "127.0.0.1", "path": "/"}
    context.add_cookies([cookie])


def is_on(page: Page) -> None:
    expect(page.locator("[data-present]")).not_to_be_empty(timeout=20_000)


def until(page: Page, so: Callable[[], object], seconds: float = 30) -> None:
    """Waits, while the page goes on, until the condition holds."""
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end, "it did not come about"
        page.wait_for_timeout(50)


def drawn(page: Page) -> None:
    """Waits until the page has drawn and has noticed that it was scrolled."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def write(page: Page, words: str) -> None:
    page.get_by_label("Message", exact=True).fill(words)
    page.get_by_role("button", name="Send").click()


def said(page: Page) -> list[str]:
    """Returns the texts of the talk in the page's order, waiting ones included."""
    return page.locator(".say .prose").all_inner_texts()


def all_sent(page: Page, seconds: float = 30) -> None:
    expect(page.locator("[data-waiting], [data-way]")).to_have_count(0, timeout=seconds * 1000)
