"""Reads the practices of a course, and what people say of them."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from academy.models import Edition, Membership, Role
from academy.voices import Voice, voices_of
from commons.texts.withheld import readable
from compare.models import Need, NeedKind, Practice


@dataclasses.dataclass(frozen=True)
class Listed:
    """A practice in a list, by a member or the pack. ``people``: bloc's id -> how many delegates say what it takes."""

    practice: Practice
    by: Voice | None
    people: dict[int, int]
    is_mine: bool

    @property
    def said(self) -> int:
        return sum(self.people.values())


def practices_of(edition: Edition, reader: Membership, *, topic: str = "") -> QuerySet[Practice]:
    """Returns the practices that the reader sees: the pack's first, then the members', the newest last."""
    found = Practice.objects.filter(readable(reader), edition=edition)
    if topic:
        found = found.filter(topics__slug=topic)
    return found.defer("from_pack").order_by("pk")


def listed(practices: Collection[Practice], edition: Edition, reader: Membership) -> list[Listed]:
    """Adds the counts to the practices. One query."""
    rows = (
        Need.objects.filter(practice__edition=edition)
        .values_list("practice", "author__bloc")
        .annotate(
            people=Count("author", distinct=True, filter=Q(hidden_at=None, author__role=Role.DELEGATE)),
            own=Count("pk", filter=Q(author=reader)),
        )
    )
    people: dict[int, dict[int, int]] = defaultdict(dict)
    mine = set()
    for practice, bloc, count, own in rows:
        if count and bloc:
            people[practice][bloc] = count
        if own:
            mine.add(practice)
    voices = voices_of(edition)
    by = {each.pk: voices[each.author_id] if each.author_id else None for each in practices}
    return [Listed(each, by[each.pk], people[each.pk], each.pk in mine) for each in practices]


@dataclasses.dataclass(frozen=True)
class SaidNeed:
    """A need as pages show and moderate it."""

    pk: int
    kind: NeedKind
    language: str
    text: str
    hidden_at: Any
    author_id: int
    edition: Edition


@dataclasses.dataclass(frozen=True)
class SaidNeeds:
    """The needs that one member says, in the order of the kinds."""

    by: Voice
    needs: list[SaidNeed]

    @property
    def is_resource(self) -> bool:
        return self.by.role == Role.RESOURCE


def needs_of(practice: Practice, reader: Membership) -> list[SaidNeeds]:
    """Returns what each member says, in the order of their first sentence. One query."""
    fields, voices = ("pk", "kind", "language", "text", "hidden_at", "author"), voices_of(reader.edition)
    rows = Need.objects.filter(readable(reader), practice=practice).order_by("at", "pk").values(*fields)
    found: dict[int, SaidNeeds] = {}
    for row in rows:
        by = voices[row["author"]]
        found.setdefault(by.pk, SaidNeeds(by, [])).needs.append(_need(row, practice.edition))
    for said in found.values():
        said.needs.sort(key=lambda need: NeedKind.values.index(need.kind))
    return list(found.values())


def _need(row: dict[str, Any], edition: Edition) -> SaidNeed:
    said = {key: row[key] for key in ("pk", "language", "text", "hidden_at")}
    return SaidNeed(**said, kind=NeedKind(row["kind"]), author_id=row["author"], edition=edition)


def tally(found: Iterable[SaidNeeds]) -> list[tuple[NeedKind, int]]:
    """Returns how often each kind is named, the most frequent first."""
    counts = Counter(need.kind for said in found for need in said.needs if need.hidden_at is None)
    return counts.most_common()
