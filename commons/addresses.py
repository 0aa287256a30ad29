"""Bare http(s) addresses in texts become links; markdown-it's own rule would need a library that guesses.

Only addresses with http:// or https:// count, so that nobody gets a link that they did not mean.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_ADDRESS = re.compile(r"(?<!\w)https?://[\w.-]+(?::\d{1,5})?(?:[/?#][^\s<>\"“”«»]*)?", re.IGNORECASE)
_AFTER = ".,;:!?'’…*_"
"""Marks that end the sentence around an address, not the address."""


def link_addresses(markdown: MarkdownIt) -> None:
    """Adds the rule. It runs after inline parsing, so that code and links stay as they are."""
    markdown.core.ruler.push("addresses", _rule)


def _rule(state: StateCore) -> None:
    for block in state.tokens:
        if block.type == "inline" and block.children and "://" in block.content:
            block.children = list(_linked(state.md, block.children))


def _linked(markdown: MarkdownIt, tokens: list[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and not depth:
            yield from _pieces(markdown, token.content)
        else:
            yield token


def _pieces(markdown: MarkdownIt, text: str) -> Iterator[Token]:
    read = 0
    for found in _ADDRESS.finditer(text):
        address = _trimmed(found[0])
        target = markdown.normalizeLink(address)
        if not markdown.validateLink(target):
            continue
        yield _text(text[read : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": target})
        yield _text(address)
        yield Token("link_close", "a", -1)
        read = found.start() + len(address)
    yield _text(text[read:])


def _trimmed(address: str) -> str:
    """Drops the sentence's marks at the end, and a closing bracket that was opened before the address."""
    while True:
        last = address[-1]
        opening = {")": "(", "]": "["}.get(last)
        if not (last in _AFTER or (opening and address.count(last) > address.count(opening))):
            return address
        address = address[:-1]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
