"""The look of pages on paper, on a phone, on its home screen, and on a projector in a hall."""

import io
from urllib.parse import urljoin

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.demo import COURSE, PHONE, WIDE
from tests.pages import go

REFLECTION = COURSE + "topics/social-security/ > .voice h3 a"
WHITE, PALE = "rgb(255, 255, 255)", 0.4


@pytest.fixture(scope="module")
def signed_in(browser, served) -> dict:
    return served.state(browser, "delegate")


@pytest.fixture
def paper(phone, served, signed_in):
    """``paper("dark")``: a reflection of the demo as a printer gets it from a screen of that colour scheme."""

    def printed(scheme: str = "light") -> Page:
        page = phone(viewport=WIDE, storage_state=signed_in, color_scheme=scheme).new_page()
        go(page, served.base, REFLECTION)
        page.emulate_media(media="print", color_scheme=scheme)
        return page

    return printed


def brightness(part: Locator) -> float:
    """0 is black, 1 is white."""
    numbers = part.evaluate("it => getComputedStyle(it).color").removeprefix("rgb(").rstrip(")").split(",")
    return sum(int(number) for number in numbers) / 3 / 255


def test_paper_has_the_reflection_its_author_and_its_answers(paper) -> None:
    page = paper()
    for part in ("article h1", "article .shore", "article .quiet", "#comments .post .prose"):
        expect(page.locator(part).first).to_be_visible()
    written = page.locator("article .answer")
    assert written.count() > 0
    for n in range(written.count()):
        expect(written.nth(n).locator("h2")).to_be_visible()
        expect(written.nth(n).locator(".prose")).to_be_visible()


def test_paper_has_no_buttons_and_no_navigation(paper) -> None:
    page = paper()
    assert page.locator("button:visible, textarea:visible, select:visible, input:visible, summary:visible").count() == 0
    for part in (".nav", ".own", ".foot", ".skip"):
        expect(page.locator(part)).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_and_its_words_are_dark_whatever_the_screen(paper, scheme) -> None:
    page = paper(scheme)
    assert page.locator("body").evaluate("it => getComputedStyle(it).backgroundColor") == WHITE
    for part in ("h1", ".shore", ".quiet", ".answer h2", ".prose", "#comments .post .prose"):
        assert brightness(page.locator(part).first) < PALE, part


def test_a_printed_reflection_fits_the_sheet(paper) -> None:
    page = paper()
    page.set_viewport_size({"width": 700, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("name", ["", "topics/", "people/", "exchanges/", "notices/"])
def test_a_phone_names_the_course_without_more_height(phone, served, signed_in, name) -> None:
    page = phone(viewport=PHONE, storage_state=signed_in).new_page()
    go(page, served.base, COURSE + name)
    course = page.locator(".top .course")
    expect(course).to_be_visible()
    expect(course).to_contain_text("South–South Cooperation")
    assert page.locator(".top").bounding_box()["height"] <= 64
    assert page.locator(".own a").last.bounding_box()["height"] >= 40


def test_a_phone_can_add_the_course_to_its_home_screen(phone, served, signed_in) -> None:
    page = phone(viewport=PHONE, storage_state=signed_in).new_page()
    go(page, served.base, COURSE)
    address = urljoin(page.url, page.locator("link[rel=manifest]").get_attribute("href") or "")
    answer = httpx.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/manifest+json")
    manifest = answer.json()
    assert (manifest["name"], manifest["display"], manifest["scope"]) == ("Kapok", "standalone", "/")
    assert httpx.get(urljoin(address, manifest["start_url"]), follow_redirects=True).status_code == 200
    paper = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper')").strip()
    assert manifest["background_color"] == paper
    for icon in manifest["icons"]:
        drawn = httpx.get(urljoin(address, icon["src"]))
        assert (drawn.status_code, drawn.headers["content-type"]) == (200, icon["type"])
        if icon["type"] == "image/png":
            assert "{}x{}".format(*Image.open(io.BytesIO(drawn.content)).size) == icon["sizes"]


@pytest.mark.parametrize("address", [COURSE, COURSE + "topics/social-security/", COURSE + "people/"])
def test_a_projector_shows_larger_words_and_cuts_nothing(phone, served, signed_in, address) -> None:
    page = phone(viewport=WIDE, storage_state=signed_in).new_page()
    go(page, served.base, address)
    size = "Number.parseFloat(getComputedStyle(document.querySelector('main')).fontSize)"
    near = page.evaluate(size)
    page.set_viewport_size({"width": 1920, "height": 1080})
    assert page.evaluate(size) >= 1.1 * near
    assert page.evaluate("document.documentElement.scrollWidth") <= 1920
