"""Returns to a tab, to a suspended page, to a browser that was killed; and sockets that are tried in the background."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.lines import SOCKETS, polling
from tests.browser.rooms import Person, all_sent, is_on, sign_in, status, until, write
from tests.browser.wire import wire
from tests.demo import FLAGS, program

SAID = """
window.said = [];
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (text) { window.said.push(JSON.parse(text).type); return send.call(this, text); };
"""
RETURNS = {
    "to the tab": "document.dispatchEvent(new Event('visibilitychange'))",
    "from the pages put aside": "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
    "from sleep": "document.dispatchEvent(new Event('resume'))",
}


@pytest.fixture
def person(enter) -> Person:
    """Adjoa, whose page counts its sockets and their frames, and whose clock the test moves."""
    adjoa = enter("adjoa", "pair1", waits=False)
    adjoa.page.close()
    adjoa.context.add_init_script(SOCKETS + SAID)
    adjoa.page = adjoa.tab()
    is_on(adjoa.page)
    adjoa.page.clock.install()
    adjoa.page.clock.pause_at(time.time() + 1)
    return adjoa


@pytest.mark.parametrize("back", RETURNS.values(), ids=RETURNS.keys())
def test_a_return_to_the_tab_checks_the_connection_at_once(person, back) -> None:
    person.page.evaluate("window.said = []")
    person.page.evaluate(back)
    assert person.page.evaluate("said") == ["ping"]


@pytest.mark.parametrize("back", RETURNS.values(), ids=RETURNS.keys())
def test_a_return_to_the_tab_while_offline_opens_a_socket_at_once(person, back) -> None:
    person.line.cut()
    until(person.page, lambda: person.page.evaluate("closings.length"))
    person.line.mend()
    opened = person.page.evaluate("opened")
    person.page.evaluate(back)
    assert person.page.evaluate("opened") == opened + 1
    write(person.page, "Back.")
    all_sent(person.page)


def test_a_hidden_tab_and_a_page_shown_for_the_first_time_ask_nothing(person) -> None:
    person.page.evaluate("window.said = []; Object.defineProperty(document, 'hidden', { value: true })")
    person.page.evaluate(RETURNS["to the tab"])
    person.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))")
    assert person.page.evaluate("said") == []


def test_a_failed_background_attempt_shows_nothing(enter) -> None:
    adjoa = polling(enter, "adjoa", "pair2")
    adjoa.page.close()
    adjoa.context.add_init_script(SOCKETS)
    adjoa.page = adjoa.context.new_page()
    adjoa.page.clock.install()
    # The server's clock is not the page's, so here the server does not wait and the page asks each second.
    now = "wait=0"
    adjoa.page.route("**/changes*", lambda asked: asked.continue_(url=asked.request.url.replace("wait=25", now)))
    adjoa.page.goto(adjoa.address)
    pass_by(adjoa.page, 15)
    expect(status(adjoa.page)).to_contain_text("new messages come all the same")
    adjoa.page.evaluate(
        """() => {
          window.opened = 0;
          window.changed = [];
          const look = (found) => changed.push(...found.map(({ target }) => target.outerHTML ?? target.data));
          const all = { childList: true, subtree: true, characterData: true, attributes: true };
          new MutationObserver(look).observe(document.body, all);
        }"""
    )
    pass_by(adjoa.page, 140)
    assert adjoa.page.evaluate("opened") == 2
    assert adjoa.page.evaluate("changed") == []
    expect(status(adjoa.page)).to_contain_text("new messages come all the same")


def pass_by(page: Page, seconds: int) -> None:
    """Advances the page's clock."""
    for _n in range(seconds):
        page.clock.run_for(1000)
        page.wait_for_timeout(50)


# A browser that is killed --------------------------------------------------------------------------------------------
@contextlib.contextmanager
def running(browser: Browser, profile: Path) -> Iterator[tuple[BrowserContext, subprocess.Popen]]:
    """Runs a browser on that profile, which outlives it. A session ends with the browser, so it signs in again."""
    port = profile / "DevToolsActivePort"
    port.unlink(missing_ok=True)
    asked = [program(), "--headless", "--no-first-run", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
    silent = subprocess.DEVNULL
    process = subprocess.Popen([*asked, *FLAGS, "about:blank"], start_new_session=True, stdout=silent, stderr=silent)
    try:
        until = time.monotonic() + 20
        while not (port.exists() and "\n" in port.read_text()):
            assert time.monotonic() < until, "the browser did not start"
            time.sleep(0.1)
        there = browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{port.read_text().splitlines()[0]}")
        yield there.contexts[0], process
    finally:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """Kills the browser and all its children, without time to store anything."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_a_killed_browser_keeps_waiting_messages_and_sends_them_once(browser, enter, server, tmp_path) -> None:
    kerwin = enter("kerwin", "pair5")
    words = [f"Kept over a kill, number {number}." for number in (1, 2, 3)]
    with wire(server.port) as line:
        with running(browser, tmp_path) as (context, process):
            sign_in(context, server, "adjoa")
            adjoa = Person(context, line, server.said["rooms"]["pair5"])
            is_on(adjoa.page)
            line.cut()
            for text in words:
                write(adjoa.page, text)
            kept = adjoa.page.locator(".kept .state")
            expect(kept).to_have_text(["kept on this phone until the line returns"] * 3)
            kill(process)
        line.mend()
        for _again in range(2):
            with running(browser, tmp_path) as (context, _process):
                sign_in(context, server, "adjoa")
                adjoa = Person(context, line, server.said["rooms"]["pair5"])
                all_sent(adjoa.page)
                is_on(adjoa.page)
                expect(adjoa.page.locator(".say .prose")).to_have_text(words)
    expect(kerwin.page.locator(".say .prose")).to_have_text(words)
