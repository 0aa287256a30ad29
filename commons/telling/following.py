"""Following and muting one place: a discussion, a reflection, a card, a topic. Higher floors register the kinds.

Who takes part follows, until they choose otherwise. To mute wins over everything: a muted place tells nothing, nor does
what stands in it.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from academy.models import Membership
from academy.pages.compiled import Compiled, later_id
from commons.models import Following, Stance


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of place that members follow. ``words``: its name. ``queryset`` loads places with their edition.

    ``open_among(member, places)``: the ids of those that they may read, in a constant number of queries.
    ``title(place, member)``: in the active language, or in ``place.language``.
    """

    name: str
    words: Any
    model: type[Model]
    queryset: Callable[[], QuerySet[Any]]
    open_among: Callable[[Membership, Sequence[Any]], set[int]]
    title: Callable[[Any, Membership], str] = lambda place, _member: place.excerpt
    path: Callable[[Any], str] = lambda place: place.get_absolute_url()


@dataclasses.dataclass(frozen=True)
class Shown:
    """A row of somebody's list; without a path when they may not read the place any more."""

    kind: Kind
    pk: int
    stance: str
    title: str = ""
    path: str = ""
    language: str = ""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def fetch(kind: str, pk: int) -> Any:
    """Returns the place, without a check of permission. Raises Http404."""
    known = _kinds.get(kind)
    place = known.queryset().filter(pk=pk).first() if known else None
    if place is None:
        raise Http404
    return place


def choose(place: Any, stance: str, *, by: Membership) -> None:
    """Keeps the member's choice. ``stance``: FOLLOW or MUTE; anything else takes the choice back. Raises
    PermissionDenied."""
    if stance in (Stance.FOLLOW, Stance.MUTE):
        if not _kind_of(place).open_among(by, [place]):
            raise PermissionDenied
        chosen = {"stance": stance, "at": timezone.now()}
        Following.objects.update_or_create(member=by, **_pointer(place), defaults=chosen)
    else:
        Following.objects.filter(member=by, **_pointer(place)).delete()


def shown(rows: Iterable[Following], member: Membership) -> list[Shown]:
    """Returns what a list of one's own choices shows, without what is gone. Two queries for each kind of place."""
    rows = list(rows)
    kinds = {ContentType.objects.get_for_model(kind.model).pk: kind for kind in _kinds.values()}
    places: dict[tuple[int, int], Any] = {}
    is_open: set[tuple[int, int]] = set()
    for type_id in {row.place_type_id for row in rows}:
        found = list(kinds[type_id].queryset().filter(pk__in=[r.place_id for r in rows if r.place_type_id == type_id]))
        places |= {(type_id, place.pk): place for place in found}
        is_open |= {(type_id, pk) for pk in kinds[type_id].open_among(member, found)}
    return [
        _shown(row, kinds[row.place_type_id], places[key] if key in is_open else None, member)
        for row in rows
        if (key := (row.place_type_id, row.place_id)) in places
    ]


def show(kind: str, pk: int, member: Membership) -> Shown:
    """Returns one place for the member, whatever they have chosen. Raises Http404."""
    place = fetch(kind, pk)
    chosen = stance_of(member, place)
    (found,) = shown([Following(member=member, stance=chosen, **_pointer(place))], member)
    if not found.path:
        raise Http404
    return found


def _shown(row: Following, kind: Kind, place: Any, member: Membership) -> Shown:
    if place is None:
        return Shown(kind, row.place_id, row.stance)
    title, language = kind.title(place, member), getattr(place, "language", "")
    return Shown(kind, row.place_id, row.stance, title, kind.path(place), language)


def path_of(place: Any) -> str:
    return _kind_of(place).path(place)


def _kind_of(place: Any) -> Kind:
    return next(kind for kind in _kinds.values() if isinstance(place, kind.model))


def take_part(place: Any, member: Membership) -> None:
    """Lets the member follow the place because they take part in it, unless they have chosen already."""
    Following.objects.get_or_create(member=member, **_pointer(place), defaults={"stance": Stance.PART})


def stance_of(member: Membership, place: Any) -> str:
    """Returns the member's stance to the place, "" without one. One query."""
    kind = ContentType.objects.get_for_model(type(place))
    (stance,) = _STANCE.first(member=member.pk, kind=kind.pk, place=place.pk) or ("",)
    return stance


_STANCE = Compiled(
    lambda: Following.objects.filter(
        member=later_id("member"), place_type=later_id("kind"), place_id=later_id("place")
    ).values_list("stance")
)


def own_stance(model: type[Model], person: Any) -> Coalesce:
    """As ``stance_of``, read alongside a place of this model. ``person``: an id."""
    kind = ContentType.objects.get_for_model(model)
    own = Following.objects.filter(member__person=person, place_type=kind, place_id=OuterRef("pk"))
    return Coalesce(Subquery(own.values("stance")[:1]), Value(""))


def followers(place: Any, *, within: Sequence[Any] = ()) -> QuerySet[Membership]:
    """Returns who follows the place and has muted nothing that it stands in (``within``)."""
    follow = Following.objects.filter(**_pointer(place)).exclude(stance=Stance.MUTE)
    return Membership.objects.active().filter(pk__in=follow.values("member")).exclude(pk__in=_muted([*within]))


def unmuted(members: Iterable[Membership], places: Sequence[Any]) -> list[Membership]:
    """Leaves out those who have muted one of these places. One query."""
    muted = set(_muted(places).values_list("member", flat=True))
    return [member for member in members if member.pk not in muted]


def _muted(places: Sequence[Any]) -> QuerySet[Any]:
    any_of = Q(pk=None)
    for place in places:
        any_of |= Q(**_pointer(place))
    return Following.objects.filter(any_of, stance=Stance.MUTE).values("member")


def _pointer(place: Any) -> dict[str, Any]:
    return {"place_type": ContentType.objects.get_for_model(type(place)), "place_id": place.pk}
