"""The worth of one pair, part by part, computed as a matrix of one so that figures are those of the matrix."""

from collections.abc import Mapping
from dataclasses import dataclass

from exchanges.pairing.matrix import measured, worth_matrix
from exchanges.pairing.people import Delegate
from exchanges.pairing.weights import PARTS, Values


@dataclass(frozen=True)
class Worth:
    """The worth of a pair in total and by part (before weights), each 0 to 1, and their best topic."""

    total: float
    parts: Mapping[str, float]
    topic: str | None


def worth(one: Delegate, other: Delegate, values: Values) -> Worth:
    """Returns the worth of this pair. The order of the two does not matter."""
    parts = {part: float(measured(part, [one], [other], values)[0, 0]) for part in PARTS}
    return Worth(float(worth_matrix([one], [other], values)[0, 0]), parts, shared_topic([one], [other], values))


def shared_topic(ours: list[Delegate], theirs: list[Delegate], values: Values) -> str | None:
    """Returns the round's topic, or else the topic with the highest sum of products of interest across the blocs.

    The sum of interests breaks ties, then the edition's order. None in an edition without topics.
    """

    def interest(topic: str) -> tuple[float, float]:
        here, there = (sum(person.interest(topic) for person in side) for side in (ours, theirs))
        return here * there, here + there

    return values.topic or max(values.topics, key=interest, default=None)
