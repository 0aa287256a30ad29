"""Tabs of one browser share a socket and the outbox, and take over from a tab that is gone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lines import SOCKETS
from tests.browser.rooms import all_sent, is_on, write


def test_two_tabs_share_one_socket_and_outlive_each_other(enter, server) -> None:
    adjoa = enter("adjoa", "pair8", waits=False)
    adjoa.page.close()
    adjoa.context.add_init_script(SOCKETS)
    first = adjoa.tab()
    is_on(first)
    second = adjoa.tab()
    is_on(second)
    assert [first.evaluate("opened"), second.evaluate("opened")] == [1, 0]
    write(second, "From the tab without a socket.")
    all_sent(second)
    expect(first.locator(".say", has_text="From the tab without a socket.")).to_be_visible()
    kerwin = enter("kerwin", "pair8")
    write(kerwin.page, "Both tabs hear me.")
    for tab in (first, second):
        expect(tab.locator(".say", has_text="Both tabs hear me.")).to_be_visible()

    # The leader closes while the other tab has unsent words, which the next leader sends.
    adjoa.line.cut()
    write(first, "Kept by the first tab.")
    write(second, "Kept by the second tab.")
    expect(second.locator(".kept")).to_have_count(2)
    first.close()
    adjoa.line.mend()
    second.evaluate("dispatchEvent(new Event('online'))")
    all_sent(second)
    assert second.evaluate("opened") >= 1
    ours = ["From the tab without a socket.", "Kept by the first tab.", "Kept by the second tab."]
    expect(kerwin.page.locator(".say.east .prose")).to_have_text(ours)
    expect(second.locator(".say.east .prose")).to_have_text(ours)


def test_a_tab_takes_over_from_a_leader_that_sleeps(enter) -> None:
    adjoa = enter("adjoa", "pair9")
    adjoa.page.evaluate("""() => { BroadcastChannel.prototype.postMessage = () => {}; }""")  # it no longer answers
    second = adjoa.tab()
    write(second, "The leader sleeps.")
    all_sent(second)
    expect(second.locator(".say .prose")).to_have_text(["The leader sleeps."])


@pytest.mark.parametrize(
    ("missing", "room"),
    [
        ("Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });", "pair10"),
        ("delete window.BroadcastChannel;", "pair13"),
    ],
)
def test_without_locks_or_channels_each_tab_is_alone_and_works(enter, missing, room) -> None:
    adjoa = enter("adjoa", room, waits=False)
    adjoa.page.close()
    adjoa.context.add_init_script(missing + SOCKETS)
    first, second = adjoa.tab(), adjoa.tab()
    for tab in (first, second):
        is_on(tab)
        assert tab.evaluate("opened") == 1
        write(tab, "Alone.")
        all_sent(tab)
    expect(first.locator(".say")).to_have_count(2)


def test_tabs_of_one_browser_share_a_socket_for_each_room_they_show(enter, server) -> None:
    adjoa = enter("adjoa", "pair3", waits=False)
    adjoa.page.close()
    adjoa.context.add_init_script(SOCKETS)
    tabs: list[Page] = []
    for room in ("pair3", "pair4", "pair3", "pair4"):
        page = adjoa.context.new_page()
        page.goto(f"{adjoa.line.base}/rooms/{server.said['rooms'][room]}/")
        is_on(page)
        tabs.append(page)
    assert [tab.evaluate("opened") for tab in tabs] == [1, 1, 0, 0]
