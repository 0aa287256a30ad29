"""Links in a mail by which its reader answers with one tap. The floor of a kind of notice registers them."""

from collections.abc import Callable
from typing import NamedTuple

from academy.models import Membership
from commons.models import Notice


class Tap(NamedTuple):
    """A link: its words in the active language, and the path of its page. A button on that page does what the words
    say."""

    words: str
    path: str


_taps: dict[str, Callable[[Notice, Membership], list[Tap]]] = {}


def register(kind: str, taps: Callable[[Notice, Membership], list[Tap]]) -> None:
    """Registers the links for a kind of notice. ``taps`` returns those that can be answered when the mail goes out; it
    never raises for a thing that is gone."""
    _taps[kind] = taps


def taps_of(notice: Notice, reader: Membership) -> list[Tap]:
    return _taps[notice.kind](notice, reader) if notice.kind in _taps else []
