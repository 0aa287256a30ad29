"""One demo for the journeys of a file, and one browser a worker."""

import contextlib
import functools
import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.console import watch
from tests.browser.rooms import Person, is_on, sign_in
from tests.browser.wire import wire
from tests.demo import PHONE, Demo, chromium, demo
from tests.filled import the_demo
from tests.server import Server, serving, the_stage
from tests.services import Missing

MOST = 20_000
"""Milliseconds for which an expectation may wait, long enough for a busy machine."""
KEPT = contextlib.ExitStack()
expect.set_options(timeout=MOST)


@functools.cache
def launched() -> Browser:
    return KEPT.enter_context(chromium())


def end() -> None:
    launched.cache_clear()
    KEPT.close()


@pytest.fixture(scope="module")
def browser() -> Browser:
    """One browser for all browser tests that follow each other in a worker."""
    try:
        if not launched().is_connected():
            end()
        return launched()
    except Missing as missing:
        pytest.skip(str(missing))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Iterator[None]:
    """Ends the browser before other tests, because its event loop runs in this thread and they could have none."""
    yield
    if nextitem is None or not nextitem.get_closest_marker("browser"):
        end()


def pytest_sessionfinish() -> None:
    end()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo(the_demo(tmp_path_factory.getbasetemp())) as made:
        yield made


@pytest.fixture
def phone(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser with a phone's screen. No test may cause an error in its pages, except answers with the status
    ``refused``."""
    contexts: list[BrowserContext] = []
    with contextlib.ExitStack() as made:

        def make(*, refused: int = 0, **options: object) -> BrowserContext:
            options = {"viewport": PHONE, "locale": "en", "has_touch": True} | options
            context = browser.new_context(**options)
            made.callback(context.close)
            context.set_default_timeout(MOST)
            watch(context, refused)
            contexts.append(context)
            return context

        yield make
    assert [fault for context in contexts for fault in context.faults] == []


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    stage = the_stage(tmp_path_factory.getbasetemp())
    with serving(stage, tmp_path_factory.mktemp("room") / "data") as made:
        yield made


@pytest.fixture
def enter(server: Server, phone: Callable[..., BrowserContext]) -> Iterator[Callable[..., Person]]:
    """``enter("adjoa", "pair")``: Adjoa is in that room, on a connection of her own."""
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if os.path.join("tests", "browser") in str(item.path):
            item.add_marker(pytest.mark.browser)
