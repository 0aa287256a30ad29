"""The connection is lost and returns in all usual ways: no act is lost or doubled, and the order stays."""

import json
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.rooms import all_sent, is_on, said, sign_in, write
from tests.demo import open_link

SOCKETS = """
window.opened = 0; window.closings = [];
window.WebSocket = class extends WebSocket {
  constructor(...all) {
    super(...all);
    window.opened += 1;
    this.addEventListener("close", ({ code }) => window.closings.push(code));
  }
};
"""


def test_minutes_offline_in_the_middle_of_an_exchange_lose_nothing(enter) -> None:
    adjoa, kerwin = enter("adjoa", "pair1"), enter("kerwin", "pair1")
    write(adjoa.page, "Before the cut.")
    expect(kerwin.page.locator(".say", has_text="Before the cut.")).to_be_visible()
    adjoa.page.clock.install()
    adjoa.line.cut()
    for number in range(1, 6):
        write(adjoa.page, f"Hers {number} without a line.")
    for number in range(1, 4):
        write(kerwin.page, f"His {number} meanwhile.")
    adjoa.page.clock.fast_forward("05:00")
    expect(adjoa.page.locator("[data-line]")).to_contain_text("The line is gone")
    expect(adjoa.page.locator(".kept .state")).to_have_text(["kept on this phone until the line returns"] * 5)
    adjoa.line.mend()
    adjoa.page.evaluate("dispatchEvent(new Event('online'))")
    all_sent(adjoa.page)
    expect(adjoa.page.locator("[data-line]")).to_be_empty()
    expected = ["Before the cut.", *(f"His {n} meanwhile." for n in (1, 2, 3))]
    expected += [f"Hers {n} without a line." for n in range(1, 6)]
    expect(kerwin.page.locator(".say .prose")).to_have_text(expected)
    expect(adjoa.page.locator(".say .prose")).to_have_text(expected)


def test_messages_written_offline_survive_a_reload_in_their_order(enter) -> None:
    adjoa = enter("adjoa", "pair2")
    adjoa.context.route_web_socket("**/ws/**", lambda socket: socket.close())
    adjoa.context.route("**/rooms/*/messages", lambda route: route.abort())
    adjoa.context.route("**/rooms/*/changes*", lambda route: route.abort())
    adjoa.page.reload()
    for number in range(1, 5):
        write(adjoa.page, f"Kept {number}")
    expect(adjoa.page.locator(".kept")).to_have_count(4)
    adjoa.page.get_by_label("Message", exact=True).fill("A draft besides")
    adjoa.page.reload()
    expect(adjoa.page.locator(".kept .prose")).to_have_text([f"Kept {n}" for n in range(1, 5)])
    adjoa.page.close()
    again = adjoa.context.new_page()
    adjoa.context.unroute_all()
    fresh = enter("adjoa", "pair2")  # another phone of hers does not show them yet
    expect(fresh.page.locator(".say")).to_have_count(0)
    again.goto(adjoa.address)
    all_sent(again)
    assert said(again) == [f"Kept {n}" for n in range(1, 5)]
    expect(again.get_by_label("Message", exact=True)).to_have_value("A draft besides")


def test_the_next_person_on_the_same_phone_neither_sees_nor_sends_waiting_messages(enter, server) -> None:
    adjoa = enter("adjoa", "pair3")
    adjoa.line.cut()
    write(adjoa.page, "For Kerwin, from Adjoa.")
    expect(adjoa.page.locator(".kept")).to_have_count(1)
    adjoa.page.get_by_label("Message", exact=True).fill("Half a thought")
    left_open = adjoa.page
    sign_in(adjoa.context, server, "kerwin")
    adjoa.line.mend()
    # Her tab, left open, returns under his session: it stops, and shows him no waiting message.
    left_open.evaluate("dispatchEvent(new Event('online'))")
    expect(left_open.locator("[data-line]")).to_contain_text("You are signed out")
    expect(left_open.locator(".kept")).to_have_count(0)
    kerwin = adjoa.tab()
    is_on(kerwin)
    expect(kerwin.locator(".say")).to_have_count(0)
    expect(kerwin.get_by_label("Message", exact=True)).to_have_value("")
    kerwin.close()
    left_open.close()
    sign_in(adjoa.context, server, "adjoa")
    again = adjoa.tab()
    all_sent(again)
    expect(again.locator(".say.mine .prose")).to_have_text(["For Kerwin, from Adjoa."])
    expect(again.get_by_label("Message", exact=True)).to_have_value("Half a thought")


def test_an_open_page_sends_no_plain_request_under_another_session(enter, server) -> None:
    adjoa = enter("adjoa", "pair24", waits=False)
    adjoa.page.close()
    adjoa.context.route_web_socket("**/ws/**", lambda socket: socket.close())

    def sign_in_by_link(name: str) -> None:
        link = urlsplit(server.manage("sign_in_link", f"{name}@example.org").strip())
        open_link(adjoa.context.new_page(), server.base + link.path)  # not over the connection that is cut

    adjoa.context.clear_cookies()  # a session of this test's own: it ends when somebody else signs in
    sign_in_by_link("adjoa")
    page = adjoa.tab()
    expect(page.locator("[data-line]")).to_contain_text("new messages come all the same", timeout=30_000)
    adjoa.line.cut()
    write(page, "For Kerwin, from Adjoa.")
    sign_in_by_link("kerwin")
    adjoa.line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-line]")).to_contain_text("You are signed out", timeout=40_000)
    kerwin = enter("kerwin", "pair24")
    expect(kerwin.page.locator(".say")).to_have_count(0)


def test_a_silently_dead_connection_is_noticed_and_replaced(enter) -> None:
    adjoa, kerwin = enter("adjoa", "pair4"), enter("kerwin", "pair4")
    adjoa.line.hush()
    write(adjoa.page, "Out of the tower's reach.")
    expect(adjoa.page.locator(".kept .state")).to_have_text("sending")
    expect(adjoa.page.locator(".kept .state")).to_contain_text("kept on this phone", timeout=25_000)
    adjoa.line.mend()
    all_sent(adjoa.page, 60)
    expect(kerwin.page.locator(".say .prose")).to_have_text(["Out of the tower's reach."])


def test_plain_requests_carry_the_room_while_sockets_are_blocked(enter) -> None:
    blocked = {"is": True}
    adjoa = enter("adjoa", "pair5", waits=False)
    adjoa.page.close()
    adjoa.context.route_web_socket(
        "**/ws/**", lambda socket: socket.close() if blocked["is"] else socket.connect_to_server()
    )
    page = adjoa.context.new_page()
    page.goto(adjoa.address)
    expect(page.locator("[data-line]")).to_contain_text("new messages come all the same", timeout=30_000)
    kerwin = enter("kerwin", "pair5")
    write(kerwin.page, "Can you read this?")
    expect(page.locator(".say", has_text="Can you read this?")).to_be_visible()
    for number in (1, 2, 3):
        write(page, f"Through requests {number}")
    all_sent(page)
    row = page.locator(".say", has_text="Can you read this?")
    row.locator(".more-acts").click()
    row.locator("[data-act=react][data-emoji='🤝']").click()
    expect(row.locator("footer .mark-button")).to_have_text("🤝 1")
    blocked["is"] = False
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-line]")).to_be_empty()
    write(page, "Through the socket again")
    all_sent(page)
    expected = ["Can you read this?", *(f"Through requests {n}" for n in (1, 2, 3)), "Through the socket again"]
    expect(kerwin.page.locator(".say .prose")).to_have_text(expected)
    expect(page.locator(".say .prose")).to_have_text(expected)


def test_a_server_that_is_killed_or_ended_while_people_write_loses_nothing(enter, server) -> None:
    adjoa, kerwin = enter("adjoa", "pair6"), enter("kerwin", "pair6")
    number = 0
    for end in (server.kill, server.stop, server.kill):
        for _n in range(3):
            number += 1
            write(adjoa.page, f"Hers {number}")
            write(kerwin.page, f"His {number}")
        end()
        number += 1
        write(adjoa.page, f"Hers {number}")
        server.start()
    all_sent(adjoa.page, 90)
    all_sent(kerwin.page, 90)
    hers = [f"Hers {n}" for n in range(1, number + 1)]
    expect(kerwin.page.locator(".say.east .prose")).to_have_text(hers, timeout=70_000)
    expect(adjoa.page.locator(".say.east .prose")).to_have_text(hers)
    expect(adjoa.page.locator(".say.west .prose")).to_have_count(9, timeout=70_000)
    assert said(adjoa.page) == said(kerwin.page)


def test_an_announced_restart_alarms_nobody(enter) -> None:
    adjoa = enter("adjoa", "pair7", waits=False)
    adjoa.page.close()
    lines: list = []

    def through(socket) -> None:
        socket.connect_to_server()
        lines.append(socket)

    adjoa.context.route_web_socket("**/ws/**", through)
    page = adjoa.context.new_page()
    page.goto(adjoa.address)
    is_on(page)
    page.evaluate(
        """() => {
          window.lines = [];
          const line = document.querySelector("[data-line]");
          new MutationObserver(() => lines.push(line.textContent)).observe(line, { childList: true, subtree: true });
        }"""
    )
    lines[-1].close(code=1012)
    write(page, "Written while the server restarts.")
    all_sent(page)
    for _try in range(100):  # the text may have been sent before the page learned of the restart
        if len(lines) == 2:
            break
        page.wait_for_timeout(100)
    assert len(lines) == 2
    is_on(page)
    assert page.evaluate("lines.join('')") == ""


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
    assert adjoa.context.faults == []


def test_a_browser_without_a_database_works_from_memory(enter) -> None:
    adjoa = enter("adjoa", "pair11", waits=False)
    adjoa.page.close()
    adjoa.context.add_init_script("IDBFactory.prototype.open = () => { throw new Error('none'); };")
    page = adjoa.tab()
    is_on(page)
    for number in (1, 2, 3):
        write(page, f"From memory {number}")
    all_sent(page)
    assert said(page) == ["From memory 1", "From memory 2", "From memory 3"]


def test_messages_that_come_too_fast_are_sent_later_in_the_same_order(enter, server) -> None:
    adjoa = enter("adjoa", "pair12", waits=False)
    adjoa.page.close()
    refused = []

    def through(socket) -> None:
        there = socket.connect_to_server()

        def say(message: str | bytes) -> None:
            frame = json.loads(message)
            if frame["type"] == "send" and "third" in frame["body"] and len(refused) < 2:
                refused.append(frame["id"])
                socket.send(
                    json.dumps({"type": "nack", "id": frame["id"], "code": "rate", "detail": "", "retry_after": 1})
                )
            else:
                there.send(message)

        socket.on_message(say)

    adjoa.context.route_web_socket("**/ws/**", through)
    page = adjoa.tab()
    is_on(page)
    words = ["first", "second", "third", "fourth", "fifth"]
    for word in words:
        write(page, word)
    all_sent(page)
    assert len(refused) == 2
    assert len(set(refused)) == 1
    assert said(page) == words
    page.reload()
    assert said(page) == words


def test_a_new_member_gets_a_name_and_missing_changes_are_requested(enter) -> None:
    adjoa = enter("adjoa", "lounge", waits=False)
    adjoa.page.close()
    welcomes = []

    def through(socket) -> None:
        there = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            frame = json.loads(message)
            if frame["type"] == "welcome":
                welcomes.append(frame)
                if len(welcomes) == 1:
                    frame["members"] = [one for one in frame["members"] if "Tunde" not in one["name"]]
            socket.send(json.dumps(frame))

        there.on_message(pass_on)

    adjoa.context.route_web_socket("**/ws/**", through)
    page = adjoa.tab()
    is_on(page)
    tunde = enter("tunde", "lounge")
    write(tunde.page, "I have just joined.")
    expect(page.locator(".say", has_text="I have just joined.").locator(".who")).to_have_text(re.compile("Tunde"))
    assert len(welcomes) == 2


def test_a_facilitator_who_enters_a_pairs_room_has_a_name_too(enter) -> None:
    adjoa, chiara = enter("adjoa", "pair23"), enter("chiara", "pair23")
    write(chiara.page, "May I join you?")
    who = adjoa.page.locator(".say", has_text="May I join you?").locator(".who")
    expect(who).to_have_text("Chiara T.")
    assert adjoa.context.faults == []
