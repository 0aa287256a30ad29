"""Counts the words that delegates of each bloc chose on an aspect, in law and in practice."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from commons.marks.marked import FEWEST
from compare.models import Word

STEPS = 12
"""The longest bar has this many steps, each a class of the stylesheet."""
WORDS = tuple(Word.values)


def labels() -> dict[str, str]:
    """Maps each word to its name in the reader's language, looked up once for a page."""
    return {str(word): str(word.label) for word in Word}


def marks_shown(people: Mapping[str, int], closed: Collection[str]) -> dict[str, int | None]:
    """Returns how many of each bloc marked something; None for fewer than FEWEST of a bloc whose names are closed."""
    return {code: None if code in closed and count < FEWEST else count for code, count in people.items()}


class Bar(NamedTuple):
    """A number of one bloc, and how long its bar is, from 0 to STEPS."""

    people: int
    length: int


class Line(NamedTuple):
    """A word with the bars of the west and of the east. ``is_mine``: the reader chose it."""

    label: str
    west: list[Bar]
    east: list[Bar]
    is_mine: bool


class Figures:
    """Counts by bloc and word; what is derived from them is computed once, after the last ``add``.

    ``names``: see ``labels``. ``closed``: blocs whose names the reader does not see yet.
    """

    def __init__(self, columns: Sequence[Any], names: Mapping[str, str], closed: Collection[str] = ()) -> None:
        self.columns, self._names, self._closed = columns, names, closed
        self.counts: dict[str, dict[str, int]] = {column.code: {} for column in columns}

    def add(self, bloc: str | None, word: str, count: int = 1) -> None:
        if word and count and bloc in self.counts:
            self.counts[bloc][word] = self.counts[bloc].get(word, 0) + count

    def is_shown(self, bloc: str) -> bool:
        """False for a shore of fewer than FEWEST people whose names are closed: its figures would name them."""
        return bloc not in self._closed or sum(self.counts[bloc].values()) >= FEWEST

    def label(self, word: str) -> str:
        """Returns the word's name."""
        return self._names[word]

    @cached_property
    def shown(self) -> dict[str, dict[str, int]]:
        """Maps bloc to word to count, in the order of the words; nothing for the blocs that are not shown."""
        return {
            code: {word: counts[word] for word in WORDS if word in counts} if self.is_shown(code) else {}
            for code, counts in self.counts.items()
        }

    @cached_property
    def people(self) -> int:
        """Returns how many people chose a word, in the blocs that are shown."""
        return sum(sum(counts.values()) for counts in self.shown.values())

    @cached_property
    def is_withheld(self) -> bool:
        return not all(self.is_shown(code) for code in self.counts)

    @cached_property
    def leading(self) -> tuple[str, int] | None:
        """Returns the word that most people chose, and how many; None when nobody has said."""
        if self.is_withheld or not self.people:
            return None
        total = {word: sum(counts.get(word, 0) for counts in self.shown.values()) for word in WORDS}
        return self._names[best := _first(total)], total[best]

    @cached_property
    def parts_views(self) -> bool:
        """True when the blocs' people chose different words most often."""
        return len({_first(counts) for counts in self.shown.values() if counts}) > 1

    def lines(self, mine: str = "") -> list[Line]:
        """Returns the words that somebody chose, in their order."""
        most = max((count for counts in self.shown.values() for count in counts.values()), default=0)
        chosen = [word for word in WORDS if any(word in counts for counts in self.shown.values())]
        return [
            Line(self._names[word], self._bars("west", word, most), self._bars("east", word, most), word == mine)
            for word in chosen
        ]

    def _bars(self, shore: str, word: str, most: int) -> list[Bar]:
        found = [self.shown[column.code].get(word, 0) for column in self.columns if column.shore == shore]
        return [Bar(count, -(-STEPS * count // most)) for count in found]


def _first(counts: Mapping[str, int]) -> str:
    """Returns the most frequent word; of two that are equal, the one that stands first."""
    return max(WORDS, key=lambda word: counts.get(word, 0))
