"""The fields of a worksheet, by the ``yields`` of its format's stages, and what they are called."""

import dataclasses
import json
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from academy.models import Edition
from academy.pages.compiled import AT_ONCE, Compiled, asked, later_ids
from academy.pages.texts import localized
from academy.voices import voices_of
from exchanges.models import Exchange, Format, Gathering
from exchanges.models.exchanges import Staged
from exchanges.stages.roles import base_of, writers_of
from rooms.kinds import Fields
from rooms.models import Room

TALK = "talk"
"""A stage that yields this leaves the conversation only."""
LABELS: dict[str, Any] = {
    "first_side": _("What the first shore told"),
    "second_side": _("What the second shore told"),
    "alike": _("Alike"),
    "different": _("Different"),
    "missing": _("Missing"),
    "west_could_adopt": _("What %(west)s could adopt, why, and what it would take"),
    "east_could_adopt": _("What %(east)s could adopt, why, and what it would take"),
    "west_first_step": _("First step of %(west)s, and by when"),
    "east_first_step": _("First step of %(east)s, and by when"),
    "problem": _("The problem"),
    "advice": _("Advice"),
    "taken": _("What the owner takes"),
    "ideas": _("Ideas"),
    "harvest": _("Harvest"),
    "moved": _("What moved"),
    "stuck": _("What is stuck"),
}


@dataclasses.dataclass(frozen=True)
class Field:
    """One field of a worksheet. ``stage``: the number of the stage that leaves it, from 1. ``label`` is in the reader's
    language.

    ``writers``: the members whose role it is to write it; None: everybody.
    """

    key: str
    stage: int
    label: str
    writers: frozenset[int] | None = None


def keys_of(stages: list[dict[str, Any]]) -> list[str]:
    """Returns the keys of a format's fields, in the order of its stages."""
    return list(dict.fromkeys(key for stage in stages if stage["yields"] != TALK for key in stage["yields"]))


def labels(edition: Edition, others: list[str]) -> dict[str, str]:
    """Maps the key of each field that a stage may have to its label: the known ones, and ``others`` of the pack."""
    names = {bloc.shore: localized(bloc.short) for bloc in voices_of(edition).blocs}
    return {key: _label(key, names) for key in [*LABELS, *others]}


def fields_of(staged: Format | Gathering | Staged, edition: Edition) -> list[Field]:
    """Returns each field once, at the first stage that leaves it."""
    voices = voices_of(edition)
    names = {bloc.shore: localized(bloc.short) for bloc in voices.blocs}
    found: dict[str, Field] = {}
    for number, stage in enumerate(staged.stages, 1):
        for key in keys_of([stage]):
            owner = stage.get("owner")
            label = _label(base_of(key), names)
            called = f"{label} · {voices[owner].given_name}" if owner else label
            found.setdefault(key, Field(key, number, called, writers_of(stage)))
    return list(found.values())


def _label(key: str, names: dict[str, str]) -> str:
    """Returns the field's label. A field of a pack that this module does not know is called by its key."""
    if key not in LABELS:
        return key.replace("_", " ").capitalize()
    return str(LABELS[key]) % {"west": "", "east": "", **names}


def staged_of(room: Room, key: str) -> Format | Gathering | Staged | None:
    """Returns whose worksheet in this room has, or had, the field: an exchange's stages or a gathering."""
    exchange = Exchange.objects.filter(room=room).select_related("round__format").first()
    if exchange is not None:
        return exchange.staged if key in keys_of(exchange.staged.stages) else None
    gatherings = Gathering.objects.filter(Q(room=room, turns=0) | Q(tables__room=room))
    return next((one for one in gatherings if key in keys_of(one.stages)), None)


def fields_by_room(rooms: list[Room]) -> dict[int, Fields]:
    """Maps the id of each room of an exchange -> the fields of its worksheet. One query."""
    found = asked(_STAGES, "rooms", (room.pk for room in rooms))
    return {room: _fields(own or stages) for room, own, stages in found}


def _stages() -> QuerySet[Exchange, Any]:
    texts = [Cast(path, TextField()) for path in ("own_stages", "round__format__stages")]
    return Exchange.objects.filter(room__id__in=later_ids("rooms", AT_ONCE)).values_list("room", *texts)


_STAGES = Compiled(_stages)


@lru_cache(maxsize=512)
def _fields(stages: str) -> Fields:
    """Reads the fields from stages as the database has them, because many rooms have the same, and each save asks."""
    return {key: writers_of(stage) for stage in json.loads(stages) for key in keys_of([stage])}
