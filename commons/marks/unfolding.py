"""Sources whose addresses stand in texts: a page shows their cards beneath, to those who may read them.

No card is stored with a text, because what one reader may read another may not; each page asks for its own.
"""

import re
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import TypeVar

from django.urls import Resolver404, resolve

from academy.access import CourseRequest
from academy.pages.numbers import LARGEST
from commons.marks.sources import Card, kind_named, readable_cards

MOST = 12
"""Cards on a page."""
Shown = tuple[str, str, str, str, str]
"""Shore, address, language, title and author of a card."""
_LINK = re.compile(r'href="https?://([^/"]+)(/[^"?#]*)')
Key = TypeVar("Key", bound=Hashable)


def cards_in(request: CourseRequest, texts: Mapping[Key, str]) -> dict[Key, tuple[Shown, ...]]:
    """Maps each text, rendered as HTML, to the cards of the sources of this course whose addresses stand in it. One
    query or two for each kind of source, none when there is no address of this site."""
    host = request.get_host()
    pointed = {key: _pointed(html, host) for key, html in texts.items() if host in html}
    wanted = list(dict.fromkeys(pair for pairs in pointed.values() for pair in pairs))[:MOST]
    if not wanted:
        return {}
    models = {pair: kind.model for pair in wanted if (kind := kind_named(pair[0]))}
    found = readable_cards(request.membership, ((model, pk) for (_kind, pk), model in models.items()))
    cards = {pair: _shown(card) for pair, model in models.items() if (card := found.get((model, pair[1])))}
    return {key: tuple(cards[pair] for pair in pairs if pair in cards) for key, pairs in pointed.items()}


def _shown(card: Card) -> Shown:
    return card.shore, card.address, card.language, card.title, card.who


@lru_cache(maxsize=2**11)
def _pointed(html: str, host: str) -> tuple[tuple[str, int], ...]:
    found = (_source_at(path) for at, path in _LINK.findall(html) if at == host)
    return tuple(dict.fromkeys(pair for pair in found if pair))


def _source_at(path: str) -> tuple[str, int] | None:
    """Returns kind and id of the source at a path: its page has the name of its kind."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    pk, name = match.kwargs.get("pk"), str(match.url_name)
    return (name, pk) if isinstance(pk, int) and pk <= LARGEST and kind_named(name) else None
