"""The demo's gatherings: a world café that is over, with its tables' harvest, and one that people come in to."""

import datetime
from typing import Any

from django.db import transaction

from academy.models import Edition, Membership
from exchanges.gatherings import coming, opening
from exchanges.gatherings.acts import as_message
from exchanges.gatherings.clock import clock_at_act
from exchanges.models import Coming, Gathering, GatheringAct, Table
from exchanges.sheets.samples import versions, write_over
from rooms.models import Room
from rooms.registered.samples import delete, fill, messages_from, untouched

Members = dict[str, Membership]


@transaction.atomic
def load(entry: dict[str, Any], edition: Edition, members: Members, shift: datetime.timedelta) -> None:
    """Opens a sample gathering, unless somebody of it is not in the edition; without acts it is about to begin.

    The acts on its clock leave their messages at the tables alone, because nothing can be taken out of the plenary.
    """
    if not all(name in members for name in (entry["by"], *entry["come"])):
        return
    at, by = _at(entry["at"], shift), members[entry["by"]]
    made = opening.open_gathering(
        edition,
        by=by,
        format=edition.formats.get(slug=entry["format"]),
        question=entry["question"],
        tables=[table["question"] for table in entry["tables"]],
        turns=entry["turns"],
        language=entry["language"],
        sample=True,
        now=at,
    )
    for name in entry["come"]:
        coming.come(made, by=members[name])
    Coming.objects.filter(gathering=made).update(at=at)
    for number, table in enumerate(entry["tables"], 1):
        host = members[table["host"]]
        coming.host(made, number, host.pk, by=host)
    if entry["acts"]:
        coming.seat_all(made)
        _hold(made, entry, members, shift)


@transaction.atomic
def remove(edition: Edition) -> int:
    """Deletes sample gatherings with their tables; returns how many rows. One at whose tables people have written, or
    whose clock they have begun, stays."""
    touched = Table.objects.exclude(room__in=untouched(edition)).values("gathering")
    sampled = Gathering.objects.filter(edition=edition, sample=True).exclude(pk__in=touched)
    rooms = list(Room.objects.filter(table__gathering__in=sampled).values_list("pk", flat=True))
    gone = sampled.count()
    sampled.delete()
    return gone + delete(rooms)


def _hold(gathering: Gathering, entry: dict[str, Any], members: Members, shift: datetime.timedelta) -> None:
    """Lets the turns pass, from the first act to the last, which ends the gathering."""
    acts = [
        GatheringAct(
            gathering=gathering, number=number, kind=act["act"], by=members[act["by"]], at=_at(act["at"], shift)
        )
        for number, act in enumerate(entry["acts"], 1)
    ]
    GatheringAct.objects.bulk_create(acts)
    said = [as_message(gathering, act, clock_at_act(gathering, acts[: act.number])) for act in acts]
    for table, told in zip(gathering.tables.select_related("room"), entry["tables"], strict=True):
        sheet, over = versions(told["worksheet"], members, shift)
        fill(table.room, [*messages_from(told["talk"], members, shift), *(made() for made in said), *sheet])
        write_over(sheet, over)
    gathering.ended_at, gathering.ended_by = acts[-1].at, acts[-1].by
    gathering.save(update_fields=["ended_at", "ended_by"])


def _at(written: str, shift: datetime.timedelta) -> datetime.datetime:
    return datetime.datetime.fromisoformat(written) + shift
