"""Delegations: the delegates of an edition from one state, or from a bloc's secretariat. No table holds them.

A key names one in addresses and on cards: the state's code, or the bloc's with a word before it.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar, cast

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from academy.models import Bloc, Edition, Kind, Membership, Role, State
from academy.pages.texts import localized
from academy.voices import Voice, Voices, voices_of

T = TypeVar("T")
SECRETARIAT = "secretariat-"


@dataclasses.dataclass(frozen=True)
class Delegation:
    key: str
    bloc: Bloc
    state: State | None
    people: list[Voice]

    @property
    def name(self) -> str:
        """The state's name, or that of the secretariat, in the reader's language."""
        if self.state is not None:
            return localized(self.state.names)
        return _("%(bloc)s, secretariat") % {"bloc": localized(self.bloc.short)}


def key_of(member: Membership | Voice) -> str:
    """Returns the key of the member's delegation; "" for somebody who has none: only delegates have one."""
    if member.role != Role.DELEGATE or member.bloc is None:
        return ""
    if member.state is None or member.kind == Kind.SECRETARIAT:
        return SECRETARIAT + member.bloc.code
    return member.state.code


def delegations_of(edition: Edition) -> dict[str, Delegation]:
    """Maps key -> delegation, west before east, then by name in the reader's language. Members who have left are in
    none.

    Grouped once for a language and remembered with the voices, so callers change nothing in it.
    """
    voices = voices_of(edition)
    return _remembered(voices, "delegations", lambda: _grouped(voices))


def names_of(edition: Edition) -> tuple[tuple[str, str], ...]:
    """Returns key and name of each delegation, in the same order."""
    found = delegations_of(edition).items()
    return _remembered(
        voices_of(edition), "names of delegations", lambda: tuple((key, each.name) for key, each in found)
    )


def _remembered(voices: Voices, what: str, make: Callable[[], T]) -> T:
    key = what, get_language()
    if key not in voices.derived:
        voices.derived[key] = make()
    return cast(T, voices.derived[key])


def _grouped(voices: Voices) -> dict[str, Delegation]:
    people: dict[str, list[Voice]] = defaultdict(list)
    for voice in voices.values():
        if (key := key_of(voice)) and not voice.has_left:
            people[key].append(voice)
    found = [_delegation(key, members) for key, members in people.items()]
    places = {bloc.pk: place for place, bloc in enumerate(voices.blocs)}
    found.sort(key=lambda each: (places.get(each.bloc.pk, len(places)), each.state is None, each.name))
    return {each.key: each for each in found}


def _delegation(key: str, people: list[Voice]) -> Delegation:
    first = people[0]
    assert first.bloc is not None  # ``key_of`` gives no key to somebody without a bloc
    state = None if key.startswith(SECRETARIAT) else first.state
    return Delegation(key, first.bloc, state, sorted(people, key=lambda voice: voice.name))
