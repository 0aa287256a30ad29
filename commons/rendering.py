"""Markdown that people write becomes safe HTML, once, when it is saved."""

import html as entities

import nh3
from django.utils.html import strip_tags
from markdown_it import MarkdownIt

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).disable(
    ["image", "html_inline", "html_block"]
)

_TAGS = {"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "h3", "h4", "hr", "s"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}


def to_html(source: str) -> str:
    """Markdown as clean HTML: no scripts, images, styles or headings above the third level; links carry nofollow.

    Control characters that no text needs (NUL among them) are dropped, so that every database stores the result.
    """
    return nh3.clean(
        _markdown.render(plain(source))
        .replace("<h1>", "<h3>")
        .replace("</h1>", "</h3>")
        .replace("<h2>", "<h3>")
        .replace("</h2>", "</h3>"),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener ugc",
    )


def opening(html: str, most: int = 160) -> str:
    """The first words of rendered text, without its marks: at most ``most`` characters."""
    words = " ".join(entities.unescape(strip_tags(html)).split())
    return words if len(words) <= most else words[: most - 1] + "…"


def plain(source: str) -> str:
    """What people typed without what no database stores: NUL and other controls, lone surrogates; line ends as \\n."""
    text = source.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode("utf-8")
    return "".join(c for c in text if c in "\n\t" or ord(c) >= 32)
