"""The HTML of a mail as text: its blocks are lines, quotations have ">" before them, signatures are left out."""

import re
from html.parser import HTMLParser

import nh3

_BLOCKS = {
    *("address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "h1", "h2"),
    *("h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tbody", "tr", "ul"),
}
_APART = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "hr"}
_UNSEEN = {"style", "script", "title", "template", "noscript", "object", "svg"}
_KEPT = _BLOCKS | {"a", "br", "span", "font", "b", "i", "u", "em", "strong", "td", "th"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SIGNATURE = re.compile(
    r"gmail_signature|moz-signature|applemailsignature|ymail_android_signature|ms-outlook-mobile-signature"
    r"|mail-editor-reference-message-container-signature|^(x_)?signature$|yahoo-signature|protonmail_signature",
    re.IGNORECASE,
)
LONGEST = 200_000
DEEPEST_QUOTE = 8


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.open: list[tuple[str, bool]] = []
        """The open elements, and whether each is left out."""
        self.unseen = self.quote = self.pre = 0
        self.link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.end_line()
        if tag in _BLOCKS:
            self.break_line(apart=tag in _APART)
        if tag in _VOID:
            return
        said = {name: value or "" for name, value in attrs}
        left_out = any(_SIGNATURE.search(name) for name in [said.get("id", ""), *said.get("class", "").split()])
        self.open.append((tag, left_out))
        self.unseen += left_out
        self.quote += tag == "blockquote"
        self.pre += tag == "pre"
        if tag == "li":
            self.say("- ")
        if tag == "a" and not self.unseen:
            self.link = (said.get("href", ""), len(self.lines[-1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.link:
            href, start = self.link
            self.link = None
            shown = self.lines[-1][start:].strip()
            is_said = not shown or href.rstrip("/") == shown.rstrip("/")
            if href.startswith(("http://", "https://")) and not is_said:
                self.say(f" ({href})")
        if not any(name == tag for name, _out in self.open[-200:]):
            return
        if tag in _BLOCKS:
            self.break_line(apart=tag in _APART)
        while self.open:
            name, left_out = self.open.pop()
            self.unseen -= left_out
            self.quote -= name == "blockquote"
            self.pre -= name == "pre"
            if name == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.pre:
            for number, piece in enumerate(data.split("\n")):
                if number:
                    self.end_line()
                self.say(piece)
            return
        words = " ".join(data.replace("\u00a0", " ").split())
        if not words:
            if data and self.lines[-1] and not self.lines[-1].endswith(" "):
                self.say(" ")
            return
        before = " " if data[:1].isspace() and self.lines[-1] and not self.lines[-1].endswith(" ") else ""
        self.say(before + words + (" " if data[-1:].isspace() else ""))

    def say(self, words: str) -> None:
        if self.unseen:
            return
        if not self.lines[-1] and self.quote:
            self.lines[-1] = ">" * min(self.quote, DEEPEST_QUOTE) + " "
        self.lines[-1] += words

    def end_line(self) -> None:
        if not self.unseen:
            self.lines.append("")

    def break_line(self, *, apart: bool) -> None:
        """Begins a new line, below a blank one when ``apart``."""
        if self.unseen:
            return
        if self.lines[-1].strip():
            self.lines.append("")
        if apart and len(self.lines) > 1 and self.lines[-2].strip():
            self.lines.append("")


def text_of_html(html: str) -> str:
    """Returns the text of a page of mail, however broken; "" when nothing can be read in it."""
    reader = _Lines()
    reader.feed(_well_formed(html[:LONGEST]))
    reader.close()
    return "\n".join(line.rstrip() for line in reader.lines).strip()


def _well_formed(html: str) -> str:
    """Returns the page as nh3 repairs it, because Python's parser is slow on broken pages."""
    return nh3.clean(
        html,
        tags=_KEPT,
        clean_content_tags=_UNSEEN,
        attributes={"*": {"id", "class"}, "a": {"href"}},
        url_schemes={"http", "https"},
        link_rel=None,
    )
