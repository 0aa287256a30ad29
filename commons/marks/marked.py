"""Reads marks and notes for pages: with their sentences, as buttons in a list, and the marks on one's own texts."""

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Count, Q, Value

from academy.access import alongside
from academy.models import Edition, Membership, Role
from academy.pages.compiled import Compiled, later_id, later_ids
from academy.voices import Voice, voices_of
from commons.marks.marking import Interest, Own, type_of
from commons.models import Mark, Note

FEWEST = 5
"""People of a shore whose names the reader does not know are shown as figures only from this number on."""
MOST_REASONS = 20
MOST_ON_A_PAGE = 6
MOST_IN_A_LIST = 30
MOST_OF_MINE = 5


@dataclasses.dataclass(frozen=True)
class Reason:
    """Why somebody marked a source, as pages show and moderate it."""

    pk: int
    by: Voice
    why: str
    language: str
    hidden_at: Any
    author_id: int
    edition: Edition


def in_full(
    model: type[models.Model], pks: Collection[int], reader: Membership, *, sees_across: bool
) -> dict[int, Interest]:
    """Returns the interest in a few sources with the reader's notes, and the newest sentences of everybody. One
    query: a source has one present mark of each member at most.

    ``sees_across``: False leaves out the sentences of other blocs, and their figures below FEWEST.
    """
    found: dict[int, Interest] = defaultdict(Interest)
    voices = voices_of(reader.edition)
    for pk, source, member, said, language, hidden_at, is_mark in _said(model, pks, reader):
        here, by, is_mine = found[source], voices[member], member == reader.pk
        if not is_mark:
            here.note = Own(said, language)
            continue
        if by.role == Role.DELEGATE and by.bloc:
            here.people[by.bloc.code] = here.people.get(by.bloc.code, 0) + 1
        if is_mine:
            here.mine = Own(said, language)
        is_open = (sees_across or by.bloc_id == reader.bloc_id) and (hidden_at is None or reader.runs_the_course)
        if said and (is_mine or is_open) and len(here.reasons) < MOST_REASONS:
            here.reasons.append(Reason(pk, by, said, language, hidden_at, member, reader.edition))
    if not sees_across:
        own = reader.bloc.code if reader.bloc else ""
        for here in found.values():
            here.people = {code: n for code, n in here.people.items() if code == own or n >= FEWEST}
    return found


def _said(model: type[models.Model], pks: Collection[int], reader: Membership) -> Sequence[Any]:
    """Returns everybody's marks of the sources and the reader's notes, the newest first."""
    if 0 < len(pks) <= MOST_ON_A_PAGE:
        return _SAID.all(type=type_of(model).pk, sources=list(pks), reader=reader.pk)
    return list(_both(type_of(model).pk, pks, reader.pk)) if pks else []


def _both(kind: Any, sources: Any, reader: Any) -> models.QuerySet[Any, Any]:
    of, first = {"source_type__id": kind, "source_id__in": sources, "removed_at": None}, ("pk", "source_id", "member")
    marks = Mark.objects.filter(**of).order_by().values_list(*first, "why", "language", "hidden_at", Value(1))
    never = Value(None, output_field=models.DateTimeField())
    notes = Note.objects.filter(member__id=reader, **of).order_by()
    return marks.union(notes.values_list(*first, "text", "language", never, Value(0)), all=True).order_by("-pk")


_SAID = Compiled(lambda: _both(later_id("type"), later_ids("sources", MOST_ON_A_PAGE), later_id("reader")))


class Button(NamedTuple):
    """The number of delegates who marked a source of a list, and whether the reader did."""

    people: int = 0
    is_mine: bool = False


def _counted(kind: Any, sources: Any, reader: Any) -> models.QuerySet[Any, Any]:
    marks = Mark.objects.filter(source_type__id=kind, source_id__in=sources, removed_at=None)
    people, mine = Q(member__role=Role.DELEGATE), Q(member__id=reader)
    counted = marks.values_list("source_id").annotate(people=Count("pk", filter=people), mine=Count("pk", filter=mine))
    return counted.order_by()


_COUNTED = Compiled(lambda: _counted(later_id("type"), later_ids("sources", MOST_IN_A_LIST), later_id("reader")))


def buttons(model: type[models.Model], pks: Sequence[int], reader: Membership) -> dict[int, Button]:
    """Maps the ids of sources to their buttons. One query, none for an empty list."""
    found: dict[int, Button] = defaultdict(Button)
    if 0 < len(pks) <= MOST_IN_A_LIST:
        rows = _COUNTED.all(type=type_of(model).pk, sources=pks, reader=reader.pk)
    else:
        rows = list(_counted(type_of(model).pk, pks, reader.pk)) if pks else []
    for pk, people, mine in rows:
        found[pk] = Button(people, bool(mine))
    return found


def present_of(author: Any) -> models.QuerySet[Mark]:
    """Returns the present marks on what the member wrote."""
    return Mark.objects.filter(of=author, removed_at=None)


_OF_MINE = Compiled(
    lambda: (
        present_of(later_id("reader"))
        .exclude(member__bloc=later_id("bloc"))
        .select_related("source_type")
        .order_by("-pk")[:MOST_OF_MINE]
    )
)


def of_mine(reader: Membership) -> list[Mark]:
    """Returns the newest marks of the other shore on what the reader wrote. One query, none when there is no mark."""
    if not alongside(reader, "is_marked"):
        return []
    return _OF_MINE.all(reader=reader.pk, bloc=reader.bloc_id or 0)
