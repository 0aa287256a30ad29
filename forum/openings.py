"""The openings of a topic's page: what stands above its reflections. Higher floors register them in ``apps.py``."""

import dataclasses
from collections.abc import Callable
from typing import Any

from academy.models import Membership, Topic


@dataclasses.dataclass(frozen=True)
class Opening:
    """One part at the top of a topic's page. ``template`` shows what ``context(topic, reader)`` returns."""

    template: str
    context: Callable[[Topic, Membership], dict[str, Any]]


_openings: list[Opening] = []


def register(opening: Opening) -> None:
    _openings.append(opening)


def opening_of(topic: Topic, reader: Membership) -> dict[str, Any]:
    """Returns the context of all openings, and their templates as ``openings``, in the order of registration."""
    found: dict[str, Any] = {"openings": [opening.template for opening in _openings]}
    for opening in _openings:
        found |= opening.context(topic, reader)
    return found
