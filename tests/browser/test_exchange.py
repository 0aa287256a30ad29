"""An exchange of two phones, from "you are paired" to the card on the board: one in French, one late, and offline for
two stages."""

import json
import re

from playwright.sync_api import Page, expect

from tests.browser.rooms import is_on, message
from tests.demo import COURSE, Demo, open_link

PAIR = """
import json
from academy.models import Membership
from exchanges.models import Exchange
for one in Exchange.objects.filter(round__sample=False, asynchronous=False).order_by("pk"):
    two = Membership.objects.filter(participations__exchange=one).select_related("person", "bloc").order_by("pk")
    if len(two) == 2:
        print(json.dumps([one.pk, *([member.person.email, member.shore] for member in two)]))
        break
"""


def come(page: Page, served: Demo, who: str, exchange: int) -> None:
    """Follows the notice of being paired to the room."""
    open_link(page, served.link(who))
    page.goto(served.base + COURSE)
    page.locator(f"main a[href^='/exchanges/{exchange}/']").first.click()
    page.locator("main a[href^='/rooms/']").first.click()
    is_on(page)


def move_on(page: Page, to: int) -> None:
    page.locator("[data-do=move-on]").click()
    expect(page.locator("#stages [data-heading]")).to_have_text(re.compile(f"^{to} .* 6 · "))


def write(page: Page, key: str, text: str) -> None:
    page.locator("[data-to-sheet]").click()
    page.locator("#sheet details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    page.locator(f"[data-field={key}] textarea").fill(text)
    page.locator(f"[data-field={key}] textarea").blur()


def test_two_go_from_being_paired_to_the_card_on_the_board(phone, served: Demo) -> None:
    found = json.loads(served.manage("shell", "--no-imports", "-c", PAIR).splitlines()[-1])
    exchange, (first, shore), (other, _shore) = found
    here, there = phone(locale="fr"), phone()
    early, late = here.new_page(), there.new_page()
    come(early, served, first, exchange)
    early.locator("[data-do=begin]").click()
    move_on(early, to=2)
    early.locator("#body").fill("Je commence sans vous.")
    early.locator("[data-composer] [type=submit]").click()

    come(late, served, other, exchange)
    expect(late.locator("#stages [data-heading]")).to_have_text("2 of 6 · The first shore tells")
    expect(message(late, "Je commence sans vous.")).to_be_visible()

    there.set_offline(True)
    move_on(early, to=3)
    move_on(early, to=4)
    late.locator("#body").fill("Written in the tunnel.")
    late.locator("[data-composer] [type=submit]").click()
    write(late, "alike", "Both count the months.")
    expect(late.locator("[data-field=alike] [data-state]")).to_contain_text("kept on this phone")
    there.set_offline(False)
    expect(late.locator("#stages [data-heading]")).to_have_text(re.compile("^4 of 6 · "), timeout=20_000)
    expect(message(early, "Written in the tunnel.")).to_be_visible()
    expect(early.locator("[data-field=alike] textarea")).to_have_value("Both count the months.")

    move_on(early, to=5)
    write(early, f"{shore}_could_adopt", "Un seul certificat.")
    expect(early.locator(f"[data-field={shore}_could_adopt] [data-state]")).to_contain_text("enregistré")
    for page in (early, late):
        page.goto(f"{served.base}/exchanges/{exchange}/")
        page.locator("form[action$='/outcome/'] button").first.click()
        page.locator("[name=readers][value=edition]").check()
        page.locator("[name=quotes][value=name]").check()
        page.locator("form[action$='/confirmation/'] button").click()
    expect(late.locator(".lead")).to_contain_text("published")
    expect(early.locator("main")).to_contain_text("Un seul certificat.")
    early.goto(f"{served.base}{COURSE}board/?of=mine")
    early.get_by_role("link", name="Un seul certificat.").first.click()
    expect(early.locator("h1")).to_have_text("Un seul certificat.")
