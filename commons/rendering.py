"""Markdown that people write becomes safe HTML, once, when it is saved."""

import html as entities
import re

import nh3
from django.utils.html import strip_tags
from markdown_it import MarkdownIt
from markupsafe import Markup

from commons.addresses import link_addresses

_markdown = (
    MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
    .disable(["image", "html_inline", "html_block"])
    .use(link_addresses)
)

_TAGS = {"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h3", "h4", "hr", "s"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_MORE_THAN_WORDS = re.compile(r"[\\`*_\[\]<&]|://|^(?:[ #>+=~-]|\d+[.)])| $", re.MULTILINE)
_BETWEEN_PARAGRAPHS = re.compile(r"\n{2,}")


def to_html(source: str) -> str:
    """Returns clean HTML without scripts, images, styles or headings above the third level; links carry nofollow.

    Bare http(s) addresses become links. Control characters that no text needs (NUL among them) are dropped, so that
    every database stores the result.
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
    return nh3.clean(
        _markdown.render(text)
        .replace("<h1>", "<h3>")
        .replace("</h1>", "</h3>")
        .replace("<h2>", "<h3>")
        .replace("</h2>", "</h3>"),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
    )


def excerpt(html: str, most: int = 160) -> str:
    """Returns the first words of rendered text without its tags, at most ``most`` characters."""
    words = " ".join(entities.unescape(strip_tags(html)).split())
    return words if len(words) <= most else words[: most - 1] + "…"


def plain(source: str) -> str:
    """Returns ``source`` without what some database refuses: NUL, other control characters and lone surrogates.

    Line ends become \\n.
    """
    text = source.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode("utf-8")
    return _CONTROLS.sub("", text)


def cleaned(html: str) -> Markup:
    """Marks HTML as safe; it takes only what this module cleaned when the text was saved."""
    return Markup(html)
