"""What the room says beside the talk: how far a message is, who writes, when, what is new, who may not write for now."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.rooms import all_sent, is_on, write
from tests.browser.test_room_doors import status
from tests.browser.test_room_people import message, through


def test_an_edited_message_says_so_to_its_author_and_to_who_reacts_to_it(enter) -> None:
    adjoa, kerwin = enter("adjoa", "pair34"), enter("kerwin", "pair34")
    write(adjoa.page, "The last fund pays.")
    all_sent(adjoa.page)
    row = message(adjoa.page, "fund pays.")
    row.locator(".more-acts").click()
    adjoa.page.get_by_role("button", name="Change", exact=True).click()
    write(adjoa.page, "The first fund pays.")
    all_sent(adjoa.page)
    expect(row.locator(".prose")).to_have_text("The first fund pays.")
    expect(row.locator(".state")).to_have_text("edited")
    for page in (kerwin.page, adjoa.page):
        page.reload()  # as the server shows it
        is_on(page)
        theirs = message(page, "The first fund pays.")
        theirs.locator(".more-acts").click()
        theirs.locator("[data-act=react][data-emoji='🤝']").click()
        expect(theirs.locator("footer > .mark-button")).to_have_attribute("aria-pressed", "true")
        all_sent(page)
        expect(theirs.locator(".state")).to_have_text("edited")


@pytest.mark.parametrize(
    ("language", "one", "both", "all_three"),
    [
        ("en", "Kerwin T. is writing …", "Kerwin T. and Tunde T. are writing …", "Tunde T., and Mariam T. are"),
        ("fr", "Kerwin T. écrit…", "Kerwin T. et Tunde T. écrivent…", "Kerwin T., Tunde T. et Mariam T. écrivent…"),
        ("pt", "Kerwin T. está a escrever…", "Kerwin T. e Tunde T. estão a escrever…", "Tunde T. e Mariam T. estão"),
    ],
)
def test_one_is_writing_two_are_writing(enter, server, language, one, both, all_three) -> None:
    adjoa = through(enter, "adjoa", "plenary", locale=language)
    writing = adjoa.page.locator("[data-typing]")
    names = server.said["members"]
    for name, words in (("kerwin", one), ("tunde", both), ("mariam", all_three)):
        adjoa.sockets[-1].send(json.dumps({"type": "typing", "who": names[name]}))
        expect(writing).to_contain_text(words)


def test_a_mute_for_a_time_ends_by_itself_whatever_the_phones_clock_says(enter) -> None:
    def muted(frame, _socket):
        if frame["type"] == "welcome":
            frame["now"] = "2031-05-01T10:00:00.000Z"
            frame["me"]["muted_until"] = "2031-05-01T10:00:04.000Z"
        return frame

    adjoa = through(enter, "adjoa", "pair35", down=muted)
    field = adjoa.page.get_by_label("Message", exact=True)
    pause = "A facilitator asked you to pause writing for a while."
    expect(field).to_be_disabled()
    expect(status(adjoa.page)).to_have_text(pause)
    expect(field).to_be_enabled(timeout=6000)
    expect(status(adjoa.page)).to_be_empty()

    # Muted again, as the server says it; then it says the end before this phone's clock does.
    me = {"id": adjoa.page.evaluate("Number(document.getElementById('room').dataset.me)"), "name": "Adjoa K."}
    adjoa.sockets[-1].send(json.dumps({"type": "notice", "level": "warning", "text": pause}))
    adjoa.sockets[-1].send(json.dumps({"type": "me", "me": {**me, "muted_until": "2031-05-01T11:00:00.000Z"}}))
    expect(field).to_be_disabled()
    adjoa.sockets[-1].send(json.dumps({"type": "notice", "level": "info", "text": "You can write again."}))
    adjoa.sockets[-1].send(json.dumps({"type": "me", "me": {**me, "muted_until": None}}))
    expect(field).to_be_enabled()
    expect(status(adjoa.page)).to_have_text("You can write again.")

    # And where the server does not say it. Her second tab is muted as well, also when she returns to it.
    second = adjoa.tab()
    is_on(second)
    adjoa.page.clock.install()
    adjoa.sockets[-1].send(json.dumps({"type": "notice", "level": "warning", "text": pause}))
    adjoa.sockets[-1].send(json.dumps({"type": "me", "me": {**me, "muted_until": "2031-05-01T11:00:00.000Z"}}))
    expect(field).to_be_disabled()
    expect(second.locator("#body")).to_be_disabled()
    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    second.wait_for_timeout(500)
    expect(second.locator("#body")).to_be_disabled()
    adjoa.page.clock.fast_forward("59:00")
    expect(field).to_be_disabled()
    adjoa.page.clock.fast_forward("01:30")
    expect(field).to_be_enabled()
    expect(status(adjoa.page)).to_be_empty()
