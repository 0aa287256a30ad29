"""The connection is lost and returns in all usual ways: no act is lost or doubled, and the order stays."""

import json
import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.rooms import all_sent, is_on, polls, sign_in, sooner, status, write
from tests.demo import open_link


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
    all_sent(kerwin.page)
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
    adjoa.context.route("**/rooms/*/messages", lambda route: route.abort("connectionreset"))
    adjoa.context.route("**/rooms/*/changes*", lambda route: route.abort("connectionreset"))
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
    expect(again.locator(".say .prose")).to_have_text([f"Kept {n}" for n in range(1, 5)])
    expect(again.get_by_label("Message", exact=True)).to_have_value("A draft besides")


def test_the_next_person_on_the_same_phone_neither_sees_nor_sends_waiting_messages(enter, server) -> None:
    adjoa = enter("adjoa", "pair3", refused=403)  # by a plain request after a long cut
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
    adjoa = enter("adjoa", "pair24", waits=False, refused=403)
    adjoa.page.close()
    adjoa.context.route_web_socket("**/ws/**", lambda socket: socket.close())

    def sign_in_by_link(name: str) -> None:
        link = urlsplit(server.manage("sign_in_link", f"{name}@example.org").strip())
        open_link(adjoa.context.new_page(), server.base + link.path)  # not over the connection that is cut

    adjoa.context.clear_cookies()  # a session of this test's own: it ends when somebody else signs in
    sign_in_by_link("adjoa")
    adjoa.context.clock.install()
    page = adjoa.tab()
    polls(page)
    adjoa.line.cut()
    write(page, "For Kerwin, from Adjoa.")
    sign_in_by_link("kerwin")
    adjoa.line.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    sooner(page, lambda: "You are signed out" in status(page).inner_text())
    kerwin = enter("kerwin", "pair24")
    expect(kerwin.page.locator(".say")).to_have_count(0)


def test_a_silently_dead_connection_is_noticed_and_replaced(enter) -> None:
    adjoa, kerwin = enter("adjoa", "pair4"), enter("kerwin", "pair4")
    adjoa.page.clock.install()
    adjoa.line.hush()
    write(adjoa.page, "Out of the tower's reach.")
    state = adjoa.page.locator(".kept .state")
    expect(state).to_have_text("sending")
    sooner(adjoa.page, lambda: "kept on this phone" in state.inner_text())
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
    adjoa.context.clock.install()
    page = adjoa.tab()
    polls(page)
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


def test_a_browser_without_a_database_works_from_memory(enter) -> None:
    adjoa = enter("adjoa", "pair11", waits=False)
    adjoa.page.close()
    adjoa.context.add_init_script("IDBFactory.prototype.open = () => { throw new Error('none'); };")
    page = adjoa.tab()
    is_on(page)
    for number in (1, 2, 3):
        write(page, f"From memory {number}")
    all_sent(page)
    expect(page.locator(".say .prose")).to_have_text(["From memory 1", "From memory 2", "From memory 3"])


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
    expect(page.locator(".say .prose")).to_have_text(words)
    page.reload()
    expect(page.locator(".say .prose")).to_have_text(words)


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
