"""What the other shore marked most in a topic: the opening of its page."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from academy.compiled import Compiled, later_id
from academy.models import Membership, Role, Topic
from academy.texts import localized
from academy.voices import voices_of
from commons.marked import FEWEST
from commons.marking import type_of
from commons.models import Mark
from compare.models import Provision
from forum.permissions import sees_other_shore

SHOWN = 3


def opening(topic: Topic, reader: Membership) -> dict[str, Any]:
    """Returns the cells that delegates of another bloc than the reader's marked most. One query; a second with "own
    reflection first", when fewer than FEWEST are shown only once their names are open."""
    fewest = 1 if sees_other_shore(reader, topic) else FEWEST
    blocs = {bloc.pk: bloc for bloc in voices_of(reader.edition).blocs}
    rows = _MOST.all(topic=topic.pk, bloc=reader.bloc_id or 0, type=type_of(Provision).pk)
    return {
        "wanted": [
            (
                row.aspect_id,
                localized(row.aspect.title),
                blocs[row.bloc_id].shore,
                localized(blocs[row.bloc_id].short),
                row.people,
            )
            for row in rows
            if row.people >= fewest and row.bloc_id in blocs
        ]
    }


def _most() -> QuerySet[Any]:
    others = Mark.objects.filter(
        source_type__id=later_id("type"), source_id=OuterRef("pk"), removed_at=None, member__role=Role.DELEGATE
    ).exclude(member__bloc__id=later_id("bloc"))
    people = others.order_by().values("source_id").annotate(people=Count("pk")).values("people")
    cells = Provision.objects.filter(aspect__topic=later_id("topic")).select_related("aspect")
    counted = cells.annotate(people=Coalesce(Subquery(people), Value(0))).filter(people__gt=0)
    return counted.only("bloc", "aspect__title", "aspect__topic").order_by("-people", "aspect__place", "pk")[:SHOWN]


_MOST = Compiled(_most)
