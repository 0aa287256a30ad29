"""Unsent texts and acts: the page keeps them, shows them as if done, and undoes them when they are refused."""

from playwright.sync_api import Page, expect

from tests.browser.lines import back, through
from tests.browser.room.test_room_people import standing
from tests.browser.rooms import all_sent, field, is_on, message, status, write


def do(page: Page, words: str, act: str) -> None:
    message(page, words).locator(".more-acts").click()
    page.locator(".room-acts").get_by_role("button", name=act).click()


def test_each_tab_keeps_its_own_draft_and_a_new_tab_takes_over_a_left_one(enter) -> None:
    adjoa = enter("adjoa", "pair14")
    field(adjoa.page).fill("A long draft in the first tab")
    second = adjoa.tab()
    is_on(second)
    field(second).fill("Sent from the second.")
    second.get_by_role("button", name="Send").click()
    all_sent(second)
    adjoa.page.reload()
    expect(field(adjoa.page)).to_have_value("A long draft in the first tab")
    field(second).fill("Another, in the second")
    adjoa.page.close()
    second.reload()
    expect(field(second)).to_have_value("Another, in the second")
    expect(field(adjoa.tab())).to_have_value("A long draft in the first tab")


def test_a_new_tab_takes_no_draft_of_one_that_is_open(enter) -> None:
    adjoa = enter("adjoa", "pair24")
    field(adjoa.page).fill("Being typed in the first")
    second = adjoa.tab()
    is_on(second)
    expect(field(second)).to_have_value("")
    adjoa.page.close()
    third = adjoa.tab()
    expect(field(third)).to_have_value("Being typed in the first")
    third.get_by_role("button", name="Send").click()
    all_sent(third)
    third.close()
    fourth = adjoa.tab()
    is_on(fourth)
    expect(field(fourth)).to_have_value("")


def test_a_room_that_ends_reveals_nothing_and_keeps_the_draft(enter) -> None:
    swallowed = ["edit"]
    adjoa = through(enter, "adjoa", "pair25", up=lambda frame, _: None if frame["type"] in swallowed else frame)
    page = adjoa.page
    write(page, "As it was.")
    all_sent(page)
    do(page, "As it was.", "Change")
    field(page).fill("Secret, unsent.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".say .prose")).to_have_text(["Secret, unsent."])
    do(page, "Secret, unsent.", "Change")
    field(page).fill("A second change, half")
    adjoa.sockets[-1].close(code=4401)
    expect(status(page)).to_contain_text("You are signed out")
    expect(page.locator(".say .prose")).to_have_text(["As it was."])
    expect(page.locator(".say .state")).to_have_text([""])
    expect(field(page)).to_have_value("")
    swallowed.clear()
    page.reload()
    expect(field(page)).to_have_value("A second change, half")
    expect(page.locator(".say .prose")).to_have_text(["Secret, unsent."])
    all_sent(page)


def test_a_change_and_an_answer_under_way_survive_a_reload(enter) -> None:
    adjoa, kerwin = enter("adjoa", "pair15"), enter("kerwin", "pair15")
    write(adjoa.page, "Twelve months.")
    write(kerwin.page, "Who counts them?")
    field(adjoa.page).fill("Half a message")
    do(adjoa.page, "Twelve months.", "Change")
    field(adjoa.page).fill("Twelve months, or **thirteen**")
    adjoa.page.reload()
    is_on(adjoa.page)
    expect(adjoa.page.locator("[data-about-this]")).to_contain_text("Changing what you said")
    expect(field(adjoa.page)).to_have_value("Twelve months, or **thirteen**")
    adjoa.page.get_by_role("button", name="Send").click()
    expect(message(kerwin.page, "Twelve months, or thirteen").locator("strong")).to_have_text("thirteen")
    expect(field(adjoa.page)).to_have_value("Half a message")
    do(adjoa.page, "Who counts them?", "Answer")
    field(adjoa.page).fill("Both do.")
    adjoa.page.reload()
    is_on(adjoa.page)
    expect(adjoa.page.locator("[data-about-this]")).to_contain_text("Answering Kerwin T.")
    adjoa.page.get_by_role("button", name="Send").click()
    expect(message(kerwin.page, "Both do.").locator(".quote")).to_have_text("Who counts them?")


def test_acts_on_messages_while_offline_are_shown_at_once_and_arrive(enter) -> None:
    adjoa, kerwin = enter("adjoa", "pair16"), enter("kerwin", "pair16")
    write(adjoa.page, "The first.")
    write(adjoa.page, "The second.")
    write(kerwin.page, "Yours?")
    all_sent(adjoa.page)
    page = adjoa.page
    expect(message(page, "Yours?")).to_be_visible()
    adjoa.line.cut()
    expect(status(page)).to_contain_text("The line is gone")
    for number in (1, 2):
        do(page, "The first.", "Change")
        expect(field(page)).to_have_value("The first." if number == 1 else "The first. *Corrected.*")
        field(page).fill("The first. *Corrected.*" if number == 1 else "The first. *Corrected twice.*")
        page.get_by_role("button", name="Send").click()
    page.once("dialog", lambda dialog: dialog.accept())
    do(page, "The second.", "Take back")
    expect(page.locator(".say.mine .prose")).to_have_text(
        ["The first. *Corrected twice.*", "Taken back by its author."]
    )
    kept = "kept on this phone until the line returns"
    expect(page.locator(".say.mine .state")).to_have_text([kept, kept])
    sign = message(page, "Yours?").locator(".reactions > [data-emoji='💡']")
    do(page, "Yours?", "💡")
    expect(sign).to_have_attribute("aria-pressed", "true")
    sign.click()
    expect(sign).to_have_count(0)
    do(page, "Yours?", "👍")
    page.goto("about:blank")
    adjoa.line.mend()
    page.goto(adjoa.address)
    all_sent(page)
    for other in (page, kerwin.page):
        expect(other.locator(".say .prose")).to_have_text(
            ["The first. Corrected twice.", "Taken back by its author.", "Yours?"]
        )
        expect(message(other, "The first.").locator("em")).to_have_text("Corrected twice.")
        expect(other.locator(".reactions > [data-emoji]")).to_have_text(["👍 1"])


def test_a_change_that_is_refused_leaves_the_message_as_it_was(enter, server) -> None:
    adjoa = enter("adjoa", "pair19", refused=403)  # by a plain request after a long cut
    write(adjoa.page, "As it **was**.")
    all_sent(adjoa.page)
    expect(adjoa.page.locator(".say strong")).to_have_text("was")
    adjoa.line.cut()
    do(adjoa.page, "As it was.", "Change")
    field(adjoa.page).fill("As it will not be.")
    adjoa.page.get_by_role("button", name="Send").click()
    expect(adjoa.page.locator(".say .prose")).to_have_text(["As it will not be."])
    standing(server, "adjoa", "mute")
    try:
        back(adjoa)
        expect(adjoa.page.locator(".kept .prose")).to_have_text("As it will not be.")
        expect(adjoa.page.locator(".say:not(.kept) strong")).to_have_text("was")
        expect(adjoa.page.locator(".say:not(.kept) .state")).to_be_empty()
        adjoa.page.reload()
        is_on(adjoa.page)
        expect(adjoa.page.locator(".kept .who")).to_have_text("You")
        expect(adjoa.page.locator(".kept.mine.east")).to_have_count(1)
    finally:
        standing(server, "adjoa", "lift")


def test_a_text_that_is_too_long_is_not_cut_and_the_page_says_so(enter) -> None:
    adjoa = enter("adjoa", "pair20")
    field(adjoa.page).fill("日" * 4003)
    expect(adjoa.page.locator("[data-slow-line]")).to_have_text(
        "3 letters too many: a message has at most 4,000. Send it in parts."
    )
    adjoa.page.get_by_role("button", name="Send").click()
    expect(field(adjoa.page)).to_have_value("日" * 4003)
    field(adjoa.page).fill("👍" * 4000)  # characters, not units of UTF-16
    expect(adjoa.page.locator("[data-slow-line]")).to_be_hidden()
    adjoa.page.get_by_role("button", name="Send").click()
    all_sent(adjoa.page)


def test_an_unsent_text_in_a_room_that_closes_can_be_read_and_copied(enter) -> None:
    adjoa = through(enter, "adjoa", "pair21")
    field(adjoa.page).fill("Half a sentence")
    adjoa.sockets[-1].close(code=4409)
    expect(status(adjoa.page)).to_contain_text("This room is closed")
    expect(field(adjoa.page)).to_have_value("Half a sentence")
    expect(field(adjoa.page)).not_to_be_editable()
    adjoa.page.keyboard.press("Enter")
    expect(field(adjoa.page)).to_have_value("Half a sentence")
    expect(adjoa.page.get_by_role("button", name="Send")).to_be_hidden()
    adjoa.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # back on the page: it is open again
    expect(adjoa.page.get_by_role("button", name="Send")).to_be_visible()
    expect(field(adjoa.page)).to_be_editable()
    expect(field(adjoa.page)).to_have_value("Half a sentence")


def test_a_person_who_is_signed_out_gets_a_link_to_sign_in(enter) -> None:
    adjoa = through(enter, "adjoa", "pair23")
    field(adjoa.page).fill("Half a sentence")
    adjoa.sockets[-1].close(code=4401)
    expect(status(adjoa.page)).to_contain_text("You are signed out")
    expect(field(adjoa.page)).to_be_hidden()
    link = adjoa.page.locator("form").get_by_role("link", name="Sign in")
    assert str(link.get_attribute("href")).endswith(f"?next=/rooms/{adjoa.room}/")


def test_loading_older_messages_offline_changes_nothing_and_the_mark_keeps_its_place(enter, server) -> None:
    room, kerwin = server.said["rooms"]["pair22"], server.said["members"]["kerwin"]

    def say(count: int, words: str) -> None:
        server.shell(
            "import uuid; from rooms.messages import frames, posting\n"
            f"for n in range({count}): "
            f"posting.post(posting.Work({room}, {kerwin}, frames.Send(uuid.uuid4(), f'{words} {{n}}')))"
        )

    say(3, "Read")
    adjoa = enter("adjoa", "pair22")
    adjoa.page.goto("about:blank")
    say(120, "New")
    page = adjoa.page
    page.goto(adjoa.address)
    is_on(page)
    after_the_mark = page.locator(".mark-new + .say .prose")
    expect(after_the_mark).to_have_text(["New 70"])
    field(page).fill("A draft")
    adjoa.line.cut()
    earlier = page.get_by_role("link", name="Earlier messages")
    earlier.click()
    expect(page.locator("[data-older] + [role=status]")).to_contain_text("They could not be fetched")
    expect(page.locator(".say")).to_have_count(50)
    back(adjoa)
    is_on(page)
    earlier.click()
    expect(after_the_mark).to_have_text(["New 20"])
    earlier.click()
    expect(page.locator(".say")).to_have_count(123)
    expect(after_the_mark).to_have_text(["New 0"])
    expect(field(page)).to_have_value("A draft")
