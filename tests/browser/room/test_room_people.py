"""A room for everybody: by keyboard, touch and screen reader, on a small screen; refusals with a reason."""

import json
import re

from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.lines import through
from tests.browser.rooms import all_sent, drawn, is_on, message, until, write
from tests.demo import PHONE, WIDE


def standing(server, name: str, verb: str) -> None:
    """Chiara mutes somebody, or lifts it, in another process, so the room learns of it at the next welcome."""
    member, by = server.said["members"][name], server.said["members"]["chiara"]
    act = {
        "mute": "muting.mute(who, by=by, minutes=10, reason='A pause.')",
        "lift": "muting.unmute(who, by=by, reason='Talked.')",
    }[verb]
    server.shell(
        "from academy.models import Membership; from commons.moderation import muting; "
        f"who, by = Membership.objects.get(pk={member}), Membership.objects.get(pk={by}); {act}"
    )


def test_a_muted_person_reads_the_reason_and_sends_again_afterwards(enter, server) -> None:
    kerwin = enter("kerwin", "pair13")
    adjoa = enter("adjoa", "pair13", refused=403)  # by a plain request after a long cut
    adjoa.line.cut()
    write(adjoa.page, "Written before I knew.")
    standing(server, "adjoa", "mute")
    adjoa.line.mend()
    adjoa.page.evaluate("dispatchEvent(new Event('online'))")
    row = message(adjoa.page, "Written before I knew.")
    expect(row.locator(".state")).to_have_text("Not sent: You cannot write for now.")
    expect(adjoa.page.locator("[data-said]")).to_contain_text("Not sent")
    expect(adjoa.page.get_by_role("button", name="Send")).to_be_disabled()
    assert violations(adjoa.page) == []
    for name in ("Try again", "Discard"):
        assert row.get_by_role("button", name=name).bounding_box()["height"] >= 44
    adjoa.page.reload()
    expect(row.locator(".state")).to_have_text("Not sent: You cannot write for now.")
    standing(server, "adjoa", "lift")
    adjoa.page.reload()
    expect(adjoa.page.get_by_label("Message", exact=True)).to_be_enabled()
    row.get_by_role("button", name="Try again").click()
    all_sent(adjoa.page)
    expect(kerwin.page.locator(".say .prose")).to_have_text(["Written before I knew."])


def test_a_refused_message_can_be_discarded_and_blocks_nothing(enter) -> None:
    def refuse(frame, socket):
        if frame["type"] in {"send", "edit"} and "refuse" in frame["body"]:
            nack = {"type": "nack", "id": frame["id"], "code": "invalid", "detail": "This could not be read."}
            return socket.send(json.dumps(nack))
        return frame

    adjoa = through(enter, "adjoa", "pair14", up=refuse)
    write(adjoa.page, "Please refuse this.")
    write(adjoa.page, "This passes.")
    expect(message(adjoa.page, "This passes.").locator(".more-acts")).to_be_visible()
    refused = message(adjoa.page, "Please refuse this.")
    expect(refused.locator(".state")).to_have_text("Not sent: This could not be read.")

    message(adjoa.page, "This passes.").locator(".more-acts").click()
    adjoa.page.get_by_role("button", name="Change", exact=True).click()
    write(adjoa.page, "A change to refuse.")
    changed = message(adjoa.page, "A change to refuse.")  # the typed text is not lost
    expect(changed.locator(".state")).to_have_text("Not sent: This could not be read.")
    for row in (changed, refused):
        row.get_by_role("button", name="Discard").click()
    expect(adjoa.page.locator(".say .prose")).to_have_text(["This passes."])
    adjoa.page.reload()
    is_on(adjoa.page)
    expect(adjoa.page.locator(".say .prose")).to_have_text(["This passes."])


def test_a_person_can_do_everything_by_keyboard_alone(enter) -> None:
    kerwin = enter("kerwin", "pair15")
    write(kerwin.page, "Who pays the first month?")
    adjoa = enter("adjoa", "pair15", has_touch=False, viewport=WIDE)
    page, key = adjoa.page, adjoa.page.keyboard
    field = page.get_by_label("Message", exact=True)
    asked = message(page, "Who pays the first month?")

    field.focus()
    key.type("Good question.")
    key.press("Enter")
    expect(message(page, "Good question.").locator(".more-acts")).to_be_visible()
    expect(field).to_be_focused()
    key.press("ArrowUp")  # to my newest message
    expect(message(page, "Good question.").locator(".more-acts")).to_be_focused()
    key.press("Shift+Tab")
    expect(asked.locator(".more-acts")).to_be_focused()
    key.press("Space")
    expect(asked.locator(".more-acts")).to_have_attribute("aria-expanded", "true")
    expect(asked.get_by_role("button", name="Answer", exact=True)).to_be_focused()
    key.press("Escape")
    expect(asked.locator(".more-acts")).to_be_focused()
    expect(page.locator(".say .room-acts")).to_have_count(0)
    key.press("Enter")
    key.press("Tab")
    key.press("Enter")  # the first sign
    expect(kerwin.page.locator(".say footer .mark-button")).to_have_text("👍 1")
    expect(asked.locator(".more-acts")).to_be_focused()
    key.press("Space")
    key.press("Enter")
    expect(field).to_be_focused()
    expect(page.locator("[data-about-this]")).to_contain_text("Answering Kerwin")
    key.type("The last fund.")
    key.press("Enter")
    expect(message(kerwin.page, "The last fund.").locator(".quote")).to_contain_text("Who pays the first month?")

    key.type("A draft")
    mine = message(page, "The last fund.")
    mine.locator(".more-acts").focus()
    key.press("Enter")
    page.get_by_role("button", name="Change", exact=True).press("Enter")
    expect(field).to_have_value("The last fund.")
    key.press("Escape")
    expect(field).to_have_value("A draft")  # a change given up gives the draft back
    mine.locator(".more-acts").focus()
    key.press("Enter")
    page.get_by_role("button", name="Change", exact=True).press("Enter")
    key.press("Control+a")
    key.type("The first fund.")
    key.press("Enter")
    expect(message(kerwin.page, "The first fund.").locator(".state")).to_have_text("edited")
    expect(field).to_have_value("A draft")

    page.on("dialog", lambda dialog: dialog.accept())
    message(page, "The first fund.").locator(".more-acts").focus()
    key.press("Enter")
    page.get_by_role("button", name="Take back").press("Enter")
    expect(kerwin.page.locator(".say .prose").last).to_have_text("Taken back by its author.")
    assert page.evaluate("document.activeElement !== document.body")


def test_a_screen_reader_hears_each_message_once_and_many_as_a_sum(enter) -> None:
    adjoa, kerwin = enter("adjoa", "pair16"), enter("kerwin", "pair16")
    heard = adjoa.page.locator("[data-said]")
    assert heard.get_attribute("aria-live") == "polite"
    assert adjoa.page.locator("[role=log]").get_attribute("aria-live") == "off"
    write(kerwin.page, "One stamp.")
    expect(heard).to_have_text(re.compile(r"Kerwin T\.: One stamp\."))
    expect(heard.locator("span")).to_have_attribute("lang", re.compile("^[a-z]{2}$"))
    write(adjoa.page, "Mine is not read to me.")
    all_sent(adjoa.page)
    for number in range(6):
        write(kerwin.page, f"Line {number}")
    expect(heard).to_have_text(re.compile(r"\d new messages, the last from Kerwin T\."))
    row = message(adjoa.page, "One stamp.")
    expect(row.locator(".prose")).to_have_attribute("lang", "en")
    expect(row.locator(".when")).to_have_text(
        re.compile(r"^\d\d:\d\d · \d\d:\d\d in Jamaica$|^\d\d:\d\d · \d\d:\d\d in ")
    )


def test_the_message_in_sight_keeps_its_place_while_older_pages_load_and_grow(enter, server) -> None:
    room = server.said["rooms"]["pair17"]
    server.shell(
        "import uuid; from rooms.messages import frames, posting\n"
        f"for n in range(130): posting.post(posting.Work({room}, {server.said['members']['kerwin']}, "
        "frames.Send(uuid.uuid4(), f'Older message {n}')))"
    )
    came: list[dict] = []
    page = through(enter, "adjoa", "pair17", down=lambda frame, _socket: came.append(frame) or frame).page
    expect(page.locator(".say")).to_have_count(50)
    first = message(page, "Older message 80")
    page.evaluate("scrollTo(0, 0)")
    drawn(page)
    before = first.bounding_box()["y"]
    server.shell(
        "import uuid; from rooms import models; from rooms.messages import frames, posting\n"
        f"early = models.Message.objects.get(room={room}, seq=3).pk\n"
        f"posting.post(posting.Work({room}, {server.said['members']['adjoa']}, "
        "frames.React(uuid.uuid4(), early, '💡', True)))"
    )
    until(page, lambda: "💡" in str(came))  # nobody announced it; the re-check finds it within 5 s
    drawn(page)
    expect(page.locator(".say")).to_have_count(50)
    page.get_by_role("link", name="Earlier messages").click()
    expect(page.locator(".say")).to_have_count(100)
    assert abs(first.bounding_box()["y"] - before) < 3
    # Something above grows late, as an image does when it has loaded.
    page.evaluate("document.querySelector('.say').style.paddingTop = '300px'")
    drawn(page)
    assert abs(first.bounding_box()["y"] - before) < 3
    kerwin = enter("kerwin", "pair17")
    write(kerwin.page, "While you read further up.")
    expect(page.get_by_role("button", name="1 new below")).to_be_visible()
    assert abs(first.bounding_box()["y"] - before) < 3
    expect(page.locator(".mark-new")).to_have_count(1)
    page.get_by_role("button", name="1 new below").click()
    expect(page.locator(".say", has_text="While you read further up.")).to_be_in_viewport()
    expect(page.get_by_role("button", name="new below")).to_have_count(0)
    write(kerwin.page, "And at the end one stays at the end.")
    expect(page.locator(".say", has_text="And at the end one stays at the end.")).to_be_in_viewport()


def test_slow_mode_says_how_long_to_wait_and_keeps_the_text(enter) -> None:
    def slow(frame, _socket):
        return {**frame, "room": {**frame["room"], "slow": 3}} if frame["type"] == "welcome" else frame

    adjoa = through(enter, "adjoa", "pair18", down=slow)
    field = adjoa.page.get_by_label("Message", exact=True)
    write(adjoa.page, "The first.")
    write(adjoa.page, "Too soon.")
    expect(adjoa.page.locator("[data-slow-line]")).to_have_text(re.compile(r"wait [123] s\. Your text stays here\."))
    expect(field).to_have_value("Too soon.")
    expect(adjoa.page.locator("[data-slow-line]")).to_be_empty()
    adjoa.page.get_by_role("button", name="Send").click()
    all_sent(adjoa.page)
    expect(adjoa.page.locator(".say .prose")).to_have_text(["The first.", "Too soon."])


def test_frames_of_a_later_server_are_passed_on_or_shown_as_far_as_possible(enter) -> None:
    def leaner(frame, _socket):
        if frame["type"] == "changes":
            for one in frame["messages"]:
                for name in ("html", "edited_at", "deleted_at", "hidden_at", "reactions"):
                    one.pop(name, None)
        return frame

    adjoa = through(enter, "adjoa", "pair19", down=leaner)
    adjoa.page.evaluate(
        "document.getElementById('room').addEventListener('kapok:later', ({ detail }) => { window.later = detail; })"
    )
    adjoa.sockets[-1].send(json.dumps({"type": "later", "number": 2}))
    adjoa.page.wait_for_function("window.later?.number === 2")
    write(adjoa.page, "A <b>plain</b> text\nof two lines")
    all_sent(adjoa.page)
    expect(adjoa.page.locator(".say .prose")).to_have_text("A <b>plain</b> text of two lines")
    expect(adjoa.page.locator(".say .prose b")).to_have_count(0)
    # A later version's act on the clock appears in the server's words, without a button to answer it.
    clock = {"act": "shortened", "added": None, "number": 2, "left": 60, "acts": 0, "now": "2026-01-01T10:00:00.000Z"}
    told = {"id": 99999, "seq": 99999, "rev": 2, "kind": "stage", "stage": clock, "body": "Five minutes less"}
    told |= {"author": adjoa.page.evaluate("Number(document.getElementById('room').dataset.me)"), "lang": "en"}
    told |= {"html": "<p>Five minutes less</p>", "sent_at": "2026-01-01T10:00:00.000Z"}
    adjoa.sockets[-1].send(json.dumps({"type": "changes", "after": 0, "rev": 2, "messages": [told], "more": False}))
    row = message(adjoa.page, "Five minutes less")
    expect(row).to_have_class(re.compile("middle"))
    expect(row.locator(".more-acts")).to_be_hidden()


def test_a_phone_of_360_pixels_shows_everything_and_axe_finds_nothing_in_any_state(enter) -> None:
    kerwin = enter("kerwin", "pair22")
    write(kerwin.page, "Shall we begin?")
    for scheme, language in (("light", "en"), ("dark", "fr")):
        adjoa = enter("adjoa", "pair22", color_scheme=scheme, locale=language)
        page = adjoa.page
        row = message(page, "Shall we begin?")
        row.locator(".more-acts").tap()
        small = [
            [part.get_attribute("class"), part.bounding_box()]
            for part in row.locator("button:visible, a:visible").all()
            if min(part.bounding_box()["height"], part.bounding_box()["width"]) < 44
        ]
        assert small == []
        assert violations(page) == []
        page.keyboard.press("Escape")
        adjoa.line.cut()
        page.locator("#body").fill("x" * 400)
        page.locator(".composer [type=submit]").click()
        expect(page.locator(".off [data-line]")).not_to_be_empty()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
