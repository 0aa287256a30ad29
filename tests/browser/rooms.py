"""A room as people hold it in their hands: browsers on a phone's screen, each behind a line of its own that can be cut."""

import contextlib
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.wire import Wire, wire
from tests.server import Server, serving, the_stage


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    stage = the_stage(tmp_path_factory.getbasetemp())
    with serving(stage, tmp_path_factory.mktemp("room") / "data") as made:
        yield made


class Person:
    """Somebody's browser: ``page`` shows the room; further ``tab()``s share its line."""

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


@pytest.fixture
def enter(server: Server, phone: Callable[..., BrowserContext]) -> Iterator[Callable[..., Person]]:
    """``enter("adjoa", "pair")``: she is in that room, with a line of her own."""
    with contextlib.ExitStack() as lines:

        def make(name: str, room: str, *, waits: bool = True, **options: object) -> Person:
            line = lines.enter_context(wire(server.port))
            context = phone(**options)
            sign_in(context, server, name)
            person = Person(context, line, server.said["rooms"][room])
            if waits:
                is_on(person.page)
            return person

        yield make


def sign_in(context: BrowserContext, server: Server, name: str) -> None:
    cookie = {"name": "sessionid", "value": server.said["sessions"][name], "domain": "127.0.0.1", "path": "/"}
    context.add_cookies([cookie])


def is_on(page: Page) -> None:
    expect(page.locator("[data-present]")).not_to_be_empty(timeout=20_000)


def write(page: Page, words: str) -> None:
    page.get_by_label("Message", exact=True).fill(words)
    page.get_by_role("button", name="Send").click()


def said(page: Page) -> list[str]:
    """What the page shows of the talk, in its order, what waits included."""
    return page.locator(".say .prose").all_inner_texts()


def all_sent(page: Page, seconds: float = 30) -> None:
    expect(page.locator("[data-waiting], [data-way]")).to_have_count(0, timeout=seconds * 1000)
