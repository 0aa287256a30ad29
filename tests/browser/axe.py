"""axe, asked for no more than what it finds: its whole answer about a page takes longer than the search."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose answer depends on the scheme of colours."""
SAME = ".person:not(:nth-child(5n + 1))"
"""Rows of one kind: of all people of a course every fifth is looked at, from both shores."""
FOUND = """async ([exclude, options]) => {
  const { violations } = await axe.run({ exclude }, { resultTypes: ["violations"], ...options });
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
}"""


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """The rules that are broken and where first, of all or of those ``rules``."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options: dict[str, Any] = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    return list(page.evaluate(FOUND, [SAME, options]))
