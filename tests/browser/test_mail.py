"""A letter in HTML on a phone, by day and in the dark: readable, no wider than its screen, and nothing to fetch."""

import pytest
from playwright.sync_api import Browser

from academy.mail.letters import as_html
from tests.browser.axe import violations

OF_PAGES = ("landmark", "region", "page-has-heading")
"""Rules about the page as a whole, which is the mail program's."""
BODY = """South–South Cooperation and Labour Migration

Kerwin T. proposes a time for your exchange. Your answer is missing.

https://course.example/exchanges/123/

Accept: Tuesday 9 June, 09:00 (Kingston)
https://course.example/hours/WzEsMywyOTk0Mjc2MCwxXQ:1xYFZB:KnVELL3JMtQuIZ8zsq2UTSNoT3vbS4bz79VnxcCuvDk/

    123456

Averylongwordwithoutanyspacethatnobodywouldeverwritebutsomebodydoesanywayanditmustnotmakethemailwider
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_letter_on_a_phone(browser: Browser, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(as_html(BODY, "en", button="Come in"))
    assert [found for found in violations(page) if not found.startswith(OF_PAGES)] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert asked == []
    context.close()
