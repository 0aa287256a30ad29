"""The weights of a round, and all else by which it measures pairs."""

import dataclasses
import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

PARTS = ("topic", "hours", "language", "interest", "kind", "countries")


@dataclass(frozen=True)
class Weights:
    """The weights of the parts of a pair's worth. Only their proportions matter.

    ``needs_hours`` and ``needs_language``: partners without a free hour a week, or without a language, in common never
    meet, whatever else they share. ``mixed`` reverses ``kind``, so that different kinds of organisations are worth
    more. Raises ValueError for a weight that is negative or not a number, and when all are 0.
    """

    topic: float = 4
    hours: float = 4
    language: float = 4
    interest: float = 4
    kind: float = 1
    countries: float = 1
    mixed: bool = False
    needs_hours: bool = False
    needs_language: bool = False

    def __post_init__(self) -> None:
        for part in PARTS:
            weight = getattr(self, part)
            if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight < math.inf:
                raise ValueError(f"the weight of {part} must be 0 or more")
        if not 0 < sum(getattr(self, part) for part in PARTS) < math.inf:
            raise ValueError("one weight at least must be more than 0")

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        """Returns weights from ``Round.weights``. A missing weight keeps its default. Raises ValueError."""
        unknown = set(stored) - {field.name for field in dataclasses.fields(cls)}
        if unknown:
            raise ValueError(f"no such weight: {', '.join(sorted(unknown))}")
        return cls(**stored)

    def share(self, part: str) -> float:
        """Returns this part's share of the whole, 0 to 1."""
        return float(getattr(self, part) / sum(getattr(self, name) for name in PARTS))


@dataclass(frozen=True)
class Values:
    """The topic, weights and window of a round. ``topic`` None means each group's best common one of ``topics``."""

    topic: str | None
    topics: tuple[str, ...]
    opens: datetime.datetime
    closes: datetime.datetime
    weights: Weights = Weights()
