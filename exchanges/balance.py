"""The balance of voices: how many messages came of late from each bloc, and from each of the three sides."""

import dataclasses
from collections import Counter
from collections.abc import Iterable

from academy.models import Kind, Role
from academy.pages.texts import localized
from academy.voices import Voices

SIDES = (Kind.GOVERNMENT, Kind.EMPLOYERS, Kind.WORKERS)


@dataclasses.dataclass(frozen=True)
class Balance:
    """Counts what delegates said, because the others speak for no bloc. ``said``: messages by membership id."""

    said: Counter[int]
    voices: Voices

    def __bool__(self) -> bool:
        return any(self.voices[member].role == Role.DELEGATE for member in self.said)

    @property
    def blocs(self) -> str:
        """For example "CARICOM 3, ECOWAS 0", west first, in the reader's language."""
        counts = self._counts("bloc_id")
        return _listed((localized(bloc.short), counts[bloc.pk]) for bloc in self.voices.blocs)

    @property
    def sides(self) -> str:
        """For example "government 2, employers 0, workers 1", in the reader's language."""
        counts = self._counts("kind")
        return _listed((side.label, counts[side]) for side in SIDES)

    def _counts(self, field: str) -> Counter[int | str]:
        found: Counter[int | str] = Counter()
        for member, count in self.said.items():
            if (voice := self.voices[member]).role == Role.DELEGATE:
                found[getattr(voice, field)] += count
        return found


def together(balances: Iterable[Balance], voices: Voices) -> Balance:
    said: Counter[int] = Counter()
    for balance in balances:
        said.update(balance.said)
    return Balance(said, voices)


def _listed(counted: Iterable[tuple[object, int]]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counted)
