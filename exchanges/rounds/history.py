"""The meetings in the published rounds of a course: a table, and lines between the two shores."""

import csv
import dataclasses
import io
from collections import defaultdict
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from academy.models import Edition
from academy.pages.texts import localized
from academy.voices import Voice, voices_of
from compare.comparing.exports import BOM, guarded
from exchanges.listing import west_first
from exchanges.models import Participant


@dataclasses.dataclass(frozen=True)
class Meeting:
    """Two people of different blocs, west first, and the rounds in which they were in one group."""

    one: Voice
    other: Voice
    rounds: tuple[int, ...]


def meetings_of(edition: Edition) -> list[Meeting]:
    """Returns all pairs of people who met, by name. One query."""
    seats = Participant.objects.filter(
        exchange__round__edition=edition, exchange__round__published_at__isnull=False, exchange__sample=False
    )
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for exchange, number, member in seats.values_list("exchange", "exchange__round__number", "membership"):
        groups[exchange, number].append(member)
    voices = voices_of(edition)
    met: dict[tuple[int, ...], set[int]] = defaultdict(set)
    for (_exchange, number), members in groups.items():
        for two in combinations(sorted(members), 2):
            if voices[two[0]].bloc != voices[two[1]].bloc:
                met[two].add(number)
    found = []
    for pair, rounds in met.items():
        one, other = west_first(voices[pk] for pk in pair)
        found.append(Meeting(one, other, tuple(sorted(rounds))))
    return sorted(found, key=lambda meeting: (meeting.one.name, meeting.other.name, meeting.one.pk, meeting.other.pk))


def picture_of(meetings: list[Meeting]) -> dict[str, Any]:
    """Returns names by side with their height, and lines between heights; those who met most often are widest."""
    sides = [
        {voice.pk: voice for voice in sorted((getattr(m, side) for m in meetings), key=lambda v: (v.name, v.pk))}
        for side in ("one", "other")
    ]
    at = [{pk: 20 + 24 * n for n, pk in enumerate(side)} for side in sides]
    return {
        "names": [[(voice.name, at[n][pk]) for pk, voice in side.items()] for n, side in enumerate(sides)],
        "lines": [(at[0][m.one.pk], at[1][m.other.pk], len(m.rounds)) for m in meetings],
        "height": 24 * max(map(len, sides)) + 16,
    }


def as_table(meetings: list[Meeting]) -> str:
    """Returns the CSV file, with headings in the active language."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow([_("Name"), _("Bloc"), _("Name"), _("Bloc"), _("Rounds")])
    for meeting in meetings:
        cells = [cell for voice in (meeting.one, meeting.other) for cell in (voice.name, _bloc(voice))]
        table.writerow([*map(guarded, cells), " ".join(map(str, meeting.rounds))])
    return BOM + written.getvalue()


def _bloc(voice: Voice) -> str:
    return localized(voice.bloc.short) if voice.bloc else ""
