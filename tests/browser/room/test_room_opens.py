"""A room that opens on a slow connection: the server's page shows the talk, and the script changes none of it."""

import pytest
from playwright.sync_api import Route, WebSocketRoute, expect

from tests.browser.rooms import all_sent, is_on, until, write

# The place of the talk on the page, and the size of everything around it, by a mark of each element.
PLACES = """
  [...document.querySelectorAll("[data-talk] > *, #room > *, [data-composer] > :not(.below)")].map((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const place = element.parentElement.matches("[data-talk]") ? [left, Math.round(top + scrollY)] : [];
    element.mark ??= Math.random();
    return [element.mark, element.className, element.innerText, width, height, ...place];
  })
"""


@pytest.mark.parametrize(("name", "viewport"), [("pair22", (360, 740)), ("pair23", (1280, 800))])
def test_the_talk_is_there_before_the_script_runs_and_stays_where_it_is(enter, name, viewport) -> None:
    adjoa = enter("adjoa", name, viewport=dict(zip(("width", "height"), viewport, strict=True)))
    is_on(adjoa.page)
    for number in range(12):
        write(adjoa.page, f"Page {number} of the agreement")
    expect(adjoa.page.locator(".say .prose")).to_have_count(12)
    all_sent(adjoa.page)

    adjoa.page.close()  # while it leads, another tab has no socket of its own

    page = adjoa.context.new_page()
    scripts: list[Route] = []
    hellos: list[str] = []

    def never_welcome(socket: WebSocketRoute) -> None:
        socket.on_message(lambda text: hellos.append(str(text)))

    page.route("**/js/room/room*.js", lambda route: scripts.append(route))
    page.route_web_socket("**/ws/rooms/*/", never_welcome)
    page.goto(adjoa.address, wait_until="commit")
    expect(page.locator(".say .prose")).to_have_count(12)
    expect(page.get_by_label("Message", exact=True)).to_be_visible()
    page.wait_for_function("document.querySelector('link[rel=stylesheet]').sheet")  # nothing is painted before
    before = page.evaluate(PLACES)

    scripts[0].continue_()
    expect(page.locator(".more-acts[role=button]")).to_have_count(12)
    until(page, lambda: hellos)
    assert page.evaluate(PLACES) == before
