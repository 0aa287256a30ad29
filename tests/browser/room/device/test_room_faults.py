"""Faults under way: broken answers, unreadable frames, connections too slow for a page."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.lines import SOCKETS, polling, through
from tests.browser.rooms import (
    KEPT,
    POLLING,
    Person,
    all_sent,
    is_on,
    message,
    polls,
    sooner,
    status,
    until,
    write,
)

UNTAKEN = "Not sent: The server could not take it."


# An answer -----------------------------------------------------------------------------------------------------------
def test_a_truncated_answer_loses_nothing_and_ends_nothing(enter) -> None:
    adjoa, kerwin = polling(enter, "adjoa", "pair1"), enter("kerwin", "pair1")
    other_room = adjoa.context.new_page()
    other_room.goto(adjoa.line.base + f"/rooms/{kerwin.room + 1}/")
    other_room.route("**/rooms/*/messages", lambda route: route.abort("connectionreset"))
    write(other_room, "Waits in another room.")
    expect(other_room.locator(".kept")).to_have_count(1)
    other_room.close()

    for half in (b'"messages"', b'"body"'):
        adjoa.line.tears = half
        write(kerwin.page, f"Its answer ends before {half.decode()}.")
        sooner(adjoa.page, message(adjoa.page, f"Its answer ends before {half.decode()}.").is_visible)
        assert adjoa.line.tears == b""
    adjoa.line.tears = b'"message"'
    write(adjoa.page, "Its ack ends in the middle.")
    ack = message(adjoa.page, "Its ack ends in the middle.")
    expect(ack).to_be_visible()
    sooner(adjoa.page, ack.locator(".more-acts").is_visible)
    assert adjoa.line.tears == b""
    expect(message(kerwin.page, "Its ack ends in the middle.")).to_have_count(1)
    answered: list[str] = []

    def welcome(route) -> None:
        route.fulfill(body="<p>Welcome to our network.</p>")
        answered.append(route.request.url)

    adjoa.context.route("**/rooms/*/messages", welcome)
    write(adjoa.page, "Its answer is a page of somebody else.")
    until(adjoa.page, lambda: answered)
    sooner(adjoa.page, lambda: len(answered) > 1)  # it has tried again
    adjoa.context.unroute_all()
    theirs = message(kerwin.page, "Its answer is a page of somebody else.")
    sooner(adjoa.page, theirs.count)
    all_sent(adjoa.page)
    expect(theirs).to_have_count(1)
    assert adjoa.page.evaluate(KEPT) == ["Waits in another room."]


@pytest.mark.parametrize("code", [403, 404, 409])
def test_an_unreadable_refusal_is_shown_and_blocks_nothing(enter, code) -> None:
    adjoa = polling(enter, "adjoa", f"pair{code - 400}", refused=code)
    refused = {"status": code, "content_type": "text/html", "body": "<h1>Not here</h1>"}
    adjoa.context.route("**/rooms/*/messages", lambda route: route.fulfill(**refused), times=1)
    write(adjoa.page, "Refused by something on the way.")
    write(adjoa.page, "And the next one passes.")
    row = message(adjoa.page, "Refused by something on the way.")
    expect(row.locator(".state")).to_have_text(UNTAKEN)
    expect(message(adjoa.page, "And the next one passes.").locator(".more-acts")).to_be_visible()
    adjoa.page.reload()
    expect(row.locator(".state")).to_have_text(UNTAKEN)
    polls(adjoa.page)
    row.get_by_role("button", name="Try again").click()
    all_sent(adjoa.page)


def test_a_frame_that_the_server_cannot_read_is_refused_and_blocks_nothing(enter) -> None:
    malformed: list[str] = []

    def close(frame, socket):
        if frame["type"] == "send" and "make nothing of" in frame["body"] and len(malformed) < 2:
            malformed.append(frame["id"])
            return socket.close(code=4400)
        return frame

    adjoa = through(enter, "adjoa", "pair16", up=close)
    write(adjoa.page, "You can make nothing of this.")
    write(adjoa.page, "This you understand.")
    row = message(adjoa.page, "You can make nothing of this.")
    expect(row.locator(".state")).to_have_text(UNTAKEN)
    expect(message(adjoa.page, "This you understand.").locator(".more-acts")).to_be_visible()
    assert malformed == [malformed[0]] * 2
    adjoa.page.reload()
    is_on(adjoa.page)
    expect(row.locator(".state")).to_have_text(UNTAKEN)
    row.get_by_role("button", name="Try again").click()
    all_sent(adjoa.page)
    expect(adjoa.page.locator(".say .prose")).to_have_text(["This you understand.", "You can make nothing of this."])


def test_a_closed_room_is_not_asked_again_and_again(enter, server) -> None:
    server.shell(
        "from django.utils import timezone; from rooms.models import Room; "
        f"Room.objects.filter(pk={server.said['rooms']['pair5']}).update(closed_at=timezone.now())"
    )
    asked: list[str] = []
    adjoa = enter("adjoa", "pair5", waits=False)
    adjoa.page.close()
    adjoa.context.route_web_socket("**/ws/**", lambda socket: socket.close())
    adjoa.context.on("request", lambda request: "&wait=" in request.url and asked.append(request.url))
    adjoa.context.clock.install()
    adjoa.page = adjoa.tab()
    closed = "This room is closed. You can read it."
    sooner(adjoa.page, lambda: asked)
    expect(status(adjoa.page)).to_have_text(closed)
    adjoa.page.clock.run_for("05:00")
    assert len(asked) == 1
    expect(status(adjoa.page)).to_have_text(closed)


# A slow connection ---------------------------------------------------------------------------------------------------
def slow(enter, server, room: str):
    """Adjoa has missed messages and has written one; no page of the missed ones comes whole (``held``)."""
    held: list = []
    passes = {"does": True}

    def hold(frame, socket):
        if passes["does"]:
            return frame
        if frame["type"] == "welcome":
            adjoa.welcomes += 1
            return frame
        held.append((socket, frame))
        return None

    adjoa = through(enter, "adjoa", room, down=hold)
    adjoa.page.close()
    adjoa.context.add_init_script(SOCKETS)
    adjoa.page = adjoa.tab()
    is_on(adjoa.page)
    kerwin = enter("kerwin", room)
    adjoa.welcomes = 0
    passes["does"] = False
    write(kerwin.page, "Said while she was away.")
    all_sent(kerwin.page)
    adjoa.page.clock.install()
    adjoa.page.evaluate("window.opened = 0")
    adjoa.sockets[-1].close(code=1012)
    write(adjoa.page, "Written on the way.")
    ring(adjoa, 1, step="00:03")
    return adjoa, kerwin, held, passes


def ring(person: Person, sockets: int, step: str = "00:10", most: int = 20) -> None:
    """Advances the clock until so many sockets were opened and the last of them was welcomed."""
    page = person.page
    for _n in range(most):
        if page.evaluate("opened") >= sockets:
            until(page, lambda: person.welcomes >= sockets)  # the clock does not advance meanwhile
            return
        page.clock.fast_forward(step)
        page.wait_for_timeout(300)
    raise AssertionError(page.evaluate("opened"))


def test_a_slow_connection_waits_for_the_ack_behind_a_page(enter, server) -> None:
    adjoa, kerwin, held, passes = slow(enter, server, "pair6")
    there, alone = [server.said["members"]["kerwin"]], []
    for present in (there, alone, there, alone, there):
        adjoa.page.clock.fast_forward("00:20")
        adjoa.sockets[-1].send(json.dumps({"type": "presence", "present": present}))  # something arrives
        expect(adjoa.page.locator("[data-present]", has_text="Kerwin")).to_have_count(len(present))
    assert adjoa.page.evaluate("opened") == 1
    passes["does"] = True
    for socket, frame in held:
        if socket is adjoa.sockets[-1]:
            socket.send(json.dumps(frame))
    all_sent(adjoa.page)
    both = ["Said while she was away.", "Written on the way."]
    expect(adjoa.page.locator(".say .prose")).to_have_text(both)
    expect(kerwin.page.locator(".say .prose")).to_have_text(both)


def test_the_first_welcome_on_a_slow_connection_may_take_most_of_a_minute(enter) -> None:
    held: list = []

    def hold(frame, socket):
        return held.append((socket, frame)) if frame["type"] == "welcome" else frame

    adjoa = enter("adjoa", "pair17", waits=False)
    adjoa.page.close()
    adjoa.context.add_init_script(SOCKETS)
    adjoa.context.route_web_socket("**/ws/**", lambda socket: passing(socket, hold))
    adjoa.page = adjoa.context.new_page()
    adjoa.page.clock.install()
    adjoa.page.goto(adjoa.address)
    write(adjoa.page, "Written meanwhile.")
    until(adjoa.page, lambda: held)
    for _n in range(5):  # 50 seconds: 50 KB at 10 kbit/s and the round trip
        adjoa.page.wait_for_timeout(200)
        adjoa.page.clock.fast_forward("00:10")
    assert adjoa.page.evaluate("opened") == 1
    socket, frame = held[0]
    socket.send(json.dumps(frame))
    all_sent(adjoa.page)
    is_on(adjoa.page)


def passing(socket, down) -> None:
    """Passes the server's frames through ``down``, which returns a frame or None."""
    there = socket.connect_to_server()

    def take(text) -> None:
        frame = down(json.loads(text), socket)
        if frame is not None:
            socket.send(json.dumps(frame))

    there.on_message(take)


def test_long_polls_bring_the_pages_that_no_socket_brings(enter, server) -> None:
    adjoa, kerwin, _held, _passes = slow(enter, server, "pair7")
    for number in range(2, 4):
        ring(adjoa, number)
    adjoa.page.clock.fast_forward("00:31")
    expect(status(adjoa.page)).to_contain_text(POLLING)
    expect(message(adjoa.page, "Said while she was away.")).to_be_visible()
    all_sent(adjoa.page)
    expect(kerwin.page.locator(".say .prose")).to_have_text(["Said while she was away.", "Written on the way."])
    assert adjoa.page.evaluate("opened") == 3
