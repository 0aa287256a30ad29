"""A facilitator at the desk: a round from its choice to the published pairs; moderation that takes effect at once."""

import re

from playwright.sync_api import expect

from tests.browser.test_delegate import enter_room, write
from tests.demo import COURSE, WIDE, Demo, open_link

SOON = 4500
"""Milliseconds. A change that nobody announced is found by the re-check every 5 s."""


def test_a_round_is_made_reviewed_and_published(phone, served: Demo) -> None:
    context = phone(viewport=WIDE)
    page = context.new_page()
    open_link(page, served.link("chiara.o@example.org"))
    page.get_by_role("link", name="Desk").first.click()
    page.get_by_role("link", name="Rounds").click()
    page.get_by_role("link", name="Make a round").click()
    page.get_by_label("Topic", exact=True).select_option("social-dialogue")
    page.get_by_role("button", name="Propose pairs").click()
    expect(page.get_by_text("Who would meet whom, the weakest first")).to_be_visible()
    page.get_by_text("Why", exact=True).first.click()
    expect(page.get_by_text("Social dialogue and tripartite mechanisms").first).to_be_visible()
    groups = page.locator("section .list > li").count()
    page.get_by_role("button", name="Publish the round").click()
    expect(page.get_by_text("The round is published")).to_be_visible()
    assert page.locator("main .list > li").count() == groups

    delegate = phone().new_page()
    open_link(delegate, served.link("kerwin.l@example.org"))
    delegate.get_by_role("link", name="Notices ·").click()
    expect(delegate.get_by_text("You are paired with").first).to_be_visible()


def test_a_reported_message_is_hidden_at_once(phone, served: Demo) -> None:
    adjoa = enter_room(phone(), served, "adjoa.k@example.org")
    kerwin = enter_room(phone(), served, "kerwin.l@example.org")
    write(kerwin, "Something hurtful.")
    said = adjoa.locator(".say", has_text="Something hurtful.")
    said.locator(".more-acts").click()
    said.get_by_role("link", name="Report").click()
    adjoa.get_by_label("Disrespectful or hurtful").check()
    adjoa.get_by_role("button", name="Send").click()

    desk = phone(viewport=WIDE).new_page()
    open_link(desk, served.link("chiara.o@example.org"))
    desk.goto(served.base + COURSE + "desk/moderation/")
    report = desk.locator(".reported", has_text="Something hurtful.")
    expect(report).to_contain_text("Adjoa")
    report.get_by_text("Moderate").click()
    report.get_by_label("Reason, told to the author").fill("Please speak of the matter, not of people.")
    report.get_by_role("button", name="Hide").click()
    expect(kerwin.locator(".say.mine").last.locator(".prose")).to_have_text("Hidden by a facilitator.")

    desk.goto(served.base + COURSE + "desk/moderation/")
    desk.locator(".reported").get_by_role("button", name="Settled").click()
    expect(desk.locator(".reported")).to_have_count(0)
    desk.goto(served.base + COURSE + "desk/audit/")
    expect(desk.get_by_text("Please speak of the matter, not of people.").first).to_be_visible()


def test_a_mute_and_a_suspension_take_effect_on_the_open_page(phone, served: Demo) -> None:
    guest = phone(refused=403).new_page()
    open_link(guest, served.link("shanice.g@example.org"))
    guest.goto(served.base + COURSE + "topics/climate/")
    guest.get_by_role("link", name="Lounge").click()
    expect(guest.locator("[data-present]")).not_to_be_empty()

    desk = phone(viewport=WIDE).new_page()
    open_link(desk, served.link("chiara.o@example.org"))
    desk.goto(served.base + COURSE + "people/")
    desk.locator(".person", has_text="Shanice").get_by_role("link").click()
    desk.get_by_label("Reason, told to the person").fill("A pause of a quarter of an hour.")
    desk.get_by_role("button", name="Mute").click()
    expect(guest.get_by_label("Message", exact=True)).to_be_disabled(timeout=SOON)

    desk.get_by_label("Reason, told to the person").fill("Talked with her.")
    desk.get_by_role("button", name="Let them write again").click()
    expect(guest.get_by_label("Message", exact=True)).to_be_enabled(timeout=SOON)

    desk.get_by_label("Reason, told to the person").fill("For the rest of the day.")
    desk.get_by_role("button", name="Suspend").click()
    expect(guest.locator("[data-line]")).to_have_text("This room is no longer open to you.", timeout=SOON)
    guest.reload()
    expect(guest.locator("main")).to_contain_text(re.compile("suspended", re.I))
    desk.get_by_label("Reason, told to the person").fill("Lifted.")
    desk.get_by_role("button", name="Lift the suspension").click()
    guest.reload()
    expect(guest.get_by_label("Message", exact=True)).to_be_enabled()
