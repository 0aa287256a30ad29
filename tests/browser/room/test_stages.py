"""The stage strip above the talk: live for both, moving on by itself while offline, and usable without scripts."""

import datetime
import random
import re

from playwright.sync_api import Page, expect

from exchanges.models import StageAct, StageActKind
from exchanges.stages.clock import StageClock, clock_at
from tests.browser.rooms import is_on
from tests.demo import Demo, open_link

PLAN = [8, 15, 15, 15, 15, 8]
T0 = datetime.datetime(2023, 7, 13, 14, 0, tzinfo=datetime.UTC)


# The button's answer and the socket's frame both set the strip's clock. A test must wait for the second of them before
# it moves the device's clock, or the strip would move back.
HEAR_THE_STAGE = """() => {
  const room = document.getElementById("room");
  window.stageHeard = new Promise((heard) => room.addEventListener("kapok:stage", () => heard(true), { once: true }));
}"""


def room(page: Page, served: Demo, who: str, exchange: str = "/exchanges/1/") -> None:
    open_link(page, served.link(who))
    page.goto(served.base + exchange)
    page.locator("main a[href^='/rooms/']").first.click()
    page.wait_for_load_state()


def test_both_see_an_act_at_once_each_in_their_language(phone, served: Demo) -> None:
    here, there = phone(), phone(locale="fr")
    kerwin, adjoa = here.new_page(), there.new_page()
    room(kerwin, served, "kerwin.l@example.org")
    room(adjoa, served, "adjoa.k@example.org")
    expect(adjoa.locator("[data-present]")).to_contain_text("Kerwin")
    expect(kerwin.locator("#stages [data-time]")).to_have_text("paused · 10 min left")
    kerwin.get_by_role("button", name="Go on").click()
    expect(kerwin.locator("#stages [data-time]")).to_have_text(re.compile(r"^10 min left · until \d\d:\d\d Kingston$"))
    expect(kerwin.get_by_role("button", name="Go on")).to_be_hidden()
    expect(adjoa.locator("#stages [data-time]")).to_contain_text("Porto-Novo")
    kerwin.get_by_role("button", name="Next stage").click()
    for page, title in ((kerwin, "Alike, different, missing"), (adjoa, "Semblable, différent, absent")):
        expect(page.locator("#stages [data-heading]")).to_have_text(re.compile(f"^4 .* 6 · {title}$"))
        expect(page.locator("#stages [aria-current=step]")).to_contain_text(title)
        expect(page.locator("#stages [role=status]")).to_contain_text(title)
        expect(page.locator("[data-talk] .say").last).to_contain_text(title)
    expect(adjoa.locator("[data-talk] .say").last.locator(".more-acts")).to_be_hidden()


def test_the_strip_goes_on_by_itself_while_offline(phone, served: Demo) -> None:
    context = phone()
    page = context.new_page()
    page.clock.install()
    room(page, served, "kerwin.l@example.org", served_exchange(served))
    is_on(page)
    page.evaluate(HEAR_THE_STAGE)
    # The answer and the socket's frame come in any order; the connection is cut once both are there.
    with page.expect_response(lambda answer: "/stage/begin/" in answer.url) as answered:
        page.get_by_role("button", name="Begin").click()
    answered.value.finished()
    page.evaluate("() => window.stageHeard")
    expect(page.locator("#stages [data-heading]")).to_have_text("1 of 6 · Meet")
    context.set_offline(True)
    page.clock.fast_forward("09:00")
    expect(page.locator("#stages [data-heading]")).to_have_text("2 of 6 · The first shore tells")
    expect(page.locator("#stages [data-time]")).to_contain_text("14 min left")
    page.clock.fast_forward("02:00:00")
    expect(page.locator("#stages [data-heading]")).to_have_text("All stages are done")
    expect(page.locator("#stages button:visible")).to_have_count(0)


def test_the_buttons_work_without_scripts(phone, served: Demo) -> None:
    page = phone(java_script_enabled=False).new_page()
    room(page, served, "shanice.g@example.org", served_exchange(served, "shanice.g@example.org"))
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#stages [data-heading]")).to_have_text("1 of 6 · Meet")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#stages [data-time]")).to_have_text("paused · 8 min left")
    page.get_by_role("button", name="5 more minutes").click()
    expect(page.locator("#stages [data-time]")).to_have_text("paused · 13 min left")
    expect(page.locator("[data-talk] .say").last).to_contain_text("5 more minutes · Meet")


def served_exchange(served: Demo, who: str = "kerwin.l@example.org") -> str:
    """The member's exchange of the demo's round, which nobody has begun."""
    code = (
        "from exchanges.models import Participant; "
        f"print(Participant.objects.get(membership__person__email='{who}', exchange__sample=False).exchange_id)"
    )
    return f"/exchanges/{served.manage('shell', '--no-imports', '-c', code).strip()}/"


def test_the_browser_computes_what_the_server_computes(phone, served: Demo) -> None:
    page = phone().new_page()
    room(page, served, "kerwin.l@example.org")
    cases = [_case(random.Random(seed)) for seed in range(300)]
    asked = [(stands.frame([*"abcdef"]), moment.timestamp() * 1000) for stands, moment, _expected in cases]
    found = page.evaluate(
        """async (asked) => {
            const { later } = await import("/static/js/room/stages/clock.js");
            return asked.map(([clock, now]) => later(clock, now));
        }""",
        asked,
    )
    for answer, (_stands, _moment, expected) in zip(found, cases, strict=True):
        told = (answer["number"], answer["over"], answer["ends"] is not None)
        assert told == (expected.number, expected.is_over, expected.is_running)
        assert abs(answer["left"] - expected.left.total_seconds() * 1000) < 2


def _case(chance: random.Random) -> tuple[StageClock, datetime.datetime, StageClock]:
    """Returns the server's clock at some moment, a later moment, and the clock then."""
    when, acts = T0, [StageAct(number=1, at=T0, kind=StageActKind.BEGUN)]
    for number in range(2, chance.randrange(2, 7)):
        when += datetime.timedelta(seconds=chance.randrange(0, 1200))
        kind = chance.choice(["paused", "resumed", "extended", "moved_on"])
        acts.append(StageAct(number=number, at=when, kind=kind, minutes=5 if kind == "extended" else None))
    said = when + datetime.timedelta(seconds=chance.randrange(0, 1800))
    moment = said + datetime.timedelta(seconds=chance.randrange(0, 5400))
    return clock_at(PLAN, acts, said), moment, clock_at(PLAN, acts, moment)
