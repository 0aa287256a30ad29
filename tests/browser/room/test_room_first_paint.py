"""A room on a slow connection, before its script has come."""

from playwright.sync_api import Page, expect

from tests.browser.rooms import Person, all_sent, write

LINES = [f"Line {number} of what we agreed on about contributions and stamps" for number in range(30)]
PAINTED = """() => new Promise(done => new PerformanceObserver(list => {
    const last = list.getEntries().pop();
    done(last.element?.closest(".say")?.querySelector(".prose").textContent.trim() ?? "");
}).observe({ type: "largest-contentful-paint", buffered: true }))"""


def talk(person: Person) -> None:
    """Fills the room with more messages than a phone's screen holds."""
    for words in LINES:
        write(person.page, words)
    all_sent(person.page)


def without_script(person: Person, address: str = "") -> Page:
    """The room's page, whose script never arrives."""
    page = person.context.new_page()
    page.route("**/js/room/*", lambda route: route.abort("connectionreset"))
    page.goto(address or person.address)
    return page


def test_the_talk_is_painted_and_its_end_is_in_sight_before_the_script_runs(enter) -> None:
    kerwin = enter("kerwin", "pair23")
    talk(kerwin)
    page = without_script(kerwin)
    expect(page.locator(".say .prose")).to_have_count(len(LINES))
    expect(page.locator(".say .prose").last).to_be_in_viewport()
    expect(page.locator(".say .prose").first).not_to_be_in_viewport()
    assert page.evaluate(PAINTED) in LINES


def test_new_messages_are_in_sight_before_the_script_runs(enter) -> None:
    kerwin, adjoa = enter("kerwin", "pair24"), enter("adjoa", "pair24")
    talk(kerwin)
    expect(adjoa.page.locator(".say .prose").last).to_have_text(LINES[-1])
    adjoa.page.close()
    talk(kerwin)
    page = without_script(adjoa)
    expect(page.locator(".mark-new")).to_be_in_viewport()


def test_an_address_of_a_message_leads_to_it_before_the_script_runs(enter) -> None:
    kerwin = enter("kerwin", "pair25")
    talk(kerwin)
    name = kerwin.page.locator(".say").nth(8).get_attribute("id")
    page = without_script(kerwin, f"{kerwin.address}#{name}")
    expect(page.locator(f"#{name}")).to_be_in_viewport()
