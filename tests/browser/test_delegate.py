"""A delegate on a phone: from the e-mailed code to a talk that survives the loss of the connection."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.demo import COURSE, Demo, open_link

NEWCOMER = "edna.a@example.org"
TOPIC = COURSE + "topics/climate/"


def sign_in_by_code(page: Page, served: Demo, email: str) -> None:
    page.goto(served.base + "/")
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    letter = page.context.new_page()
    for _attempt in range(80):
        letter.goto(served.base + "/mailbox/")
        if found := re.search(r"\b\d{6}\b", letter.locator("main").inner_text()):
            break
        letter.wait_for_timeout(250)
    letter.close()
    page.get_by_label("Code").fill(found[0])
    page.get_by_role("button", name="Sign in").click()


def test_a_delegate_signs_in_by_code_and_writes_a_reflection(phone, served: Demo) -> None:
    context = phone(locale="en")
    page = context.new_page()
    sign_in_by_code(page, served, NEWCOMER)
    expect(page).to_have_url(served.base + COURSE)
    expect(page.locator(".next")).to_be_visible()

    page.goto(served.base + TOPIC)
    page.get_by_role("link", name=re.compile("Write your reflection", re.I)).click()
    page.get_by_label("Your headline, in one sentence").fill("The sea takes the fields before the law arrives")
    first = page.locator("textarea").first
    first.fill("Their early warning reaches migrants in two languages.")
    expect(page.locator("[data-state]")).to_contain_text("on the server")
    page.reload()
    expect(first).to_have_value("Their early warning reaches migrants in two languages.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The sea takes the fields before the law arrives")


def test_a_text_typed_offline_comes_back(phone, served: Demo) -> None:
    context = phone(storage_state=None)
    page = context.new_page()
    open_link(page, served.link("fanta.e@example.org"))
    page.goto(served.base + COURSE + "topics/climate/reflection/")
    context.set_offline(True)
    page.locator("textarea").first.fill("Written on the ferry, out of reach.")
    expect(page.locator("[data-state]")).to_contain_text("Kept on this phone")
    context.set_offline(False)
    page.goto(served.base + COURSE)
    page.goto(served.base + COURSE + "topics/climate/reflection/")
    expect(page.locator("textarea").first).to_have_value("Written on the ferry, out of reach.")
    expect(page.locator("[data-state]")).to_contain_text("on the server")


def test_an_answer_reaches_the_other_shore(phone, served: Demo) -> None:
    page = phone().new_page()
    open_link(page, served.link("adjoa.k@example.org"))
    page.goto(served.base + COURSE + "topics/social-security/")
    waiting = page.locator(".voice.west", has=page.locator(".badge.wait")).first
    waiting.locator("h3 a").click()
    page.locator("textarea[name=body]").fill("With us the fund writes to the employer first.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".post").last).to_contain_text("With us the fund writes to the employer first.")
    expect(page.locator(".post").last).to_contain_text("You")


def test_a_reaction_shows_at_once_and_stays(phone, served: Demo) -> None:
    context = phone()
    page = context.new_page()
    open_link(page, served.link("kerwin.l@example.org"))
    page.goto(served.base + COURSE + "topics/climate/discussions/")
    page.locator("main .list a[href^='/threads/']").first.click()
    button = page.locator(".post").first.get_by_role("button", name="thank you")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")


def enter_room(context: BrowserContext, served: Demo, email: str) -> Page:
    """Opens the room of the sample exchange, of Adjoa and Kerwin."""
    page = context.new_page()
    open_link(page, served.link(email))
    page.goto(served.base + "/exchanges/1/")
    page.get_by_role("link", name="Open the room").click()
    expect(page.locator("[data-present]")).not_to_be_empty()
    return page


def write(page: Page, words: str) -> None:
    page.get_by_label("Message", exact=True).fill(words)
    page.get_by_role("button", name="Send").click()


def test_two_people_talk_and_nothing_is_lost_offline(phone, served: Demo) -> None:
    hers, his = phone(), phone()
    adjoa = enter_room(hers, served, "adjoa.k@example.org")
    kerwin = enter_room(his, served, "kerwin.l@example.org")
    expect(adjoa.locator("[data-present]")).to_contain_text("Kerwin")

    write(kerwin, "Shall we start with the **certificate**?")
    said = adjoa.locator(".say", has_text="Shall we start with the certificate?")
    expect(said.locator("strong")).to_have_text("certificate")
    expect(said.locator(".when")).to_contain_text("in Kingston")

    kerwin.get_by_label("Message", exact=True).press_sequentially("I am")
    expect(adjoa.locator("[data-typing]")).to_contain_text("Kerwin")

    hers.set_offline(True)
    write(adjoa, "Yes: one form, one stamp.")
    write(adjoa, "All funds.")
    expect(adjoa.locator(".kept")).to_have_count(2)
    expect(adjoa.locator(".kept .state").first).to_contain_text("until the line returns")
    hers.set_offline(False)
    expect(adjoa.locator(".kept")).to_have_count(0)
    ours = kerwin.locator(".say.east .prose").filter(has_text=re.compile("one stamp|All funds"))
    expect(ours).to_have_text(["Yes: one form, one stamp.", "All funds."])
    expect(adjoa.locator(".say", has_text="All funds.")).to_have_count(1)


def test_a_message_sent_offline_survives_a_reload(phone, served: Demo) -> None:
    hers, his = phone(), phone()
    adjoa = enter_room(hers, served, "adjoa.k@example.org")
    room = adjoa.url
    # Only the socket and the sends are cut off, so that the page itself can be loaded again.
    adjoa.route_web_socket("**/ws/**", lambda socket: socket.close())
    adjoa.route("**/rooms/*/messages", lambda route: route.abort("connectionreset"))
    adjoa.route("**/rooms/*/changes*", lambda route: route.abort("connectionreset"))
    adjoa.reload()
    write(adjoa, "Kept through a reload.")
    expect(adjoa.locator(".kept")).to_have_count(1)
    adjoa.close()

    again = hers.new_page()
    again.goto(room)
    expect(again.locator(".say", has_text="Kept through a reload.")).to_have_count(1)
    expect(again.locator(".kept")).to_have_count(0)
    kerwin = enter_room(his, served, "kerwin.l@example.org")
    expect(kerwin.locator(".say", has_text="Kept through a reload.")).to_have_count(1)


def test_behind_a_proxy_without_sockets_the_room_works_over_plain_requests(phone, served: Demo) -> None:
    hers, his = phone(), phone()
    hers.route_web_socket("**/ws/**", lambda socket: socket.close())
    page = hers.new_page()
    open_link(page, served.link("adjoa.k@example.org"))
    page.goto(served.base + "/exchanges/1/")
    page.get_by_role("link", name="Open the room").click()
    expect(page.locator("[data-line]")).to_contain_text("new messages come all the same")
    kerwin = enter_room(his, served, "kerwin.l@example.org")
    write(kerwin, "Can you read this?")
    expect(page.locator(".say", has_text="Can you read this?")).to_have_count(1)
    write(page, "Perfectly.")
    expect(kerwin.locator(".say", has_text="Perfectly.")).to_have_count(1)
    expect(page.locator(".kept")).to_have_count(0)


def test_a_person_answers_reacts_changes_and_takes_back(phone, served: Demo) -> None:
    hers, his = phone(), phone()
    adjoa = enter_room(hers, served, "adjoa.k@example.org")
    kerwin = enter_room(his, served, "kerwin.l@example.org")
    write(kerwin, "Who pays the first month?")
    asked = adjoa.locator(".say", has_text="Who pays the first month?").last
    asked.locator(".more-acts").click()
    asked.locator("[data-act=react][data-emoji='👍']").click()
    expect(kerwin.locator(".say", has_text="Who pays the first month?").last.locator(".reactions")).to_contain_text(
        "👍 1"
    )

    asked.locator(".more-acts").click()
    asked.get_by_role("button", name="Answer", exact=True).click()
    expect(adjoa.locator("[data-about-this]")).to_contain_text("Kerwin")
    write(adjoa, "The fund of the last employer.")
    answer = kerwin.locator(".say", has_text="The fund of the last employer.")
    expect(answer.locator(".quote")).to_contain_text("Who pays the first month?")

    mine = adjoa.locator(".say.mine", has_text="The fund of the last employer.")
    mine.locator(".more-acts").click()
    mine.get_by_role("button", name="Change", exact=True).click()
    write(adjoa, "The fund of the first employer.")
    changed = kerwin.locator(".say", has_text="The fund of the first employer.")
    expect(changed.locator(".state")).to_have_text("edited")

    adjoa.on("dialog", lambda dialog: dialog.accept())
    mine = adjoa.locator(".say.mine", has_text="The fund of the first employer.")
    mine.locator(".more-acts").click()
    mine.get_by_role("button", name="Take back").click()
    expect(kerwin.locator(".say").last.locator(".prose")).to_have_text("Taken back by its author.")


def test_without_javascript_everything_is_a_form(phone, served: Demo) -> None:
    page = phone(java_script_enabled=False).new_page()
    open_link(page, served.link("adjoa.k@example.org"))
    page.goto(served.base + "/exchanges/1/")
    page.get_by_role("link", name="Open the room").click()
    page.locator("#body").fill("Sent by a plain form.")
    page.get_by_role("button", name="Send").click()
    mine = page.locator(".say.mine", has_text="Sent by a plain form.")
    expect(mine).to_have_count(1)
    mine.locator(".more-acts").click()
    page.locator("button[name=on]").first.click()
    expect(page.locator(".say.mine", has_text="Sent by a plain form.").locator(".mark-button")).to_have_count(1)


def test_a_word_of_any_length_stays_on_the_screen(phone, served: Demo) -> None:
    page = enter_room(phone(), served, "kerwin.l@example.org")
    write(page, "x" * 900)
    expect(page.locator(".say.mine", has_text="xxx")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
