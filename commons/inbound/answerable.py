"""The things that one may answer by mail. Floors that have texts register them, because the verbs are theirs."""

import dataclasses
import uuid
from collections.abc import Callable

from django.urls import Resolver404, resolve

from academy.models import Membership
from commons.models import Notice


class NotSaid(Exception):
    """The answer cannot be taken; the message says why, in the active language."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """A text that came by mail. ``client_id`` makes one text of a mail that is worked off twice."""

    text: str
    client_id: uuid.UUID


@dataclasses.dataclass(frozen=True)
class Use:
    """One kind of thing that is answered by mail. ``letter`` stands in the address. A notice of one of ``kinds`` whose
    path is of ``route`` is answerable: ``say`` writes an answer to the thing (its id in the path) in the member's name,
    by the same verb as the page's form, and returns the path of what was written. It raises NotSaid, Http404, or a
    PermissionDenied."""

    letter: str
    route: str
    kinds: frozenset[str]
    say: Callable[[Membership, int, Answer], str]


_uses: dict[str, Use] = {}


def register(use: Use) -> None:
    _uses[use.letter] = use


def use_of(letter: str) -> Use | None:
    return _uses.get(letter)


def thing_of(notice: Notice) -> tuple[Use, int] | None:
    """Returns what an answer to this notice would answer; None when there is nothing."""
    try:
        found = resolve(notice.path.partition("#")[0].partition("?")[0])
    except Resolver404:
        return None
    for use in _uses.values():
        if use.route == found.url_name and notice.kind in use.kinds:
            return use, found.kwargs["pk"]
    return None
