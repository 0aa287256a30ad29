"""A topic on its two shores: the reflections of each, their answers from the other, and those that wait for one."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet

from academy.models import Bloc, Edition, Kind, Membership, Topic
from academy.pages.compiled import Compiled, later_id, later_ids
from academy.pages.texts import localized
from academy.voices import Voices
from commons.texts.withheld import readable, unhidden, unhidden_from
from forum.models import Crossing, Reflection, Thread, ThreadKind, TopicTally
from forum.permissions import sees_other_shore

PAGE = 30


def published(topic: Topic, membership: Membership) -> QuerySet[Reflection]:
    """Returns the topic's published reflections that the member may read, newest first, as lists show them."""
    found = _of(topic).filter(readable(membership))
    if not sees_other_shore(membership, topic):
        found = found.filter(author__bloc=membership.bloc_id)
    return found


def newest(topic: Topic, membership: Membership) -> list[Reflection]:
    """Returns the first PAGE of ``published`` and one more. One query."""
    sees = sees_other_shore(membership, topic)
    if not sees and membership.bloc_id is None:
        return list(published(topic, membership)[: PAGE + 1])
    way = _newest(membership.runs_the_course, sees)
    return way.all(topic=topic.pk, reader=membership.pk, bloc=membership.bloc_id or 0)


@cache
def _newest(runs_the_course: bool, sees_across: bool) -> Compiled[Reflection]:
    def build() -> QuerySet[Reflection]:
        found = _of(later_id("topic"))
        if not runs_the_course:
            found = found.filter(unhidden_from(later_id("reader")))
        return (found if sees_across else found.filter(author__bloc=later_id("bloc")))[: PAGE + 1]

    return Compiled(build)


def _of(topic: Any) -> QuerySet[Reflection]:
    found = Reflection.objects.filter(topic=topic, published_at__isnull=False)
    return found.order_by("-published_at", "-pk").defer("answers", "draft")


def discussions(topic: Topic, membership: Membership) -> QuerySet[Thread]:
    """Returns the topic's discussions that the member may read, latest post first."""
    found = topic.threads.exclude(kind=ThreadKind.COMMENTS).order_by("-last_post_at", "-pk")
    return found if membership.runs_the_course else found.filter(unhidden())


def filters(blocs: Iterable[Bloc]) -> dict[str, Q]:
    """Maps the name of each filter -> its condition.

    Names are "" (all), a bloc's code (that shore), ``waiting-`` and a code (waits for its answer), and each kind of
    organisation.
    """
    shore = {bloc.code: Q(author__bloc=bloc) for bloc in blocs}
    waiting = {f"waiting-{code}": Q(answered_at=None) & ~theirs for code, theirs in shore.items()}
    return {"": Q()} | shore | waiting | {kind: Q(author__kind=kind) for kind in Kind.values}


def older_than(found: QuerySet[Reflection], pk: int | None) -> QuerySet[Reflection]:
    """Returns the part of the list after the reflection with this id; the whole list for None."""
    last = Reflection.objects.filter(pk=pk).values("published_at").first() if pk else None
    if last is None:
        return found
    at = last["published_at"]
    return found.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk))


_CROSSINGS = Compiled(
    lambda: (
        Crossing.objects.filter(reflection__id__in=later_ids("reflections", PAGE))
        .values_list("reflection", "state__names")
        .order_by("pk")
    )
)
_COUNTED = Compiled(
    lambda: (
        Reflection.objects.filter(topic=later_id("topic"), published_at__isnull=False, hidden_at=None)
        .values_list("topic")
        .annotate(count=Count("pk"), answered=Count("answered_at"))
        .order_by()
    )
)


def crossings(reflections: Iterable[Reflection]) -> dict[int, tuple[str, ...]]:
    """Maps reflection id -> names of the other shore's states that answered, in the reader's language. One query."""
    found: dict[int, tuple[str, ...]] = {}
    ids = [reflection.pk for reflection in reflections]
    for reflection, names in _CROSSINGS.all(reflections=ids) if ids else []:
        found[reflection] = (*found.get(reflection, ()), localized(names))
    return found


@dataclasses.dataclass(frozen=True)
class Tally:
    """A topic's counts: published reflections, those that the other shore has answered, and discussions."""

    reflections: int
    answered: int
    discussions: int

    @property
    def waiting(self) -> int:
        return self.reflections - self.answered


def tally_of(topic: Topic) -> Tally:
    """Returns the topic's counts without its discussions. One query."""
    _topic, count, answered = _COUNTED.first(topic=topic.pk) or (0, 0, 0)
    return Tally(count, answered, 0)


def tallies(edition: Edition) -> dict[int, Tally]:
    """Maps topic id -> tally. Two queries."""
    topics = Topic.objects.filter(edition=edition).order_by().values("pk")
    counted = (
        Reflection.objects.filter(topic__in=topics, published_at__isnull=False, hidden_at=None)
        .values("topic")
        .annotate(count=Count("pk"), answered=Count("answered_at"))
    )
    threads = dict(TopicTally.objects.filter(topic__edition=edition).values_list("topic", "discussions"))
    reflections = {row["topic"]: (row["count"], row["answered"]) for row in counted}
    found = {pk: Tally(*reflections.get(pk, (0, 0)), threads.get(pk, 0)) for pk in {*reflections, *threads}}
    return defaultdict(lambda: Tally(0, 0, 0), found)


def recount(topic_id: int) -> None:
    """Counts the topic's visible discussions anew. Whatever opens, hides or restores one calls this; in a transaction.

    A list of topics is shown far more often than their discussions change.
    """
    count = Thread.objects.filter(topic=topic_id, hidden_at=None).exclude(kind=ThreadKind.COMMENTS).count()
    TopicTally.objects.update_or_create(topic_id=topic_id, defaults={"discussions": count})


def recount_its_topic(sender: type, target: Thread, **_signal: Any) -> None:
    """Handles a hidden or restored discussion."""
    recount(target.topic_id)


def others(voices: Voices, bloc_id: int | None) -> tuple[str, ...]:
    """Returns the short names of the course's other blocs, in the reader's language."""
    return tuple(localized(bloc.short) for bloc in voices.blocs if bloc.pk != bloc_id)
