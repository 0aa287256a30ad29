"""Links in a mail with which its reader answers by one tap. The floor that a kind of notice comes from gives them."""

from collections.abc import Callable
from typing import NamedTuple

from academy.models import Membership
from commons.models import Notice


class Tap(NamedTuple):
    """The words of a link, in the active language, and the path of its page, on which a button does what they say."""

    words: str
    path: str


_taps: dict[str, Callable[[Notice, Membership], list[Tap]]] = {}


def register(kind: str, taps: Callable[[Notice, Membership], list[Tap]]) -> None:
    """``taps`` returns what can be answered by now, when the mail goes out; it never raises for what is gone."""
    _taps[kind] = taps


def taps_of(notice: Notice, reader: Membership) -> list[Tap]:
    return _taps[notice.kind](notice, reader) if notice.kind in _taps else []
