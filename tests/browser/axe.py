"""Runs axe for its violations alone, because its whole answer about a page takes longer than the search."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose result depends on the colour scheme."""
SAME = ".person:not(:nth-child(5n + 1)), .terms tr:not(:nth-child(5n + 1))"
"""axe skips these: all rows of people are alike, and of terms, and every fifth is enough, from both blocs."""
FOUND = """async ([exclude, options]) => {
  const { violations } = await axe.run({ exclude }, { resultTypes: ["violations"], ...options });
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
}"""


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """Returns each broken rule with its first element; checks all rules, or only those named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options: dict[str, Any] = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    return list(page.evaluate(FOUND, [SAME, options]))
