"""A reflection written on two devices: its author's last decision holds, and no typed text is lost."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.demo import COURSE, Demo, open_link

ADDRESS = COURSE + "topics/climate/reflection/"
AUTHOR = "moussa.c@example.org"


@pytest.fixture
def device(phone: Callable[..., BrowserContext], served: Demo) -> Callable[[], Page]:
    """Opens the author's writing page on a device of its own."""

    def open_on_another() -> Page:
        page = phone(refused=422).new_page()
        open_link(page, served.link(AUTHOR))
        page.goto(served.base + ADDRESS)
        return page

    return open_on_another


def saved(page: Page) -> None:
    expect(page.locator("[data-state]")).to_contain_text("on this phone and on the server")


def published(device, headline: str) -> Page:
    page = device()
    page.get_by_label("Your headline, in one sentence").fill(headline)
    page.locator("textarea").first.fill("From the first device.")
    page.get_by_role("button", name=re.compile("Publish")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(headline)
    return page


def test_an_old_draft_of_a_device_never_replaces_a_text_published_since(device, served: Demo) -> None:
    first = published(device, "Version A")
    second = device()
    second.get_by_label("Your headline, in one sentence").fill("Version B")
    second.get_by_role("button", name="Publish").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Version B")
    first.goto(served.base + ADDRESS)
    expect(first.get_by_label("Your headline, in one sentence")).to_have_value("Version B")


def test_an_author_sees_both_texts_of_a_conflict_and_decides(device, served: Demo) -> None:
    first, second = device(), device()
    first.locator("textarea").first.fill("From the office.")
    saved(first)
    second.locator("textarea").first.fill("From the ferry.")
    expect(second.locator("[data-state]")).to_contain_text("Another device saved a different text")
    expect(second.locator("blockquote.quote").first).to_have_text("From the office.")
    second.reload()
    expect(second.locator("textarea").first).to_have_value("From the office.")
    second.get_by_role("button", name="Put it into the fields").click()
    expect(second.locator("textarea").first).to_have_value("From the ferry.")
    saved(second)
    second.reload()
    expect(second.locator("textarea").first).to_have_value("From the ferry.")
    expect(second.get_by_text("This phone kept another text")).to_have_count(0)


def test_publishing_an_older_page_shows_the_text_that_another_device_saved_since(device, served: Demo) -> None:
    first = published(device, "Before")
    first.goto(served.base + ADDRESS)
    second = device()
    first.locator("textarea").first.fill("Saved by the first.")
    saved(first)
    second.get_by_role("button", name=re.compile("Publish")).click()
    expect(second.get_by_role("alert").first).to_contain_text("Another device changed it")
    expect(second.locator("blockquote.quote").first).to_have_text("Saved by the first.")


def test_a_pasted_text_stays_whole_and_the_page_names_the_excess(device) -> None:
    page, long = device(), "A long answer, pasted. " * 410 + "End."
    field = page.locator("textarea").first
    field.fill(long)
    over = len(long) - 6000
    expect(page.get_by_text(f"Too long by {over}: at most 6000 letters fit here.")).to_be_visible()
    saved(page)
    page.get_by_label("Your headline, in one sentence").fill("Too long")
    page.get_by_role("button", name=re.compile("Publish")).click()
    expect(page.get_by_role("alert").first).to_contain_text("look for the red lines")
    expect(page.get_by_text(f"Too long by {over}: at most 6000 letters fit here.")).to_have_count(1)
    assert field.input_value() == long
    field.fill(long[:6000])
    expect(page.get_by_text("Too long by")).to_have_count(0)
    saved(page)


def test_a_page_says_saved_on_the_phone_only_when_the_phone_stored_it(device) -> None:
    page = device()
    page.evaluate("void (Storage.prototype.setItem = () => { throw new Error('full'); })")
    page.locator("textarea").first.fill("Kept by the server alone.")
    expect(page.locator("[data-state]")).to_contain_text("Saved on the server,")
    page.context.set_offline(True)
    page.locator("textarea").first.fill("Kept by nobody.")
    expect(page.locator("[data-state]")).to_have_text("Not saved: keep this page open, and copy your text")
