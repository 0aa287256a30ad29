"""The list of an edition's people, by name."""

import dataclasses
from typing import Any

from django.db.models import Case, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from academy.members.names import folded
from academy.models import Edition, Membership, Role
from academy.voices import Voice, voices_of

PAGE, MOST_WORDS = 60, 8


@dataclasses.dataclass(frozen=True, slots=True)
class Listed:
    """A member with the codes of their languages and the slugs of their topics, the first ones first."""

    voice: Voice
    languages: list[str]
    topics: list[str]


def page_of_people(
    edition: Edition, *, topic: str = "", kind: str = "", name: str = "", after: int | None = None
) -> tuple[list[Listed], int | None]:
    """Returns PAGE active members after the membership ``after``, and the next ``after`` (None at the end).

    Resource persons and facilitators come before delegates, all by name; administrators are left out. ``topic`` (a
    slug) keeps only those who ranked that topic, ``kind`` only those of that kind of organisation, ``name`` those whose
    name has its words or is longer (d’Almeida for "almeida"), whatever their accents and capitals.
    """
    people = edition.memberships.active().exclude(role=Role.ADMINISTRATOR)
    if kind:
        people = people.filter(kind=kind)
    if topic:
        ranked = Cast("ranked_topics", TextField())
        people = people.annotate(ranked=ranked).filter(ranked__contains=f'"{topic}"')
    for word in folded(name).split()[:MOST_WORDS]:
        people = people.filter(person__sort_key__contains=word)
    rows, more = page_by_name(edition, people, after, "person__languages", "ranked_topics")
    voices = voices_of(edition)
    return [Listed(voices[pk], languages, topics) for pk, languages, topics in rows], more


def page_by_name(
    edition: Edition, people: QuerySet[Membership], after: int | None, *fields: str
) -> tuple[list[Any], int | None]:
    """Returns PAGE rows of the members' ids and these fields, and the next ``after`` (None at the end)."""
    rows = list(_by_name(edition, people, after).values_list("pk", *fields)[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1][0] if len(rows) > PAGE else None


def _by_name(edition: Edition, people: QuerySet[Membership], member: int | None) -> QuerySet[Membership]:
    """Returns the rows by name, from behind this member on; from the first when there is no such member."""
    ordered = _in_order(people)
    if member is None:
        return ordered
    here = _in_order(edition.memberships.filter(pk=member)).values_list("place", "person__sort_key").first()
    if here is None:
        return ordered
    behind = Q(person__sort_key__gt=here[1]) | Q(person__sort_key=here[1], pk__gt=member)
    return ordered.filter(Q(place__gt=here[0]) | Q(behind, place=here[0]))


def _in_order(people: QuerySet[Membership]) -> Any:
    place = Case(When(role=Role.DELEGATE, then=Value(1)), default=Value(0))
    return people.annotate(place=place).order_by("place", "person__sort_key", "pk")
