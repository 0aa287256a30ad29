"""A mail on a phone, light and dark: nothing for axe to find, and no wider than the screen."""

import pytest
from playwright.sync_api import Browser

from academy.mail.letters import as_html
from tests.browser.axe import violations

BODY = """A course

Adjoa proposes a time for your exchange. Your answer is missing.

Accept: Tuesday 24 October, 09:00 (Kingston)
https://kapok.example.org/hours/WzEyLDMsMjgzMjEsNCwiYWJjZGVmMDEyMzQ1Il0-1abcde-abcdefghijklmnopqrstuvwxyz0123456789/

Open
https://kapok.example.org/exchanges/12/

https://kapok.example.org/enter/WzEyLDMsMjgzMjEsNCwiYWJjZGVmMDEyMzQ1Il0-1abcde-abcdefghijklmnopqrstuvwxyz0123456789/

    123456
"""


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_mail_on_a_phone_in_both_colours(browser: Browser, colours: str) -> None:
    scheme = "dark" if colours == "dark" else "light"
    with browser.new_context(color_scheme=scheme, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.set_content(as_html(BODY, "en"))
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(20, 25, 26)" if colours == "dark" else "rgb(250, 248, 243)")
