"""Markdown that people write becomes safe HTML, once, when it is saved."""

import html as entities
import re
from functools import lru_cache

import nh3
from django.utils.html import strip_tags
from markdown_it import MarkdownIt
from markupsafe import Markup

from academy.typed.signs import plain
from commons.markdown.addresses import take_addresses
from commons.markdown.blocks import keep_blocks

_markdown = (
    MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
    .enable(["table", "strikethrough"])
    .disable(["image", "html_inline", "html_block", "reference", "lheading", "code"])
    .use(take_addresses)
    .use(keep_blocks)
)
"""People paste addresses, documents and signatures, so ``[1]: …``, dashes beneath a line, and four spaces before one
are words here, not a link definition, a heading or code.
"""

_TAGS = {
    *("p", "br", "em", "strong", "s", "a", "code", "pre", "blockquote", "ul", "ol", "li", "h3", "h4", "hr"),
    *("div", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "li": {"value", "class"}, "div": {"class"}}
_SCROLLS = {"pre": {"tabindex": "0"}, "div": {"tabindex": "0"}}
"""Boxes that scroll can be reached by keyboard."""
_MORE_THAN_WORDS = re.compile(r"[\\`*_\[\]<&|]|~~|://|^(?:[ #>+-]|\d+[.)])| $", re.MULTILINE)
_BETWEEN_PARAGRAPHS = re.compile(r"\n{2,}")


def to_html(source: str) -> str:
    """Returns clean HTML without scripts, images, styles or headings above the third level; links carry nofollow.

    Bare http(s) addresses become links. Text that would be invisible is shown as typed.
    """
    text = plain(source)
    return _words(text) if is_only_words(text) else _rendered(text)


def is_only_words(text: str) -> bool:
    """Returns whether Markdown and the cleaner would find only plain words; False when in doubt.

    Most messages are only words, and rooms render thousands of messages a second.
    """
    return text.replace("\n", "").isprintable() and not _MORE_THAN_WORDS.search(text)


def _words(text: str) -> str:
    """Returns for plain words the same bytes as ``_rendered``, without parsing Markdown."""
    paragraphs = _BETWEEN_PARAGRAPHS.split(text.strip("\n").replace(">", "&gt;"))
    return "".join("<p>" + said.replace("\n", "<br>\n") + "</p>\n" for said in paragraphs if said)


def _rendered(text: str) -> str:
    html = nh3.clean(
        _markdown.render(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        set_tag_attribute_values=_SCROLLS,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
    )
    return plain(html)  # an entity may stand for a character that is not kept


@lru_cache(maxsize=2**11)
def excerpt(html: str, most: int = 160) -> str:
    """Returns the first words of rendered text without its tags, at most ``most`` characters."""
    return shortened(" ".join(entities.unescape(strip_tags(html)).split()), most)


def shortened(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def cleaned(html: str) -> Markup:
    """Marks HTML as safe; it takes only what this module cleaned when the text was saved."""
    return Markup(html)
