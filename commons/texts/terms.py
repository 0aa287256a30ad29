"""Terms of the course's glossary in texts of another language than the reader's: a link to the glossary's row, dotted
beneath, once a page. The floor that has the glossary registers it.

What stands in a text is found once for a glossary, and remembered with the text; a page only chooses.
"""

import html
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language

from academy.models import Edition, Membership

MOST_GLOSSARIES = 256
_PIECES = re.compile(r"<[^>]*>")
_CLOSED = {"a", "code", "pre"}
"""Within these, words stay as they are."""


class Glossary(NamedTuple):
    """The glossary of the courses, as the floor that has it gives it. ``version`` differs whenever a term does; 0: the
    course has no terms. ``row(place)``: the address of a row."""

    version: Callable[[Membership], int]
    terms: Callable[[Edition], dict[int, dict[str, str]]]
    row: Callable[[Edition, int], str]


class Found(NamedTuple):
    """A term in a text, and where it stands there; ``place`` is its row in the glossary."""

    begins: int
    ends: int
    place: int


_glossary: list[Glossary] = []


def register(glossary: Glossary) -> None:
    _glossary[:] = [glossary]


def underlined(reader: Membership, texts: Iterable[tuple[str, str]]) -> list[str]:
    """Returns the texts, given as rendered HTML with their language, with each term underlined where it comes first on
    the page. No query, unless this process has not read the glossary yet."""
    language, given = get_language() or "", list(texts)
    if not _glossary or all(of == language for _text, of in given):
        return [text for text, _of in given]
    glossary, seen = _glossary[0], set[int]()
    version = glossary.version(reader)
    return [
        text if of == language or not version else _laid(text, of, language, reader.edition, version, seen)
        for text, of in given
    ]


def _laid(text: str, of: str, language: str, edition: Edition, version: int, seen: set[int]) -> str:
    words = _words_of(edition, version)
    pattern, places = _pattern(version, of, language) or _compile(version, words, of, language)
    if pattern is None:
        return text
    found = [each for each in _found(text, pattern, places) if each.place not in seen]
    seen.update(each.place for each in found)
    row, parts, end = _glossary[0].row, [], 0
    for each in found:
        meaning = html.escape(words[each.place][language])
        link = f'<a class="term" href="{html.escape(row(edition, each.place))}" title="{meaning}">'
        parts += [text[end : each.begins], link, text[each.begins : each.ends], "</a>"]
        end = each.ends
    return "".join([*parts, text[end:]])


Pattern = tuple[re.Pattern[str] | None, tuple[tuple[str, int], ...]]
_words: dict[int, dict[int, dict[str, str]]] = {}
_patterns: dict[tuple[int, str, str], Pattern] = {}


def _words_of(edition: Edition, version: int) -> dict[int, dict[str, str]]:
    if version not in _words:
        if len(_words) >= MOST_GLOSSARIES:
            _words.clear()
        _words[version] = _glossary[0].terms(edition)
    return _words[version]


def _pattern(version: int, of: str, language: str) -> Pattern | None:
    return _patterns.get((version, of, language))


def _compile(version: int, words: dict[int, dict[str, str]], of: str, language: str) -> Pattern:
    """Returns a pattern that finds the terms, longer ones first, so that a part of one is not taken for another."""
    terms = {
        _plain(html.escape(texts[of], quote=False)): place
        for place, texts in words.items()
        if texts.get(of) and texts.get(language) and texts[of].casefold() != texts[language].casefold()
    }
    longest_first = sorted(terms, key=len, reverse=True)
    either = "|".join(re.escape(term).replace("'", "['’]") for term in longest_first)
    made = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE) if terms else None
    if len(_patterns) >= MOST_GLOSSARIES:
        _patterns.clear()
    _patterns[version, of, language] = (made, tuple(terms.items()))
    return _patterns[version, of, language]


def _plain(term: str) -> str:
    """Returns the text with one kind of apostrophe, because people type either."""
    return term.casefold().replace("’", "'")


@lru_cache(maxsize=2**12)
def _found(text: str, pattern: re.Pattern[str], places: tuple[tuple[str, int], ...]) -> tuple[Found, ...]:
    """Returns the first place of each term in the words of the text, outside of links and code."""
    known, found, closed, begins = dict(places), dict[int, Found](), 0, 0
    for tag in [*_PIECES.finditer(text), None]:
        ends = tag.start() if tag else len(text)
        for match in pattern.finditer(text, begins, ends) if not closed else ():
            place = known.get(_plain(match[0]))
            if place is not None:
                found.setdefault(place, Found(match.start(), match.end(), place))
        if tag is not None:
            begins = tag.end()
            if tag[0].strip("</>").split()[0:1] and tag[0].strip("</>").split()[0] in _CLOSED:
                closed += -1 if tag[0].startswith("</") else 1
    return tuple(sorted(found.values()))
