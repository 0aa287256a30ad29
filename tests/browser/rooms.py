"""A room in browsers with a phone's screen, each behind a connection that a test can cut."""

import time
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.wire import Wire
from tests.server import Server

POLLING = "new messages come all the same"


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


def message(page: Page, words: str) -> Locator:
    """Returns the last one with these words."""
    return page.locator(".say", has_text=words).last


def status(page: Page) -> Locator:
    """Returns the line that tells the state of the connection."""
    return page.locator("[data-line]")


def field(page: Page) -> Locator:
    return page.get_by_label("Message", exact=True)


def is_on(page: Page) -> None:
    expect(page.locator("[data-present]")).not_to_be_empty()


def until(page: Page, so: Callable[[], object], seconds: float = 30) -> None:
    """Waits, while the page goes on, until the condition holds."""
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end, "it did not come about"
        page.wait_for_timeout(50)


def sooner(page: Page, so: Callable[[], object], seconds: float = 30) -> None:
    """Waits as ``until`` does, while the page's installed clock runs ten times as fast. Do not use it while the page
    writes to its disk, because that write has five seconds of the same clock."""

    def ahead() -> object:
        page.clock.fast_forward(500)
        return so()

    until(page, ahead, seconds)


def polls(page: Page) -> None:
    """Waits until long polls replace the failed sockets. The page's clock must be installed."""
    sooner(page, lambda: POLLING in status(page).inner_text())


def drawn(page: Page) -> None:
    """Waits until the page has drawn and has noticed that it was scrolled."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def write(page: Page, words: str) -> None:
    field(page).fill(words)
    page.get_by_role("button", name="Send").click()


def said(page: Page) -> list[str]:
    """Returns the texts of the talk in the page's order, waiting ones included."""
    return page.locator(".say .prose").all_inner_texts()


# Returns the texts in the outbox of this device.
KEPT = """async () => {
  const asked = indexedDB.open("kapok-outbox", 2);
  await new Promise((done) => { asked.onsuccess = done; });
  const found = asked.result.transaction("acts").objectStore("acts").getAll();
  await new Promise((done) => { found.onsuccess = done; });
  asked.result.close();
  return found.result.map(({ body }) => body);
}"""
# A message is in the draft until the disk has it, then in the outbox, and only then does the page show that it waits.
# So a page that shows nothing may not have sent it yet. A broken disk keeps nothing.
NOTHING_WAITS = """async () => {
  const { me, room } = document.getElementById("room").dataset;
  const isDraft = ([key]) => key.startsWith(`kapok-room-draft-${me}-${room}-`);
  const answer = (asked) => new Promise((done, failed) => Object.assign(asked, { onsuccess: done, onerror: failed }));
  const onDisk = async () => {
    if (!(await indexedDB.databases()).some(({ name }) => name === "kapok-outbox")) return 0;
    const { target: { result: disk } } = await answer(indexedDB.open("kapok-outbox"));
    const acts = disk.transaction("acts").objectStore("acts").index("place");
    const { target: { result: count } } = await answer(acts.count(`${me}/${room}`));
    disk.close();
    return count;
  };
  const drafts = Object.entries(localStorage).filter(isDraft);
  if (drafts.some(([_key, draft]) => JSON.parse(draft).loose.length)) return false;
  if (await onDisk().catch(() => 0)) return false;
  return !document.querySelector("[data-waiting], [data-way]");
}"""


def all_sent(page: Page, seconds: float = 30) -> None:
    """Waits until this device has sent everything, also what an earlier page left."""
    until(page, lambda: page.evaluate(NOTHING_WAITS), seconds)
