"""Sources: the things that people point at, each with a card and a rule who may read it. Higher floors register their
models.

Not the registry of what can be reported (``commons/targets.py``): nobody wrote a provision or a practice of the pack,
so nobody can report them, and a view or a mark that can be reported is no source.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import models
from django.http import Http404

from academy.models import Membership, Topic


@dataclasses.dataclass(frozen=True)
class Card:
    """A source in short, in the reader's language; ``language`` is that of the title, ``shore`` as of a voice.

    ``bloc_id``: None for what belongs to no bloc. ``author_id``: None when no member wrote it.
    ``makers``: those who made it together.
    """

    title: str
    language: str
    who: str
    shore: str
    bloc_id: int | None
    author_id: int | None
    topic: Topic | None
    address: str
    makers: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of source. ``queryset()`` loads the edition and what ``card`` shows. ``readable(membership, sources)``:
    those that the member may read, by the same few queries for any number of them."""

    name: str
    model: type[models.Model]
    queryset: Callable[[], models.QuerySet[Any]]
    readable: Callable[[Membership, Sequence[Any]], list[Any]]
    card: Callable[[Any], Card]


@dataclasses.dataclass(frozen=True)
class WayOn:
    """A link from a source in a member's notes to what they make of it. ``words`` is a lazy translation.

    ``path(reader, source's kind and id, card, name of the note)``: "" where it does not lead on.
    """

    words: Any
    path: Callable[[Membership, str, int, Card, str], str]


_kinds: dict[str, Kind] = {}
_ways_on: list[WayOn] = []


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def register_way_on(way: WayOn) -> None:
    _ways_on.append(way)


def ways_on(reader: Membership, model: type[models.Model], pk: int, card: Card, name: str) -> list[tuple[Any, str]]:
    """Returns the words and the path of each link that leads on from the source."""
    kind = kind_of(model).name
    found = [(way.words, way.path(reader, kind, pk, card, name)) for way in _ways_on]
    return [(words, path) for words, path in found if path]


def kind_named(name: str) -> Kind | None:
    return _kinds.get(name)


def kind_of(model: type[models.Model]) -> Kind:
    return next(kind for kind in _kinds.values() if kind.model is model)


def card_of(source: Any) -> Card:
    return kind_of(type(source)).card(source)


def is_readable(reader: Membership, source: Any) -> bool:
    return bool(kind_of(type(source)).readable(reader, [source]))


def fetch(kind: str, pk: int) -> Any:
    """Returns the source with its edition loaded, without a check of permission. Raises Http404."""
    known = _kinds.get(kind)
    source = known.queryset().filter(pk=pk).first() if known else None
    if source is None:
        raise Http404
    return source


def readable_cards(reader: Membership, pointers: Iterable[tuple[type[models.Model], int]]) -> dict[Any, Card]:
    """Maps model and id to the card of each source of the reader's course that is there and that they may read."""
    wanted: dict[type[models.Model], list[int]] = {}
    for model, pk in pointers:
        wanted.setdefault(model, []).append(pk)
    found: dict[Any, Card] = {}
    for kind in (each for each in _kinds.values() if each.model in wanted):
        there = kind.queryset().filter(pk__in=wanted[kind.model])
        here = [source for source in there if source.edition.pk == reader.edition_id]
        found |= {(kind.model, source.pk): kind.card(source) for source in kind.readable(reader, here)}
    return found
