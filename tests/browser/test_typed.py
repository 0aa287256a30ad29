"""What is typed into a form is there again: after another page, another language, another sign-in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.demo import COURSE, Demo, open_link

TOPIC = COURSE + "topics/social-security/"
AUTHOR = "moussa.c@example.org"
TEXT = "We count periods of both shores, since 2019."


@pytest.fixture
def page(phone: Callable[..., BrowserContext], served: Demo) -> Page:
    made = phone().new_page()
    open_link(made, served.link(AUTHOR))
    return made


def thread_of(page: Page, served: Demo) -> str:
    page.goto(served.base + TOPIC + "discussions/")
    page.locator("main .list a[href^='/threads/']").first.click()
    return page.url.split("?")[0].split("#")[0]


def answer(page: Page):
    return page.locator("#answer textarea")


def test_an_answer_that_was_left_for_another_page_is_there_again_until_it_is_sent(page, served: Demo) -> None:
    thread = thread_of(page, served)
    answer(page).fill(TEXT)
    page.goto(served.base + TOPIC)
    page.goto(thread)
    expect(answer(page)).to_have_value(TEXT)
    expect(page.locator("#answer [data-state]")).to_contain_text("had not reached the server")
    page.locator(".foot button[lang=fr]").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(answer(page)).to_have_value(TEXT)
    page.locator(".foot button[lang=en]").click()
    page.goto(served.base + "/sign-out/")
    page.locator("main form button").click()
    open_link(page, served.link(AUTHOR))
    page.goto(thread)
    expect(answer(page)).to_have_value(TEXT)
    page.locator("#answer button").click()
    expect(page.locator("article.post", has_text=TEXT)).to_have_count(1)
    expect(answer(page)).to_have_value("")
    page.reload()
    expect(answer(page)).to_have_value("")


def test_a_new_discussion_is_kept_too_by_a_tab_that_is_closed(page, served: Demo) -> None:
    page.goto(served.base + TOPIC + "discussions/new/")
    page.get_by_label("Title, in one sentence").fill("Who pays?")
    page.get_by_label("Proposal").check()
    page.locator("textarea").fill(TEXT)
    tab = page.context.new_page()
    page.close()
    tab.goto(served.base + TOPIC + "discussions/new/")
    expect(tab.get_by_label("Title, in one sentence")).to_have_value("Who pays?")
    expect(tab.get_by_label("Proposal")).to_be_checked()
    expect(tab.locator("textarea")).to_have_value(TEXT)
    tab.get_by_role("button", name="Open it").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Who pays?")
    tab.goto(served.base + TOPIC + "discussions/new/")
    expect(tab.locator("textarea")).to_have_value("")


def test_the_language_switch_carries_what_is_in_any_form(page, served: Demo) -> None:
    page.goto(served.base + "/you/")
    page.locator("#id_given_name").fill("Moussa Ibrahima")
    page.locator(".foot button[lang=pt]").click()
    expect(page.locator("html")).to_have_attribute("lang", "pt")
    expect(page.locator("#id_given_name")).to_have_value("Moussa Ibrahima")
    page.reload()
    expect(page.locator("#id_given_name")).not_to_have_value("Moussa Ibrahima")


def test_somebody_else_on_this_phone_does_not_get_it(page, served: Demo) -> None:
    thread = thread_of(page, served)
    answer(page).fill("For my eyes until I send it.")
    open_link(page, served.link("edna.a@example.org"))
    page.goto(thread)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(answer(page)).to_have_value("")
