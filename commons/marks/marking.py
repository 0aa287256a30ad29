"""Marks a source of the other shore, notes any source for oneself, and counts marks."""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from academy.models import Membership, Role
from academy.pages.numbers import whole_number
from academy.typed.signs import one_line, plain
from commons.marks.sources import Card, card_of, readable_cards, ways_on
from commons.models import Mark, Note
from commons.pages import first_of_each
from commons.permissions import check_marking, check_reading


def mark(source: Any, *, by: Membership, why: str = "", language: str = "") -> None:
    """Says that the source could serve the member's side. Once marked, only another sentence changes anything: it
    takes the place of the earlier one, which stays as history. Raises Http404 or PermissionDenied."""
    check_marking(by, source)
    said = {"why": one_line(why), "language": language or usual_language(by), "of_id": card_of(source).author_id}
    _keep(Mark, source, by, said, lambda before: said["why"] in ("", before.why))


def unmark(source: Any, *, by: Membership) -> None:
    """Takes the mark back; without one nothing happens. Raises Http404 or PermissionDenied."""
    check_marking(by, source)
    with transaction.atomic():
        for present in _present(Mark, source, by).select_for_update():
            present.removed_at = timezone.now()
            present.save(update_fields=["removed_at"])  # one by one, because pages follow the saved marks


def note(source: Any, *, by: Membership, text: str = "", language: str = "") -> None:
    """Keeps the source for later, for the member alone. Another text takes the place of the earlier one. Raises
    Http404."""
    check_reading(by, source)
    said = {"text": plain(text), "language": language or usual_language(by)}
    _keep(Note, source, by, said, lambda before: said["text"] == before.text)


def unnote(source: Any, *, by: Membership) -> None:
    """Takes the note away; without one nothing happens. Raises Http404."""
    check_reading(by, source)
    _present(Note, source, by).update(removed_at=timezone.now())


def _keep(
    model: type[Mark] | type[Note], source: Any, by: Membership, said: dict[str, Any], is_kept: Callable[[Any], bool]
) -> None:
    """Makes the row, unless the present one ``is_kept``."""
    now = timezone.now()
    try:
        with transaction.atomic():
            before = _present(model, source, by).select_for_update().first()
            if before is not None:
                if is_kept(before):
                    return
                before.removed_at = now
                before.save(update_fields=["removed_at"])
            model.objects.create(member=by, source_type=type_of(type(source)), source_id=source.pk, at=now, **said)
    except IntegrityError:  # a second tap at the same moment has made it; only a sentence would be lost
        _keep(model, source, by, said, is_kept)


def usual_language(member: Membership) -> str:
    return next(iter(member.person.languages), "en")


def type_of(model: type[models.Model]) -> ContentType:
    return ContentType.objects.get_for_model(model)


def _present(model: type[Mark] | type[Note], source: Any, by: Membership) -> QuerySet[Any]:
    return model.objects.filter(member=by, source_type=type_of(type(source)), source_id=source.pk, removed_at=None)


class Own(NamedTuple):
    """The reader's own sentence, and its language."""

    text: str
    language: str


@dataclasses.dataclass
class Interest:
    """The marks on a source: ``people`` counts delegates by their bloc's code. ``mine``: the reader's own sentence;
    None when the reader has not marked it. ``note``: the same of what they noted, and ``reasons``: the sentences of
    all, where a page asks for them (``commons/marks/marked.py``)."""

    people: dict[str, int] = dataclasses.field(default_factory=dict)
    mine: Own | None = None
    note: Own | None = None
    reasons: list[Any] = dataclasses.field(default_factory=list)


def interest(model: type[models.Model], pks: Any, reader: Membership) -> dict[int, Interest]:
    """Maps the ids of sources to the interest in them, with an empty one for all others. ``pks``: ids, or a query for
    them. One query."""
    found: dict[int, Interest] = defaultdict(Interest)
    marks = Mark.objects.filter(source_type=type_of(model), source_id__in=pks, removed_at=None)
    counted = marks.values("source_id", bloc=F("member__bloc__code")).annotate(
        people=Count("pk", filter=Q(member__role=Role.DELEGATE)),
        mine=Max("why", filter=Q(member=reader)),
        language=Max("language", filter=Q(member=reader)),
    )
    for row in counted.order_by():
        here = found[row["source_id"]]
        if row["bloc"] and row["people"]:
            here.people[row["bloc"]] = row["people"]
        if row["mine"] is not None:
            here.mine = Own(row["mine"], row["language"])
    return found


def of(member: Membership) -> QuerySet[Mark]:
    """Returns the member's present marks."""
    return Mark.objects.filter(member=member, removed_at=None).order_by("-pk")


def newest_of(members: Iterable[int], most: int) -> list[Mark]:
    """Returns the newest present marks of some members, whose ids are given, without sentences that are hidden. One
    query, by the rows of each."""
    present = Mark.objects.filter(removed_at=None)
    newest = [present.filter(member=member).order_by("-pk").values("pk")[:most] for member in members]
    found = list(first_of_each(Mark.objects.all(), newest)) if newest else []
    for mark in found:
        mark.why = "" if mark.hidden_at is not None else mark.why
    return sorted(found, key=lambda mark: -mark.pk)[:most]


def notes_of(member: Membership) -> QuerySet[Note]:
    """Returns the member's present notes."""
    return Note.objects.filter(member=member, removed_at=None).order_by("-pk")


class Kept(NamedTuple):
    """A mark or a note on a member's own page. ``card``: None when its source is gone or closed to the reader."""

    said: Mark | Note
    card: Card | None
    ways_on: list[tuple[Any, str]]


def by_topic(marks: Iterable[Mark | Note], reader: Membership) -> list[tuple[Any, list[Kept]]]:
    """Returns the reader's marks and notes with their cards, by topic in the course's order; last, without a topic,
    those whose source is gone or closed."""
    models_of = {mark: model_of(mark.source_type_id) for mark in marks}
    cards = readable_cards(reader, ((model, mark.source_id) for mark, model in models_of.items()))
    found: dict[Any, list[Kept]] = defaultdict(list)
    for mark, model in models_of.items():
        card = cards.get((model, mark.source_id))
        ways = ways_on(reader, model, mark.source_id, card, mark.name) if card else []
        found[card.topic if card else None].append(Kept(mark, card, ways))
    return sorted(found.items(), key=lambda group: (group[0] is None, group[0].place if group[0] else 0))


def by_source(found: Iterable[Kept]) -> list[tuple[Kept, list[Mark | Note]]]:
    """Returns for each source one of its rows, and all that the member said of it, in the order of the first."""
    made: dict[tuple[int, int], tuple[Kept, list[Mark | Note]]] = {}
    for here in found:
        made.setdefault((here.said.source_type_id, here.said.source_id), (here, []))[1].append(here.said)
    return list(made.values())


def kept(name: str, by: Membership) -> tuple[list[str], Card] | None:
    """Returns what the member said of the source of this present mark or note, the named one first, and the source's
    card. None when there is none, and when its source is gone or closed to them."""
    kind, _dash, pk = name.partition("-")
    lists: dict[str, QuerySet[Any]] = {"mark": of(by), "note": notes_of(by)}
    number = whole_number(pk)
    named = lists[kind].filter(pk=number).first() if kind in lists and number else None
    if named is None:
        return None
    of_it = (model_of(named.source_type_id), named.source_id)
    card = readable_cards(by, [of_it]).get(of_it)
    if card is None:
        return None
    here = {"source_type_id": named.source_type_id, "source_id": named.source_id}
    all_said = sorted((said for rows in lists.values() for said in rows.filter(**here)), key=lambda said: said != named)
    return list(dict.fromkeys(said.sentence for said in all_said if said.sentence)), card


def model_of(source_type: int) -> Any:
    return ContentType.objects.get_for_id(source_type).model_class()
