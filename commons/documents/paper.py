"""The content of a document, for any kind of file. Its headings are in the reader's language."""

import dataclasses
import re

_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: object) -> str:
    """Returns the text without characters that no XML may hold."""
    return _REFUSED.sub("", str(text))


@dataclasses.dataclass(frozen=True)
class Fact:
    """A text under its heading. ``language`` is that of the text, None where nobody said it."""

    words: str
    text: str
    language: str | None = None


@dataclasses.dataclass(frozen=True)
class Part:
    title: str
    facts: list[Fact]


@dataclasses.dataclass(frozen=True)
class Table:
    title: str
    heads: list[str]
    rows: list[list[str]]


@dataclasses.dataclass(frozen=True)
class Paper:
    """The content of a document. ``lines`` stand below the title, ``parts`` below them in their order."""

    title: str
    lines: list[str]
    parts: list[Part | Table]
