"""Opens and ends gatherings: in the plenary, with a room for each table."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.courses import life
from academy.models import Edition, Membership
from academy.pages.compiled import Compiled, later_id
from commons import notices
from commons.moderation.auditing import record
from exchanges.models import Format, Gathering, Table
from exchanges.permissions import may_make_rounds
from exchanges.rounds.formats import agenda
from exchanges.stages import roles
from rooms import speaking
from rooms.models import Readers, Room, RoomKind

TABLE = "table"
"""``Room.kind`` of a table's room."""
MOST_TABLES, MOST_TURNS = 60, 8


class GatheringFault(Exception):
    """An act in a gathering that is refused, in the reader's words. ``code`` is for programs."""

    def __init__(self, words: str, code: str = "invalid") -> None:
        super().__init__(words)
        self.code = code


def check(by: Membership, edition_id: int) -> None:
    if not may_make_rounds(by, edition_id):
        raise PermissionDenied


@transaction.atomic
def open_gathering(
    edition: Edition,
    *,
    by: Membership,
    format: Format,
    question: str,
    tables: Sequence[str] = (),
    turns: int = 0,
    language: str = "en",
    sample: bool = False,
    now: datetime.datetime | None = None,
) -> Gathering:
    """Opens it, now unless ``now`` is given, and tells everybody in the course; of a sample nobody is told.

    Raises PermissionDenied, life.Closed and GatheringFault.
    """
    check(by, edition.pk)
    life.check(edition, life.Act.PAIR)
    turns = min(turns or format.rules.get("turns", 1), MOST_TURNS) if tables else 0
    chairs = format.rules.get("seats", 0)
    stages = agenda(format)
    if not stages:
        raise GatheringFault(_("This format has no stages."))
    plenary = Room.objects.get(edition=edition, kind=RoomKind.PLENARY)
    try:
        with transaction.atomic():
            made = Gathering.objects.create(
                edition=edition,
                format=format,
                room=plenary,
                question=question,
                language=language,
                stages=[*stages[:1] * (turns or 1), *stages[1:]],
                turns=turns,
                chairs=chairs + 1 if chairs else 0,
                opened_by=by,
                opened_at=now or timezone.now(),
                sample=sample,
            )
    except IntegrityError:
        raise GatheringFault(_("A gathering is open already; end it first.")) from None
    if not turns:
        made.stages = roles.numbered(stages, made.pk)
        made.save(update_fields=["stages"])
    _set_tables(made, tables[:MOST_TABLES])
    if made.chairs:
        speaking.let_only_speakers(plenary)
    if not sample:
        everybody = Membership.objects.active().filter(edition=edition)
        notices.tell(everybody, "gathering", made.get_absolute_url(), by=by)
        record("gather", by=by, edition=edition)
    return made


def _set_tables(gathering: Gathering, questions: Sequence[str]) -> None:
    of_table: dict[str, Any] = {"edition_id": gathering.edition_id, "kind": TABLE}
    rooms = Room.objects.bulk_create(
        Room(**of_table, readers=Readers.MEMBERS_AND_FACILITATORS) for _question in questions
    )
    Table.objects.bulk_create(
        Table(gathering=gathering, number=number, question=question, room=room)
        for number, (question, room) in enumerate(zip(questions, rooms, strict=True), 1)
    )


@transaction.atomic
def end(gathering: Gathering, *, by: Membership) -> None:
    """Ends it; the rooms of its tables stay open to those who sat there. A second call changes nothing."""
    check(by, gathering.edition_id)
    held = hold(gathering)
    if held.ended_at is not None:
        return
    held.ended_at, held.ended_by = timezone.now(), by
    held.save(update_fields=["ended_at", "ended_by"])
    if held.chairs:
        speaking.let_everybody(held.room)
        held.seated.filter(left_at=None).update(left_at=held.ended_at)
        notices.withdraw_at(held.room.get_absolute_url(), "chair")
    notices.withdraw_at(held.get_absolute_url(), "gathering")
    record("gathered", by=by, edition=held.edition)


def hold(gathering: Gathering) -> Gathering:
    """Locks the gathering, so that acts on it come one after another."""
    return Gathering.objects.select_for_update(of=("self",)).select_related("room", "edition").get(pk=gathering.pk)


def hold_open(gathering: Gathering) -> Gathering:
    """Raises GatheringFault when it has ended."""
    held = hold(gathering)
    if held.ended_at is not None:
        raise GatheringFault(_("This gathering is over."), "over")
    return held


def open_in(edition: Edition) -> Gathering | None:
    return _OPEN.first(edition=edition.pk)


def _open() -> QuerySet[Gathering]:
    return Gathering.objects.filter(edition=later_id("edition"), ended_at=None).select_related("format")


_OPEN = Compiled(lambda: _open().order_by("-pk")[:1])
