"""The room's words beside the talk: the state of a message, writers, times, new messages, reasons not to write."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.lines import through
from tests.browser.rooms import all_sent, drawn, is_on, message, status, until, write


def test_an_edited_message_is_marked_for_its_author_and_for_people_who_react(enter) -> None:
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
def test_the_room_names_one_or_two_people_who_are_writing(enter, server, language, one, both, all_three) -> None:
    adjoa = through(enter, "adjoa", "plenary", locale=language)
    writing = adjoa.page.locator("[data-typing]")
    names = server.said["members"]
    for name, words in (("kerwin", one), ("tunde", both), ("mariam", all_three)):
        adjoa.sockets[-1].send(json.dumps({"type": "typing", "who": names[name]}))
        expect(writing).to_contain_text(words)


def test_typing_is_sent_every_24_seconds_and_shown_for_half_a_minute(enter) -> None:
    told: list = []

    def count(frame, _socket):
        told.append(frame["type"])
        return frame

    adjoa, kerwin = through(enter, "adjoa", "pair39", up=count), enter("kerwin", "pair39")
    for person in (adjoa, kerwin):
        person.page.clock.install()
    field, writing = adjoa.page.get_by_label("Message", exact=True), kerwin.page.locator("[data-typing]")
    for seconds in range(40):  # a letter a second
        field.press_sequentially("x")
        adjoa.page.clock.run_for(1000)
        if seconds == 0:
            expect(writing).to_have_text("Adjoa T. is writing …")
        kerwin.page.clock.run_for(1000)
        expect(writing).not_to_be_empty()
    assert told.count("typing") == 2
    kerwin.page.clock.run_for(31_000)
    expect(writing).to_be_empty()


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
    expect(field).to_be_enabled()
    expect(status(adjoa.page)).to_be_empty()

    # The server mutes her again, then announces the end before this phone's clock reaches it.
    me = {"id": adjoa.page.evaluate("Number(document.getElementById('room').dataset.me)"), "name": "Adjoa K."}
    adjoa.sockets[-1].send(json.dumps({"type": "notice", "level": "warning", "text": pause}))
    adjoa.sockets[-1].send(json.dumps({"type": "me", "me": {**me, "muted_until": "2031-05-01T11:00:00.000Z"}}))
    expect(field).to_be_disabled()
    adjoa.sockets[-1].send(json.dumps({"type": "notice", "level": "info", "text": "You can write again."}))
    adjoa.sockets[-1].send(json.dumps({"type": "me", "me": {**me, "muted_until": None}}))
    expect(field).to_be_enabled()
    expect(status(adjoa.page)).to_have_text("You can write again.")

    # The server does not announce the end. Her second tab is muted too, also when she returns to it.
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


def test_the_words_beside_a_message_are_sending_then_sent_then_none(enter) -> None:
    held: list = []

    def hold(frame, _socket):
        return held.append(frame) if frame["type"] == "ack" else frame

    adjoa = through(enter, "adjoa", "pair36", down=hold)
    write(adjoa.page, "How far are you?")
    state = message(adjoa.page, "How far are you?").locator(".state")
    until(adjoa.page, lambda: held)
    expect(state).to_have_text("sending")
    adjoa.sockets[-1].send(json.dumps(held[0]))
    expect(state).to_have_text("sent")
    expect(state).to_be_empty()


# One moment, read in Benin (UTC+1) for an author in Jamaica (UTC-5), and the other way round.
AT = "2026-01-15T18:30:00.000Z"
CLOCKS = {"adjoa": "19:30 · 13:30 in Kingston", "kerwin": "13:30 · 19:30 in Porto-Novo"}


def test_a_message_shows_both_clocks_the_readers_own_first(enter, server) -> None:
    def at(frame, _socket):
        for one in frame.get("messages", []):
            one["sent_at"] = AT
        return frame

    people = {name: through(enter, name, "pair37", down=at) for name in CLOCKS}
    for person in people.values():
        write(person.page, "What time is it there?")
        all_sent(person.page)
    for name, person in people.items():
        when = person.page.locator(".say:not(.mine) .when")
        expect(when).to_have_text(CLOCKS[name])  # as the client writes it
        expect(person.page.locator(".say.mine .when")).to_have_text(CLOCKS[name][:5])
    server.shell(
        "from rooms.models import Message; "
        f"Message.objects.filter(room={server.said['rooms']['pair37']}).update(sent_at='{AT}')"
    )
    for name, person in people.items():
        person.page.reload()
        expect(person.page.locator(".say:not(.mine) .when")).to_have_text(CLOCKS[name])  # as the server does
        expect(person.page.locator(".say.mine .when")).to_have_text(CLOCKS[name][:5])


AFTER_THE_MARK = """() => {
  const rows = [...document.querySelector("[data-talk]").children].filter((row) => row.matches(".say, .mark-new"));
  const text = (row) => row?.querySelector(".prose")?.textContent.trim();
  return rows.flatMap((row, n) => row.matches(".mark-new") ? [[text(rows[n - 1]), text(rows[n + 1])]] : []);
}"""


def test_the_mark_of_new_messages_stands_before_the_first_unread_one(enter) -> None:
    marks: list[int] = []

    def keep(frame, _socket):
        if frame["type"] == "read":
            marks.append(frame["rev"])
        return frame

    adjoa, kerwin = through(enter, "adjoa", "pair38", up=keep), enter("kerwin", "pair38")
    for number in range(25):  # more than a screen
        write(kerwin.page, f"Read, number {number}.")
    expect(message(adjoa.page, "Read, number 24.")).to_be_in_viewport()
    until(adjoa.page, lambda: 25 in marks)
    address = adjoa.address
    adjoa.page.goto("about:blank")
    other_phone = enter("adjoa", "pair38")
    other_phone.page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")  # it reads nothing
    for person, words in ((other_phone, "Her own."), (kerwin, "The first new one."), (kerwin, "The second.")):
        write(person.page, words)
        all_sent(person.page)
    first_new = [["Her own.", "The first new one."]]
    expect(message(other_phone.page, "The second.")).to_have_count(1)
    assert other_phone.page.evaluate(AFTER_THE_MARK) == first_new  # as they came
    other_phone.page.close()
    adjoa.page.goto(address)
    assert adjoa.page.evaluate(AFTER_THE_MARK) == first_new  # as the server shows them

    # All is read now; messages that come while she reads further up are new.
    is_on(adjoa.page)
    adjoa.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    until(adjoa.page, lambda: 28 in marks)
    adjoa.page.evaluate("scrollTo(0, 0)")
    drawn(adjoa.page)
    for words in ("While she reads further up.", "And more."):
        write(kerwin.page, words)
    expect(adjoa.page.get_by_role("button", name="2 new below")).to_be_visible()
    assert adjoa.page.evaluate(AFTER_THE_MARK) == [["The second.", "While she reads further up."]]
