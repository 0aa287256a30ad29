"""The worth of one pair, part by part: the same figures as in the matrix, because they are a matrix of one."""

from collections.abc import Mapping
from dataclasses import dataclass

from exchanges.pairing.matrix import measured, worth_matrix
from exchanges.pairing.people import Delegate
from exchanges.pairing.weights import PARTS, Values


@dataclass(frozen=True)
class Worth:
    """What a pair is worth, 0 to 1: in all, by part (before weights), and the topic that suits them best."""

    total: float
    parts: Mapping[str, float]
    topic: str | None


def worth(one: Delegate, other: Delegate, values: Values) -> Worth:
    """What these two are worth to each other. The same both ways round."""
    parts = {part: float(measured(part, [one], [other], values)[0, 0]) for part in PARTS}
    return Worth(float(worth_matrix([one], [other], values)[0, 0]), parts, shared_topic([one], [other], values))


def shared_topic(ours: list[Delegate], theirs: list[Delegate], values: Values) -> str | None:
    """The round's topic; without one, that with the highest sum of products of interest across the blocs.

    Where nobody shares one, that with the highest sum of interests; then the edition's order decides. None in an
    edition without topics.
    """

    def interest(topic: str) -> tuple[float, float]:
        here, there = (sum(person.interest(topic) for person in side) for side in (ours, theirs))
        return here * there, here + there

    return values.topic or max(values.topics, key=interest, default=None)
