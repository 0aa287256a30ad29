"""Makes bare http(s) addresses links, before emphasis is parsed; links lead only to whole addresses.

Only addresses with http:// or https:// count, so that nobody gets a link that they did not mean. markdown-it's own rule
would need a library that guesses.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.link import link

from academy.typed.signs import shows

_SCHEME = re.compile(r"(?<![^\W_])https?\Z", re.IGNORECASE)
_REST = re.compile(r"://[\w.-]+(?::\d{1,5})?(?:[/?#][^\s<>\"“”«»`]*)?")
_WHOLE = re.compile(r"https?://[^/?#\s]|mailto:.", re.IGNORECASE)
_BARE = re.compile(r"[(\[<\"“«'*_~]{0,8}((?:www\.|ftp://)[\w.-]+(?:/[^\s<>\"“”«»`]*)?)", re.IGNORECASE)
"""An address that becomes no link. It still has no emphasis in it."""
_AFTER = ".,;:!?'’…"
"""Marks that end the sentence around an address, not the address."""
_EMPHASIS = "*_~"


def take_addresses(markdown: MarkdownIt) -> None:
    markdown.inline.ruler.after("text", "addresses", _address)
    markdown.inline.ruler.before("emphasis", "bare", _bare)
    markdown.inline.ruler.at("link", _link)
    markdown.validateLink = lambda url: bool(_WHOLE.match(url))  # type: ignore[method-assign]


def _address(state: StateInline, silent: bool) -> bool:
    """Takes an address as one piece, so its ``_`` and ``*`` are no emphasis. Within a link's words it is no link."""
    if not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.src, max(0, state.pos - 6), state.pos)
    found = _REST.match(state.src, state.pos, state.posMax)
    if not scheme or not found:
        return False
    rest = _trimmed(state, found[0])
    address = scheme[0] + unescapeAll(rest)
    target = state.md.normalizeLink(address)
    if len(rest) <= len("://") or not state.md.validateLink(target):
        return False
    if not silent and state.linkLevel:
        state.append_pending(unescapeAll(rest))
    elif not silent:
        state.pending = state.pending[: -len(scheme[0])]
        state.push("link_open", "a", 1).attrs = {"href": target}
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1)
    state.pos += len(rest)
    return True


def _bare(state: StateInline, silent: bool) -> bool:
    """Takes the rest of an address that is no link as text, from its first ``_`` or ``*`` on."""
    if state.src[state.pos] not in _EMPHASIS:
        return False
    word = max(state.src.rfind(" ", 0, state.pos), state.src.rfind("\n", 0, state.pos)) + 1
    found = _BARE.match(state.src, word, state.posMax)
    end = found.start(1) + len(_trimmed(state, found[1])) if found and found.start(1) < state.pos else 0
    if end <= state.pos:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _trimmed(state: StateInline, rest: str) -> str:
    """Drops the sentence's marks at the end, and everything after a bracket that was opened before the address."""
    for place, sign in enumerate(rest):
        if sign == "]" and rest.count("[", 0, place) <= rest.count("]", 0, place):
            rest = rest[:place]
            break
    emphasis = _open_emphasis(state) if rest.rstrip(_AFTER + ")")[-1:] in _EMPHASIS else {}
    while True:
        last = rest[-1]
        if last in _AFTER:
            rest = rest.rstrip(_AFTER)
        elif last == ")" and rest.count(")") > rest.count("("):
            rest = rest[:-1]
        elif marks := min(emphasis.pop(last, 0), len(rest) - len(rest.rstrip(last))):
            rest = rest[:-marks]
        else:
            return rest


def _open_emphasis(state: StateInline) -> dict[str, int]:
    """Returns how many marks of each kind began emphasis before the address, because so many after it end it."""
    marks = dict.fromkeys(_EMPHASIS, 0)
    for delimiter in state.delimiters:
        marker = chr(delimiter.marker)
        width = 2 if marker == "~" else 1
        if delimiter.close and marks[marker]:
            marks[marker] -= width
        elif delimiter.open:
            marks[marker] += width
    return marks


def _link(state: StateInline, silent: bool) -> bool:
    """Applies markdown-it's rule, but a link without an address, or without visible words, stays as typed."""
    start, pending, count, metas = state.pos, state.pending, len(state.tokens), len(state.tokens_meta)
    if not link(state, silent):
        return False
    if silent:
        return True
    opened = next(token for token in state.tokens[count:] if token.type == "link_open")
    words = "".join(token.content for token in state.tokens[count + bool(pending) :])
    if not (opened.attrGet("href") and shows(words)):
        del state.tokens[count:], state.tokens_meta[metas:]
        state.pending = pending + state.src[start : state.pos]
    return True
