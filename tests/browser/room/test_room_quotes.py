"""A quotation is never more than its message, on every page that is open; and Enter sends only what is finished."""

from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser.room.test_room_typed import do
from tests.browser.rooms import all_sent, field, is_on, message, write
from tests.demo import WIDE

OLD, ANSWER = "My colleague Ama was dismissed.", "That is hard."


def quotation(page: Page):
    return message(page, ANSWER).locator(".quote")


def first(page: Page, act: str) -> None:
    page.locator(".say").first.locator(".more-acts").click()
    page.locator(".room-acts").get_by_role("button", name=act).click()


def moderate(page: Page, address: str, act: str) -> None:
    page.goto(address)
    page.get_by_text("Moderate", exact=True).click()
    page.get_by_label("Reason, told to the author").fill("A name.")
    page.get_by_role("button", name=act).click()


@pytest.fixture
def talk(enter):
    """Kerwin has answered Adjoa, before her page was loaded again and while a third page stood open."""

    def begin(room: str) -> list[Page]:
        adjoa, kerwin = enter("adjoa", room), enter("kerwin", room)
        write(adjoa.page, OLD)
        do(kerwin.page, OLD, "Answer")
        write(kerwin.page, ANSWER)
        all_sent(kerwin.page)
        pages = [adjoa.page, kerwin.page, adjoa.tab()]
        for page in pages:
            is_on(page)
            expect(quotation(page)).to_have_text(OLD)
        return pages

    return begin


def test_a_quotation_follows_its_message_when_it_is_changed_and_goes_when_it_is_taken_back(talk) -> None:
    pages = talk("pair6")
    first(pages[0], "Change")
    field(pages[0]).fill("A colleague was dismissed.")
    pages[0].get_by_role("button", name="Send").click()
    for page in pages:
        expect(quotation(page)).to_have_text("A colleague was dismissed.")
    pages[0].once("dialog", lambda dialog: dialog.accept())
    first(pages[0], "Take back")
    for page in pages:
        expect(quotation(page)).to_be_hidden()
        expect(quotation(page)).to_have_text("")
    pages[2].reload()
    expect(quotation(pages[2])).to_have_text("")


def test_a_quotation_goes_when_its_message_is_hidden_and_comes_back_with_it(talk, enter) -> None:
    pages = talk("pair7")
    chiara = enter("chiara", "pair7").page
    address = urljoin(chiara.url, pages[0].locator(".more-acts").first.get_attribute("href"))
    for act, words in (("Hide", ""), ("Restore", OLD)):
        moderate(chiara, address, act)
        for page in pages:
            expect(quotation(page)).to_have_text(words)


def compose(page: Page, **event: object) -> None:
    page.get_by_label("Message", exact=True).evaluate(
        "(at, event) => at.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, cancelable: true, ...event}))",
        {"key": "Enter", **event},
    )


def test_an_enter_that_ends_a_composition_sends_nothing(enter) -> None:
    page = enter("adjoa", "pair8", has_touch=False, viewport=WIDE).page
    field(page).fill("Half a sentence")
    compose(page, keyCode=229)  # Safari, after the composition ended
    compose(page, isComposing=True)
    expect(field(page)).to_have_value("Half a sentence")
    compose(page, keyCode=13)
    expect(page.locator(".say .prose")).to_have_text(["Half a sentence"])


def test_a_phone_that_says_it_can_hover_does_not_send_on_enter(enter) -> None:
    page = enter("adjoa", "pair9").page
    page.evaluate(
        """() => { const real = window.matchMedia.bind(window);
           window.matchMedia = (asked) => ({ ...real(asked), matches: /hover/.test(asked) && !/fine/.test(asked) });
        }"""
    )
    field(page).fill("One line")
    compose(page, keyCode=13)
    expect(field(page)).to_have_value("One line")
    expect(page.locator(".say")).to_have_count(0)
