"""A worksheet for one reader: by stage, each field with the versions that stand."""

import dataclasses
import json
import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.models import Membership
from academy.pages.dates import time_of
from academy.pages.texts import localized
from academy.voices import Voices, voices_of
from commons.texts.withheld import is_withheld
from exchanges.models import Exchange, Format, Gathering
from exchanges.models.exchanges import Staged
from exchanges.sheets.fields import Field, fields_of
from exchanges.stages.clock import StageClock
from rooms.client_words import WORDS as CLIENT
from rooms.messages.changes import standing
from rooms.models import Message

WORDS = {
    "saved": _("{name}, {time} · saved"),
    "done": _("{done} of {all} written"),
    "sending": _("saving …"),
    "refused": _("not saved: {reason}"),
    "clash": _("{name} wrote here at the same time. Nothing is lost: let one text stand, or join them below."),
    "sheet": _("Worksheet"),
    "clashes": _("Worksheet · {count} to join"),
}


@dataclasses.dataclass(frozen=True)
class Version:
    """A version that stands. ``text`` is empty when it is hidden from the reader."""

    pk: int
    author: int
    name: str
    mine: bool
    text: str
    language: str
    at: Any
    withheld: bool


@dataclasses.dataclass(frozen=True)
class Filled:
    """A field with the versions that stand, the earliest first. ``text``: what its reader goes on writing.

    ``theirs``: it is the role of others to write it.
    """

    key: str
    label: str
    versions: list[Version]
    text: str
    state: str
    fault: str
    form: uuid.UUID
    theirs: bool = False

    @property
    def clash(self) -> bool:
        return len(self.versions) > 1

    @property
    def address(self) -> str:
        return f"field-{self.key}"


def sheet(exchange: Exchange, reader: Membership, clock: StageClock, written: dict[str, str]) -> dict[str, Any]:
    """Returns the sheet's context; ``written``: a version that was refused (field, typed, fault). One query."""
    return sheet_of(exchange.room_id, exchange.staged, reader, clock, written)


def sheet_of(
    room: int, staged: Format | Gathering | Staged, reader: Membership, clock: StageClock, written: dict[str, str]
) -> dict[str, Any]:
    """Returns the sheet of a room whose stages ``staged`` has. One query."""
    versions: dict[str, list[Version]] = {}
    voices = voices_of(reader.edition)
    for message in standing(room):
        versions.setdefault(message.field, []).append(_version(message, reader, voices))
    stages: list[dict[str, Any]] = []
    fields = fields_of(staged, reader.edition)
    for number, stage in enumerate(staged.stages, 1):
        filled = [
            _filled(field, versions.get(field.key, []), written, reader) for field in fields if field.stage == number
        ]
        if filled:
            stages.append(
                {
                    "number": number,
                    "title": localized(stage["title"]),
                    "fields": filled,
                    "done": _done(filled),
                    "open": number == clock.number or any(field.clash or field.fault for field in filled),
                }
            )
    if stages and not any(stage["open"] for stage in stages):
        stages[-1 if clock.is_over else 0]["open"] = True
    clashes = sum(field.clash for stage in stages for field in stage["fields"])
    return {
        "stages": stages,
        "tab": str(WORDS["clashes"]).format(count=clashes) if clashes else str(WORDS["sheet"]),
        "words": json.dumps({name: str(words) for name, words in WORDS.items()}, ensure_ascii=False),
    }


def _version(message: Message, reader: Membership, voices: Voices) -> Version:
    withheld = is_withheld(reader, message)
    return Version(
        message.pk,
        message.author_id,
        voices[message.author_id].given_name,
        message.author_id == reader.pk,
        "" if withheld else message.body,
        message.language,
        message.sent_at,
        withheld,
    )


def _filled(field: Field, versions: list[Version], written: dict[str, str], reader: Membership) -> Filled:
    is_refused = written.get("field") == field.key
    text = written["typed"] if is_refused else "\n\n".join(version.text for version in versions if version.text)
    fault = written["fault"] if is_refused else ""
    theirs = field.writers is not None and reader.pk not in field.writers
    return Filled(field.key, field.label, versions, text, _state(versions), fault, uuid.uuid4(), theirs)


def _state(versions: list[Version]) -> str:
    if len(versions) != 1:
        return ""
    name = str(CLIENT["you"]) if versions[0].mine else versions[0].name
    return str(WORDS["saved"]).format(name=name, time=time_of(timezone.localtime(versions[0].at)))


def _done(fields: list[Filled]) -> str:
    written = sum(any(version.text for version in field.versions) for field in fields)
    return str(WORDS["done"]).format(done=written, all=len(fields))
