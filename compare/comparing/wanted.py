"""The cells of a topic that the other shore marked most: its page opens with them."""

from collections import defaultdict
from typing import Any, NamedTuple

from django.db.models import Count

from academy.models import Membership, Role, Topic
from academy.pages.compiled import Compiled, later_id
from academy.pages.texts import localized
from academy.voices import voices_of
from commons.marks.marked import FEWEST
from commons.marks.marking import type_of
from commons.models import Mark
from compare.comparing.versions import remembered
from compare.models import Provision
from forum.permissions import sees_other_shore

SHOWN = 3


class Marked(NamedTuple):
    """A bloc's cell or a state's row, and how many delegates of each bloc marked it."""

    aspect: int
    title: dict[str, str]
    bloc: int
    people: dict[int, int]

    def by_others(self, bloc: int) -> int:
        return sum(count for each, count in self.people.items() if each != bloc)


def opening(topic: Topic, reader: Membership) -> dict[str, Any]:
    """Returns the cells that delegates of another bloc than the reader's marked most. One query when the topic's
    comparison has changed; a second with "own reflection first", when fewer than FEWEST are shown only once their names
    are open."""
    fewest = 1 if sees_other_shore(reader, topic) else FEWEST
    blocs = {bloc.pk: bloc for bloc in voices_of(reader.edition).blocs}
    marked = remembered(topic, "wanted", lambda: _marked(topic))
    most = sorted(marked, key=lambda each: -each.by_others(reader.bloc_id or 0))[:SHOWN]
    return {
        "wanted": [
            (
                each.aspect,
                localized(each.title),
                blocs[each.bloc].shore,
                localized(blocs[each.bloc].short),
                each.by_others(reader.bloc_id or 0),
            )
            for each in most
            if each.by_others(reader.bloc_id or 0) >= fewest and each.bloc in blocs
        ]
    }


def _marked(topic: Topic) -> list[Marked]:
    """Returns what delegates marked, in the order of the comparison. Two queries."""
    people: dict[int, dict[int, int]] = defaultdict(dict)
    for pk, bloc, count in _PEOPLE.all(topic=topic.pk, type=type_of(Provision).pk):
        people[pk][bloc] = count
    provisions = _PROVISIONS.all(topic=topic.pk)
    return [Marked(aspect, title, bloc, people[pk]) for pk, aspect, title, bloc in provisions if pk in people]


_PEOPLE = Compiled(
    lambda: (
        Mark.objects.filter(source_type__id=later_id("type"), removed_at=None, member__role=Role.DELEGATE)
        .filter(source_id__in=Provision.objects.filter(aspect__topic=later_id("topic")).values("pk"))
        .order_by()
        .values_list("source_id", "member__bloc")
        .annotate(people=Count("pk"))
    )
)
_PROVISIONS = Compiled(
    lambda: (
        Provision.objects.filter(aspect__topic=later_id("topic"), aspect__closed_at=None)
        .order_by("aspect__place", "pk")
        .values_list("pk", "aspect", "aspect__title", "bloc")
    )
)
