"""The worksheet beside the talk: saved as one types, joined after a clash, kept from a message."""

import re

from playwright.sync_api import Page, expect

from tests.browser.rooms import is_on
from tests.demo import Demo, open_link

ALIKE = "[data-field=alike]"


def sheet(page: Page, served: Demo, who: str) -> None:
    open_link(page, served.link(who))
    page.goto(f"{served.base}/exchanges/1/")
    page.locator("main a[href^='/rooms/']").first.click()
    is_on(page)
    page.locator("[data-to-sheet]").click()
    page.locator("#sheet details").evaluate_all("all => all.forEach((one) => { one.open = true; })")


def write(page: Page, text: str, field: str = ALIKE) -> None:
    page.locator(f"{field} textarea").fill(text)
    page.locator(f"{field} textarea").blur()


def test_two_write_one_sheet(phone, served: Demo) -> None:
    here, there = phone(), phone(locale="fr")
    kerwin, adjoa = here.new_page(), there.new_page()
    sheet(kerwin, served, "kerwin.l@example.org")
    sheet(adjoa, served, "adjoa.k@example.org")

    write(adjoa, "Les périodes s’additionnent.")
    expect(adjoa.locator(f"{ALIKE} [data-state]")).to_contain_text("enregistré")
    expect(kerwin.locator(f"{ALIKE} textarea")).to_have_value("Les périodes s’additionnent.")
    expect(kerwin.locator(f"{ALIKE} [data-state]")).to_have_text(re.compile("^Adjoa.* · saved$"))

    here.set_offline(True)
    write(kerwin, "Periods count together.")
    expect(kerwin.locator(f"{ALIKE} [data-state]")).to_contain_text("kept on this phone")
    write(adjoa, "Les périodes s’additionnent, partout.")
    expect(adjoa.locator(f"{ALIKE} [data-state]")).to_contain_text("enregistré")
    here.set_offline(False)
    for page in (kerwin, adjoa):
        expect(page.locator(f"{ALIKE} .clash blockquote")).to_have_count(2, timeout=20_000)
        expect(page.locator(f"{ALIKE} textarea")).to_have_value(re.compile("partout.*together|together.*partout", re.S))
    kerwin.locator(f"{ALIKE} [type=submit]").click()
    for page in (kerwin, adjoa):
        expect(page.locator(f"{ALIKE} .clash")).to_be_hidden()

    kerwin.locator("[data-to-sheet]").locator("xpath=preceding-sibling::a").click()
    kerwin.locator("[data-talk] .say:not(.middle) .more-acts").first.click()
    kerwin.locator("[data-act=keep][data-field=missing]").click()
    expect(adjoa.locator("[data-field=missing] textarea")).not_to_have_value("")
    write(adjoa, "Un seul certificat.", "[data-field=east_could_adopt]")
    expect(kerwin.locator("[data-field=east_could_adopt] textarea")).to_have_value("Un seul certificat.")
    kerwin.reload()
    expect(kerwin.locator(f"{ALIKE} textarea")).to_have_value(re.compile("partout"))
