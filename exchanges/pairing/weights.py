"""What a round values."""

import dataclasses
import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

PARTS = ("topic", "hours", "language", "kind", "countries")


@dataclass(frozen=True)
class Weights:
    """How much each part of a pair's worth counts; only their proportions matter. ``mixed`` turns ``kind`` round.

    Raises ValueError for a weight that is negative or not a number, and when all are 0.
    """

    topic: float = 4
    hours: float = 4
    language: float = 4
    kind: float = 1
    countries: float = 1
    mixed: bool = False

    def __post_init__(self) -> None:
        for part in PARTS:
            weight = getattr(self, part)
            if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight < math.inf:
                raise ValueError(f"the weight of {part} must be 0 or more")
        if not 0 < sum(getattr(self, part) for part in PARTS) < math.inf:
            raise ValueError("one weight at least must be more than 0")

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Self:
        """From what a round keeps (``Round.weights``); what is not said keeps its default. Raises ValueError."""
        unknown = set(said) - {field.name for field in dataclasses.fields(cls)}
        if unknown:
            raise ValueError(f"no such weight: {', '.join(sorted(unknown))}")
        return cls(**said)

    def share(self, part: str) -> float:
        """This part's share of the whole, 0 to 1."""
        return float(getattr(self, part) / sum(getattr(self, name) for name in PARTS))


@dataclass(frozen=True)
class Values:
    """What a round measures pairs by: its topic (None: each group's best common one of ``topics``), weights, window."""

    topic: str | None
    topics: tuple[str, ...]
    opens: datetime.datetime
    closes: datetime.datetime
    weights: Weights = Weights()
