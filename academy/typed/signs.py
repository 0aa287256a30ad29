"""The characters of a typed text that are kept, and the check that a text is visible at all.

Every text, title and name passes here, from a form, a room's frame or a roster.
"""

import re
import unicodedata

_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
_TURNS = "\u202a-\u202e\u2066-\u2069"
"""Embeddings, overrides and isolates. If one stays open, it reverses the text after it on the reader's page."""
_UNSEEN = "\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff\ufff9-\ufffb"
"""Marks without a width, except joiners, because Persian names and many emoji need those."""
_UNWANTED = re.compile(f"[{_CONTROLS}{_TURNS}]")
_UNWANTED_IN_A_LINE = re.compile(f"[{_TURNS}{_UNSEEN}]")
_SHOW_NOTHING = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"}
"""Unicode's categories of white space, of marks without a width, and of accents, which show only on a letter."""
_BLANK = "\u115f\u1160\u2800\u3164\uffa0\ufffc\U0001d159"
"""Letters and symbols that are drawn as white space."""


def plain(source: str) -> str:
    """Returns ``source`` with line ends as \\n. Drops characters that some database refuses (NUL, other control
    characters, lone surrogates) or that reverse a line."""
    text = source.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode("utf-8")
    return _UNWANTED.sub("", text)


def without_marks(source: str) -> str:
    """Returns a title or name without invisible marks. Control characters stay."""
    return _UNWANTED_IN_A_LINE.sub("", source)


def one_line(source: str) -> str:
    """Returns a title or name: as ``plain`` and ``without_marks``, on one line, single spaces between its words."""
    return " ".join(without_marks(plain(source)).split())


def shows(text: str) -> bool:
    """Returns whether anything of the text is visible."""
    return not all(unicodedata.category(sign) in _SHOW_NOTHING or sign in _BLANK for sign in text)
