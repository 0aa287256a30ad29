"""Changes of a room while people are in it: a pause, an access, slow mode, a mute."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.lines import polling, through
from tests.browser.rooms import POLLING, Person, all_sent, is_on, message, status, write
from tests.demo import PHONE, WIDE

PAUSED = "This conversation is paused by the other person."
PAUSING = "You paused this conversation. Go on with it, and you can both write."


@pytest.fixture(scope="module")
def two(server) -> int:
    """The conversation of Adjoa and Kerwin."""
    ids = server.said["members"]
    room = server.shell(
        "from academy.models import Membership; from rooms.conversations import say_hello; "
        f"print(say_hello(Membership.objects.get(pk={ids['kerwin']}), by=Membership.objects.get(pk={ids['adjoa']})).pk)"
    )
    server.said["rooms"]["two"] = int(room)
    return int(room)


def press(server, name: str, address: str, **fields: str) -> None:
    """Presses a button on another page of this server."""
    with server.http(name, follow_redirects=True) as browser:
        browser.get(f"/rooms/{server.said['rooms']['plenary']}/")
        token = {"X-CSRFToken": browser.cookies["csrftoken"]}
        assert browser.post(address, data=fields, headers=token).status_code == 200


def test_a_pause_by_the_other_keeps_the_typed_text_until_the_conversation_continues(enter, server, two) -> None:
    adjoa = enter("adjoa", "two")
    field = adjoa.page.get_by_label("Message", exact=True)
    field.fill("Half a sentence")
    press(server, "kerwin", f"/rooms/{two}/block/")
    expect(status(adjoa.page)).to_have_text(PAUSED)
    button = adjoa.page.get_by_role("button", name="Send")
    expect(button).to_be_disabled()
    adjoa.page.keyboard.type(", and the rest")  # a field that somebody is typing in stays enabled
    expect(field).to_have_value("Half a sentence, and the rest")
    adjoa.page.reload()
    is_on(adjoa.page)
    expect(status(adjoa.page)).to_have_text(PAUSED)
    expect(button).to_be_disabled()
    expect(field).to_have_value("Half a sentence, and the rest")
    press(server, "kerwin", f"/rooms/{two}/block/remove/")
    expect(button).to_be_enabled()
    expect(status(adjoa.page)).to_be_empty()
    button.click()
    all_sent(adjoa.page)
    expect(message(adjoa.page, "Half a sentence, and the rest").locator(".more-acts")).to_be_visible()


def test_a_pause_that_began_or_ended_while_offline_is_shown_at_once(enter, server, two) -> None:
    adjoa = enter("adjoa", "two")
    field = adjoa.page.get_by_label("Message", exact=True)
    for address, known in ((f"/rooms/{two}/block/", PAUSED), (f"/rooms/{two}/block/remove/", "")):
        adjoa.line.cut()
        press(server, "kerwin", address)
        adjoa.line.mend()
        adjoa.page.evaluate("dispatchEvent(new Event('online'))")
        (expect(field).to_be_disabled if known else expect(field).to_be_enabled)()
        expect(status(adjoa.page)).to_have_text(known)


def test_the_person_who_paused_continues_from_the_message_field(enter, server, two) -> None:
    adjoa = enter("adjoa", "two")
    field = adjoa.page.get_by_label("Message", exact=True)
    again = adjoa.page.locator("[data-go-on]").get_by_role("button", name="Go on with it")
    expect(again).to_be_hidden()
    press(server, "adjoa", f"/rooms/{two}/block/")  # on her other phone
    expect(status(adjoa.page)).to_have_text(PAUSING)
    expect(field).to_be_disabled()
    again.click()
    is_on(adjoa.page)
    expect(field).to_be_enabled()
    expect(again).to_be_hidden()


def test_a_message_sent_into_a_pause_stays_with_the_reason(enter, server, two) -> None:
    adjoa = enter("adjoa", "two", refused=403)  # by a plain request after a long cut
    adjoa.line.cut()
    write(adjoa.page, "Written on the way.")
    press(server, "kerwin", f"/rooms/{two}/block/")
    adjoa.line.mend()
    adjoa.page.evaluate("dispatchEvent(new Event('online'))")
    row = message(adjoa.page, "Written on the way.")
    expect(row.locator(".state")).to_have_text(f"Not sent: {PAUSED}")
    expect(status(adjoa.page)).to_have_text(PAUSED)
    press(server, "kerwin", f"/rooms/{two}/block/remove/")
    row.get_by_role("button", name="Try again").click()
    all_sent(adjoa.page)


def test_a_refusal_by_plain_requests_signs_nobody_out(enter, server, two) -> None:
    page = polling(enter, "adjoa", "two", refused=403).page
    press(server, "kerwin", f"/rooms/{two}/block/")
    write(page, "By a plain request.")
    expect(message(page, "By a plain request.").locator(".state")).to_have_text(f"Not sent: {PAUSED}")
    expect(status(page)).to_contain_text(POLLING)
    expect(page.get_by_role("button", name="Send")).to_be_disabled()
    press(server, "kerwin", f"/rooms/{two}/block/remove/")


def test_the_facilitator_who_opened_a_room_is_named_at_once(enter, server, two) -> None:
    adjoa = enter("adjoa", "two")
    press(server, "kerwin", f"/rooms/{two}/hand/")
    hand = server.shell(f"from rooms.models import Hand; print(Hand.objects.get(room={two}, lowered_at=None).pk)")
    slug = server.shell(f"from rooms.models import Room; print(Room.objects.get(pk={two}).edition.slug)")
    press(server, "chiara", f"/courses/{slug.strip()}/desk/hands/{hand.strip()}/opening/")
    told = "Chiara T. opened this room because a member called."
    expect(status(adjoa.page)).to_have_text(told)
    expect(adjoa.page.locator("main > p", has_text=told)).to_have_count(1)
    chiara = enter("chiara", "two")
    expect(adjoa.page.locator("[data-present]")).to_contain_text("Chiara T.")
    write(chiara.page, "You called?")
    expect(message(adjoa.page, "You called?").locator(".who")).to_have_text("Chiara T.")
    press(server, "kerwin", f"/rooms/{two}/hand/remove/")


def test_slow_mode_that_begins_and_ends_while_one_is_here(enter) -> None:
    adjoa = through(enter, "adjoa", "pair25")
    field = adjoa.page.get_by_label("Message", exact=True)
    adjoa.sockets[-1].send(json.dumps({"type": "slow", "seconds": 60}))
    expect(status(adjoa.page)).to_have_text("This room is in slow mode: each can write every 60 s.")
    write(adjoa.page, "The first.")
    expect(adjoa.page.locator("[data-slow-line]")).to_have_text(re.compile(r"wait \d+ s\. Your text stays here\."))
    write(adjoa.page, "Too soon.")
    expect(field).to_have_value("Too soon.")
    adjoa.sockets[-1].send(json.dumps({"type": "slow", "seconds": 0}))
    expect(adjoa.page.locator("[data-slow-line]")).to_be_hidden()
    expect(status(adjoa.page)).to_be_empty()
    adjoa.page.get_by_role("button", name="Send").click()
    all_sent(adjoa.page)
    expect(adjoa.page.locator(".say .prose")).to_have_text(["The first.", "Too soon."])


def test_slow_mode_sends_waiting_messages_in_order_and_does_not_bind_facilitators(enter, server) -> None:
    adjoa, chiara = enter("adjoa", "pair33"), enter("chiara", "pair33")
    other_phone = enter("adjoa", "pair33")
    press(server, "chiara", f"/rooms/{server.said['rooms']['pair33']}/slow/", seconds="10")
    expect(status(adjoa.page)).to_have_text("This room is in slow mode: each can write every 10 s.")
    write(other_phone.page, "One, from the other phone.")
    expect(message(adjoa.page, "One, from the other phone.")).to_be_visible()
    write(adjoa.page, "Two, too soon for the server.")
    for words in ("Chiara's first.", "Chiara's second."):
        write(chiara.page, words)
        expect(message(adjoa.page, words)).to_be_visible()
    expect(message(adjoa.page, "Two, too soon").locator(".state")).to_have_text("sending")
    all_sent(adjoa.page)
    words = ["One, from the other phone.", "Chiara's first.", "Chiara's second.", "Two, too soon for the server."]
    for person in (adjoa, chiara, other_phone):
        expect(person.page.locator(".say .prose")).to_have_text(words)


def test_the_field_of_a_muted_person_gives_the_reason_and_keeps_the_text(enter) -> None:
    adjoa = through(enter, "adjoa", "pair26")
    field = adjoa.page.get_by_label("Message", exact=True)
    field.fill("Half a sentence")
    me = {"id": adjoa.page.evaluate("Number(document.getElementById('room').dataset.me)"), "name": "Adjoa K."}
    adjoa.sockets[-1].send(json.dumps({"type": "me", "me": {**me, "muted_until": "2099-01-01T00:00:00.000Z"}}))
    expect(status(adjoa.page)).to_have_text("A facilitator asked you to pause writing for a while.")
    button = adjoa.page.get_by_role("button", name="Send")
    expect(button).to_be_disabled()
    expect(field).to_be_focused()
    adjoa.page.keyboard.type(", and")
    adjoa.sockets[-1].send(json.dumps({"type": "me", "me": {**me, "muted_until": None}}))
    expect(button).to_be_enabled()
    adjoa.page.keyboard.type(" the rest")
    expect(field).to_have_value("Half a sentence, and the rest")
    expect(status(adjoa.page)).to_be_empty()


def test_presence_is_told_once_however_often_the_connection_returns(enter) -> None:
    hellos, welcomes = [], []

    def keep(frames, kind):
        return lambda frame, _socket: frames.append(frame) or frame if frame["type"] == kind else frame

    adjoa = through(enter, "adjoa", "pair32", up=keep(hellos, "hello"), down=keep(welcomes, "welcome"))
    adjoa.sockets[-1].close(code=1012)
    write(adjoa.page, "After the restart.")
    all_sent(adjoa.page)
    kerwin = enter("kerwin", "pair32")
    expect(adjoa.page.locator("[data-present]")).to_contain_text("Kerwin T.")
    write(kerwin.page, "You are back.")
    expect(message(adjoa.page, "You are back.").locator(".who")).to_have_text("Kerwin T.")
    assert [one.get("cast") for one in hellos] == [None, welcomes[0]["cast"]]
    assert ["members" in one for one in welcomes] == [True, False]


@pytest.mark.parametrize("first", ["ack", "changes"])
def test_nothing_flickers_whether_an_ack_or_its_change_comes_first(enter, first) -> None:
    waiting: list = []

    def reorder(frame, socket):
        """Delivers an ack and the change of the same message with ``first`` first and the other a moment later."""
        if frame["type"] not in {"ack", "changes"} or (frame["type"] == "changes" and not frame["messages"]):
            return frame
        if frame["type"] != first and not waiting:
            waiting.append(frame)
            return None
        if frame["type"] == first:
            socket.send(json.dumps(frame))
            for late in waiting:
                socket.send(json.dumps(late))
            waiting[:] = [] if waiting else ["passed"]
            return None
        waiting.clear()
        return frame

    adjoa = through(enter, "adjoa", f"pair{27 if first == 'ack' else 28}", down=reorder)
    adjoa.page.evaluate(
        """() => {
          window.seen = new Set();
          const talk = document.querySelector("[data-talk]");
          const look = () => {
            const rows = [...talk.querySelectorAll(".say .prose")].map((prose) => prose.textContent.trim());
            seen.add(JSON.stringify(rows));
          };
          new MutationObserver(look).observe(talk, { childList: true, subtree: true, characterData: true });
        }"""
    )
    for words in ("One.", "Two.", "Three."):
        write(adjoa.page, words)
        expect(message(adjoa.page, words).locator(".more-acts")).to_be_visible()
        all_sent(adjoa.page)
    seen = [json.loads(rows) for rows in adjoa.page.evaluate("[...seen]")]
    assert seen == [["One."], ["One.", "Two."], ["One.", "Two.", "Three."]]


@pytest.mark.parametrize(("size", "room"), [(PHONE, "pair30"), (WIDE, "pair31")])
def test_the_line_about_readers_stays_in_sight_above_the_newest_message(enter, size, room) -> None:
    kerwin = enter("kerwin", room)
    for number in range(25):
        write(kerwin.page, f"A message that makes the room long, number {number}.")
    all_sent(kerwin.page)
    adjoa: Person = enter("adjoa", room, viewport=size, locale="fr")
    expect(message(adjoa.page, "number 24.")).to_be_in_viewport()
    assert adjoa.page.evaluate("scrollY") > 100
    line = adjoa.page.get_by_text("Lisent ici")
    expect(line).to_be_in_viewport()
    assert line.bounding_box()["height"] < 32  # one line
    strip = adjoa.page.locator("#stages").bounding_box()
    assert strip["y"] >= line.bounding_box()["y"] + line.bounding_box()["height"] - 1
