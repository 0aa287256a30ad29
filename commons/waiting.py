"""Things that wait for a member until they come to them. The page of notices shows them on top; higher floors register
them.

Nothing of them is stored. Each is read where it waits, is shown once however much came, and is gone when the member was
there.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from academy.models import Membership


class Waiting(NamedTuple):
    """A sentence in the active language, and the path to the place."""

    sentence: str
    path: str


_sources: list[Callable[[Membership], Iterable[Waiting]]] = []


def register(source: Callable[[Membership], Iterable[Waiting]]) -> None:
    """Registers a function that returns what waits for a member. It may take one query."""
    _sources.append(source)


def waiting_for(membership: Membership) -> list[Waiting]:
    return [one for source in _sources for one in source(membership)]
