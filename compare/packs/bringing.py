"""Brings a pack's aspects, provisions, practices and terms into an edition."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from academy.models import Edition, State
from compare.comparing import versions
from compare.models import Aspect, Practice, Provision, Term
from compare.packs.merging import merged
from compare.packs.reading import Known, PackAspect, PackPractice, aspects_of, practices_of, terms_of

PROVISION = ("instrument", "articles", "year", "status", "is_gap", "summary", "confidence", "references", "doubt")
ASPECT = ("place", "title", "question")
PRACTICE = ("title", "who", "years", "done", "result", "possible", "asks", "confidence", "references")


@transaction.atomic
def bring(edition: Edition, content: dict[str, Any]) -> None:
    """Adds what is new in the pack and brings what it changed, except what people changed here; deletes nothing.

    About a dozen queries, however large the pack is. Raises PackFault; then nothing is changed.
    """
    states = dict(State.objects.values_list("code", "pk"))
    course = content["topics"]
    known = Known([topic["slug"] for topic in course["topics"]], course["edition"]["blocs"], states)
    aspects, practices, terms = aspects_of(content, known), practices_of(content, known), terms_of(content)
    # An older edition may lack a topic or a bloc that the pack has meanwhile.
    topics = {topic.slug: topic for topic in edition.topics.all()}
    blocs = dict(edition.blocs.values_list("code", "pk"))
    aspects = [aspect for aspect in aspects if aspect.topic in topics]
    rows = _bring_aspects(edition, aspects, topics)
    _bring_provisions(edition, aspects, rows, blocs, states)
    _bring_practices(edition, practices, topics)
    if [term.texts for term in edition.terms.all()] != terms:
        edition.terms.all().delete()
        Term.objects.bulk_create(
            Term(edition=edition, place=place, texts=texts) for place, texts in enumerate(terms, 1)
        )
    versions.renew(edition)


def _bring_aspects(edition: Edition, aspects: list[PackAspect], topics: dict[str, Any]) -> dict[tuple[str, str], int]:
    """Maps (topic, slug) to the id of each aspect. Those that people added, changed or closed stay so."""
    here = {(each.topic.slug, each.slug): each for each in _aspects(edition)}
    new, changed = [], []
    for aspect in aspects:
        said = {field: getattr(aspect, field) for field in ASPECT}
        found = here.get((aspect.topic, aspect.slug))
        if found is None:
            new.append(Aspect(topic=topics[aspect.topic], slug=aspect.slug, **said, from_pack=said))
        elif found.from_pack != said:
            changed.append(_merge(found, said))
    Aspect.objects.bulk_create(new)
    Aspect.objects.bulk_update(changed, [*ASPECT, "from_pack"])
    return {(each.topic.slug, each.slug): each.pk for each in _aspects(edition)}


def _aspects(edition: Edition) -> Any:
    return Aspect.objects.filter(topic__edition=edition).select_related("topic")


def _bring_provisions(
    edition: Edition,
    aspects: list[PackAspect],
    rows: dict[tuple[str, str], int],
    blocs: dict[str, int],
    states: dict[str, int],
) -> None:
    """Brings the provisions. It locks those of the edition first, because a correction may be accepted at the same
    time."""
    locked = Provision.objects.select_for_update().filter(aspect__topic__edition=edition)
    here = {(each.aspect_id, each.bloc_id, each.state_id): each for each in locked}
    new, changed = [], []
    for aspect in aspects:
        for said in (each for each in aspect.provisions if each.bloc in blocs):
            place = (rows[aspect.topic, aspect.slug], blocs[said.bloc], states.get(said.state))
            found = here.get(place)
            if found is None:
                ids = dict(zip(("aspect_id", "bloc_id", "state_id"), place, strict=True))
                new.append(Provision(**ids, **said.content, from_pack=said.content))
            elif found.from_pack != said.content:
                changed.append(_merge(found, said.content))
    Provision.objects.bulk_create(new)
    Provision.objects.bulk_update(changed, [*PROVISION, "from_pack"])


def _bring_practices(edition: Edition, practices: list[PackPractice], topics: dict[str, Any]) -> None:
    """Brings the practices. Their topics follow the pack until somebody changes the practice here."""
    here = {each.slug: each for each in Practice.objects.select_for_update().filter(edition=edition, author=None)}
    new, changed, placed = [], [], []
    for said in practices:
        found, whole = here.get(said.slug), {**said.content, "topics": said.topics}
        if found is None:
            made = Practice(edition=edition, slug=said.slug, **said.content, from_pack=whole)
            new.append(made)
            placed.append((made, said.topics))
        elif found.from_pack != whole:
            if found.edited_at is None and found.from_pack.get("topics") != said.topics:
                placed.append((found, said.topics))
            changed.append(_with(_merge(found, said.content), {"from_pack": whole}))
    Practice.objects.bulk_create(new)
    Practice.objects.bulk_update(changed, [*PRACTICE, "from_pack"])
    _place_under(placed, topics)


def _place_under(placed: list[tuple[Practice, list[str]]], topics: dict[str, Any]) -> None:
    """Puts each practice under the topics of these slugs alone, of those that the course has."""
    under = Practice.topics.through
    under.objects.filter(practice__in=[practice for practice, _slugs in placed]).delete()
    under.objects.bulk_create(
        under(practice=practice, topic=topics[slug]) for practice, slugs in placed for slug in slugs if slug in topics
    )


@transaction.atomic
def take_over(earlier: Edition, edition: Edition) -> None:
    """Gives the edition what people made of the pack's comparison in an earlier one: words, order and own aspects.

    Practices that people added there are theirs, and do not come along.
    """
    _take_over_aspects(earlier, edition)
    _take_over(_provisions(earlier), _provisions(edition), _place)
    practices = Practice.objects.filter(author=None)
    _take_over(practices.filter(edition=earlier), practices.filter(edition=edition), lambda row: row.slug)
    _take_over_topics(practices.filter(edition=earlier), practices.filter(edition=edition), edition)
    versions.renew(edition)


def _take_over_aspects(earlier: Edition, edition: Edition) -> None:
    topics = {topic.slug: topic for topic in edition.topics.all()}
    here = {(each.topic.slug, each.slug): each for each in _aspects(edition)}
    fields = [*ASPECT, "closed_at"]
    changed = []
    for each in _aspects(earlier):
        found = here.get((each.topic.slug, each.slug))
        if found is not None:
            changed.append(_with(found, {field: getattr(each, field) for field in fields}))
        elif each.closed_at is None and each.topic.slug in topics:
            _copy_aspect(each, topics[each.topic.slug])
    Aspect.objects.bulk_update(changed, fields)


def _copy_aspect(aspect: Aspect, topic: Any) -> None:
    """Few are copied: those that people added."""
    said = {field: getattr(aspect, field) for field in ASPECT}
    made = Aspect.objects.create(topic=topic, slug=aspect.slug, **said)
    provisions = list(aspect.provisions.all())
    for provision in provisions:
        provision.pk, provision.aspect = None, made
    Provision.objects.bulk_create(provisions)


def _provisions(edition: Edition) -> Any:
    return Provision.objects.filter(aspect__topic__edition=edition).select_related("aspect__topic")


def _place(row: Provision) -> tuple[Any, ...]:
    return row.aspect.topic.slug, row.aspect.slug, row.bloc_id, row.state_id


def _take_over(earlier: Any, here: Any, place: Callable[[Any], Any]) -> None:
    said = {place(row): row for row in earlier.exclude(edited_at=None)}
    rows = [row for row in here if place(row) in said] if said else []
    fields = [*(PROVISION if here.model is Provision else PRACTICE), "edited_at"]
    for row in rows:
        _with(row, {field: getattr(said[place(row)], field) for field in fields})
    here.model.objects.bulk_update(rows, fields)


def _take_over_topics(earlier: Any, here: Any, edition: Edition) -> None:
    said = {row.slug: row for row in earlier.exclude(edited_at=None).prefetch_related("topics")}
    topics = {topic.slug: topic for topic in edition.topics.all()}
    _place_under(
        [(row, [each.slug for each in said[row.slug].topics.all()]) for row in here if row.slug in said], topics
    )


def _merge(row: Any, content: dict[str, Any]) -> Any:
    mine = {key: getattr(row, key) for key in content}
    return _with(row, merged(mine, row.from_pack, content) | {"from_pack": content})


def _with(row: Any, values: dict[str, Any]) -> Any:
    for key, value in values.items():
        setattr(row, key, value)
    return row
