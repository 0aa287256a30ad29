"""Back: cheap for who is signed in, without loss of what they typed, and empty once they have signed out."""

import pytest
from playwright.sync_api import Page, expect

from tests.demo import COURSE, Demo, open_link

THREADS = COURSE + "topics/social-security/discussions/"
A_PAGE = 8 * 1024


@pytest.fixture
def page(phone, served: Demo) -> Page:
    page = phone().new_page()
    open_link(page, served.link("adjoa.k@example.org"))
    return page


def test_after_sign_out_back_shows_nothing_of_the_person(page, served: Demo) -> None:
    for path in (COURSE + "people/", "/you/", "/sign-out/"):
        page.goto(served.base + path)
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Your e-mail address")).to_be_visible()
    for _step in range(3):
        page.go_back()
        expect(page.get_by_label("Your e-mail address")).to_be_visible()
        assert "adjoa" not in page.content().lower()


def test_back_asks_for_one_page_and_keeps_what_was_typed(page, served: Demo) -> None:
    """The page comes whole, so that a changed list is shown as it is; style and scripts are not asked for again."""
    page.goto(served.base + THREADS)
    page.goto(served.base + THREADS + "new/")
    page.locator("textarea[name=body]").fill("Half a thought")
    page.goto(served.base + COURSE + "people/")
    asked, weighed = list[str](), list[float]()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.requestWillBeSent", lambda said: asked.append(said["type"]))
    network.on("Network.loadingFinished", lambda said: weighed.append(said["encodedDataLength"]))
    page.go_back()
    expect(page.locator("textarea[name=body]")).to_have_value("Half a thought")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert asked.count("Document") == 2
    assert sum(weighed) < 2 * A_PAGE, weighed
