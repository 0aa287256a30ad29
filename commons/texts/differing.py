"""Where two versions of a text differ, word by word."""

import difflib
import re

from markupsafe import Markup, escape

WORDS = re.compile(r"\s+|[^\s]+")


def marked(old: str, new: str) -> tuple[Markup, Markup]:
    """Returns both texts as HTML, as typed, with the words that only one of them has in ``del`` and ``ins``."""
    left, right = WORDS.findall(old), WORDS.findall(new)
    # Without ``autojunk`` a text of 6,000 characters takes ten seconds, because each space is like all others.
    steps = difflib.SequenceMatcher(None, left, right).get_opcodes()
    return (
        Markup("").join(_tagged("del", left[a:b], step == "equal") for step, a, b, _c, _d in steps),
        Markup("").join(_tagged("ins", right[c:d], step == "equal") for step, _a, _b, c, d in steps),
    )


def _tagged(tag: str, words: list[str], same: bool) -> Markup:
    text = escape("".join(words))
    return text if same or not words else Markup("<{0}>{1}</{0}>").format(Markup(tag), text)
