"""A facilitator at the desk: a round from its choice to the published pairs; moderation that takes effect at once."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import migrated
from tests.browser.test_delegate import enter_room, write
from tests.demo import COURSE, WIDE, Demo, demo, open_link

ROSTER = """Participants;;;;;
Given name;Family name;Email;Role;Bloc;Country
Adjoa;Kossi;adjoa@example.org;delegate;ECOWAS;BJ
Mariam;Sène;mariam@example.org;delegate;ECOWAS;SN
Kerwin;Lewis;kerwin@example.org;delegate;CARICOM;JM
Guerline;Étienne;guerline@example.org;delegate;CARICOM;HT
"""

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


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Demo]:
    """An installation without a person or a course. Its mail is read in /mailbox/."""
    migrated.into_folder(tmp_path / "data")
    (tmp_path / "links.json").write_text("{}")
    with demo(tmp_path, KAPOK_DEMO="empty") as made:
        yield made


def test_from_an_empty_database_to_a_mended_round(phone, empty: Demo) -> None:
    desk = phone(viewport=WIDE).new_page()
    course = open_a_course(desk, empty)
    people = {name: come_in(phone().new_page(), link) for name, link in invite(desk, empty).items()}
    publish_a_round(desk, course)

    kerwin = people["kerwin"]
    kerwin.goto(course + "notices/")
    expect(kerwin.get_by_text("You are paired with").first).to_be_visible()
    kerwin.goto(course + "exchanges/")
    kerwin.locator("main a[href^='/exchanges/']").first.click()
    pair = kerwin.locator("h1").inner_text()
    partner = "adjoa" if "Adjoa" in pair else "mariam"
    agree_move_and_call_off(kerwin, people[partner], kerwin.url)

    drop_out(desk, course, partner.title())
    other = people["mariam" if partner == "adjoa" else "adjoa"]
    other.goto(course + "exchanges/")
    expect(other.get_by_role("link", name=re.compile("Kerwin.*Guerline|Guerline.*Kerwin"))).to_be_visible()


def open_a_course(desk: Page, empty: Demo) -> str:
    desk.goto(empty.first)
    desk.get_by_label("Given name").fill("Chiara")
    desk.get_by_label("Your e-mail address").fill("chiara@example.org")
    desk.get_by_role("button", name="Begin").click()
    desk.get_by_role("link", name="Open a course").click()
    today = datetime.datetime.now(datetime.UTC).date()
    desk.get_by_label("First day").fill(today.isoformat())
    desk.get_by_label("Last day").fill((today + datetime.timedelta(days=13)).isoformat())
    desk.get_by_role("button", name="Open the course").click()
    expect(desk.get_by_text("0 delegates from 0 blocs")).to_be_visible()
    return desk.url.removesuffix("desk/setup/")


def invite(desk: Page, empty: Demo) -> dict[str, str]:
    """Returns the link of each person's invitation, as the mailbox shows it, by given name."""
    desk.get_by_role("link", name="Roster").click()
    file = {"name": "roster.csv", "mimeType": "text/csv", "buffer": ROSTER.encode("cp1252")}
    desk.locator("input[type=file]").set_input_files(file)
    desk.get_by_role("button", name="Look first").click()
    expect(desk.get_by_text("Guerline Étienne")).to_be_visible()
    desk.get_by_role("button", name="Import roster.csv").click()
    desk.get_by_role("button", name="Send 4 invitations").click()
    expect(desk.get_by_text("4 invitations are on their way.")).to_be_visible()
    letters = desk.locator("main .list > li", has=desk.locator("a[href*='/enter/']"))
    for _attempt in range(80):
        desk.goto(empty.base + "/mailbox/")
        if letters.count() == 4:
            break
        desk.wait_for_timeout(250)
    shown = [letter.inner_text() for letter in letters.all()]
    found = (re.search(r"(\w+)@example.*?(\S+/enter/\S+)", text, re.S) for text in shown)
    return {letter[1]: letter[2] for letter in found if letter}


def come_in(page: Page, link: str) -> Page:
    """Says in the welcome, with the keys, that Monday from nine to six suits."""
    open_link(page, link)
    save = page.locator("main form .button.first").last
    save.click()
    page.locator(".week input[value='0-9']").press("Space")
    for _hour in range(8):
        page.keyboard.press("Shift+ArrowDown")
    save.click()
    expect(page).to_have_url(re.compile("step=3$"))
    save.click()
    expect(page).to_have_url(re.compile(r"/courses/[\w-]+/$"))
    return page


def publish_a_round(desk: Page, course: str) -> None:
    desk.goto(course + "desk/rounds/new/")
    desk.get_by_role("button", name="Propose pairs").click()
    desk.get_by_role("button", name="Publish the round").click()
    expect(desk.get_by_text("The round is published")).to_be_visible()


def agree_move_and_call_off(one: Page, two: Page, exchange: str) -> None:
    """``one`` proposes and ``two`` accepts; ``two`` moves it and ``one`` accepts; ``one`` calls it off."""
    day = datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=3)
    for clock, asks, answers in (("15:00", one, two), ("16:30", two, one)):
        asks.goto(exchange)
        asks.get_by_text("Another time", exact=True).click()
        asks.get_by_label("Day", exact=True).last.fill(day.isoformat())
        asks.get_by_label("Begins at").last.fill(clock)
        asks.get_by_role("button", name="Propose this time").last.click()
        expect(asks.get_by_text("You propose. No answer yet")).to_be_visible()
        answers.goto(exchange)
        answers.get_by_role("button", name="Accept").click()
        expect(answers.get_by_text("The time is agreed.")).to_be_visible()
    one.get_by_text("Call it off").first.click()
    one.get_by_label("Why do you call it off?").fill("The ferry does not sail.")
    one.get_by_role("button", name="Call it off").click()
    two.goto(exchange)
    expect(two.locator("main .notice")).to_contain_text("called off")
    expect(two.get_by_text("The ferry does not sail.")).to_be_visible()


def drop_out(desk: Page, course: str, who: str) -> None:
    """The partner of the one who drops out joins the other pair."""
    desk.goto(course + "desk/rounds/1/")
    desk.get_by_role("link", name="Somebody drops out").click()
    desk.get_by_label(re.compile(who)).check()
    desk.get_by_role("button", name="See the plan").click()
    expect(desk.get_by_role("heading", name="The plan")).to_be_visible()
    desk.locator("[name=sentence]").fill("Called home.")
    desk.get_by_role("button", name="Do this").click()
    expect(desk.get_by_text("Done, and everybody concerned is told.")).to_be_visible()
