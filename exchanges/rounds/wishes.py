"""Two people whom a facilitator keeps together in a round, or apart in the whole course, and what that costs."""

from __future__ import annotations

import dataclasses
import enum
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academy.models import Membership
from commons.moderation.auditing import record
from exchanges.models import Parting, Pin, Round
from exchanges.pairing.people import NoRound
from exchanges.rounds.making import RoundFault, check, check_open, check_unpublished, lock
from exchanges.rounds.proposing import asked_of

if TYPE_CHECKING:
    from exchanges.pairing.prices import Price

ACTS = {
    "pin two": gettext_lazy("Two people kept together in a round"),
    "part two": gettext_lazy("Two people kept apart"),
    "lift pin": gettext_lazy("Two people no longer kept together"),
    "lift parting": gettext_lazy("Two people no longer kept apart"),
}


class WishKind(enum.StrEnum):
    PIN = "pin"
    PART = "part"


@dataclasses.dataclass(frozen=True)
class Wish:
    """Two members of one edition, kept together or apart."""

    kind: WishKind
    first: Membership
    second: Membership

    @property
    def two(self) -> tuple[int, int]:
        """Their ids, the lower one first, as both tables keep them."""
        one, other = sorted((self.first.pk, self.second.pk))
        return one, other


def price_of(round: Round, wish: Wish) -> Price:
    """Returns what the wish costs: the best groups with it beside the best without it. Raises RoundFault."""
    # numpy and scipy take a second to load
    from exchanges.pairing.prices import price

    check_unpublished(round)
    _check_wish(round, wish)
    asked = asked_of(round)
    more = {"pinned" if wish.kind == WishKind.PIN else "parted": [(wish.first.person.email, wish.second.person.email)]}
    try:
        return price(asked, **more)
    except NoRound as fault:
        raise RoundFault(str(fault)) from fault


@transaction.atomic
def keep(round: Round, wish: Wish, *, by: Membership, reason: str, language: str) -> None:
    """Keeps the wish. The round is not paired anew. Raises PermissionDenied and RoundFault."""
    check(by, round.edition_id)
    check_open(round.edition)
    check_unpublished(lock(round))
    _check_wish(round, wish)
    first, second = wish.two
    said = {"by": by, "reason": reason, "language": language if reason else ""}
    if wish.kind == WishKind.PIN:
        Pin.objects.create(round=round, first_id=first, second_id=second, **said)
    else:
        Parting.objects.create(first_id=first, second_id=second, **said)
    record(f"{wish.kind} two", by=by, edition=round.edition, reason=_names(wish, reason), subject=wish.first)


@transaction.atomic
def lift(round: Round, kind: WishKind, pk: int, *, by: Membership) -> None:
    """Lifts a wish; one that is lifted already stays so. Raises PermissionDenied and RoundFault."""
    check(by, round.edition_id)
    check_unpublished(lock(round))
    found = (pins_of(round) if kind == WishKind.PIN else partings_of(round)).filter(pk=pk).first()
    if found is None:
        return
    act = "lift pin" if kind == WishKind.PIN else "lift parting"
    wish = Wish(kind, found.first, found.second)
    record(act, by=by, edition=round.edition, reason=_names(wish, ""), subject=found.first)
    found.delete()


def pins_of(round: Round) -> QuerySet[Pin]:
    return (
        Pin.objects.filter(round=round).select_related("first__person", "second__person", "by__person").order_by("pk")
    )


def partings_of(round: Round) -> QuerySet[Parting]:
    """Returns the partings of the whole course."""
    found = Parting.objects.filter(first__edition=round.edition_id)
    return found.select_related("first__person", "second__person", "by__person").order_by("pk")


def _check_wish(round: Round, wish: Wish) -> None:
    first, second = wish.two
    if {wish.first.edition_id, wish.second.edition_id} != {round.edition_id} or first == second:
        raise RoundFault(_("Choose two different people."))
    if wish.kind == WishKind.PIN and wish.first.bloc_id == wish.second.bloc_id:
        raise RoundFault(_("Only people of different blocs can be kept together."))
    if Pin.objects.filter(round_id=round.pk, first=first, second=second).exists():
        raise RoundFault(_("These two are kept together already. Lift that first."))
    if Parting.objects.filter(Q(first=first, second=second) | Q(first=second, second=first)).exists():
        raise RoundFault(_("These two are kept apart already. Lift that first."))


def _names(wish: Wish, reason: str) -> str:
    names = f"{wish.first.name} · {wish.second.name}"
    return f"{names}: {reason}" if reason else names
