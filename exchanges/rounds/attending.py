"""Decides who takes part in a round: those who have come, those who asked for it, or everybody, unless a facilitator
decided otherwise."""

import dataclasses
from collections.abc import Callable, Collection

from django.db import transaction

from academy.models import Membership
from exchanges.models import Attendance, MonthlyWish, Round
from exchanges.models.rounds import TakesPart
from exchanges.rounds.making import check, check_unpublished, lock


@dataclasses.dataclass(frozen=True)
class Present:
    """A delegate of the edition. ``why``: "" (takes part), "not come", "not asked", "left out" or "suspended".

    ``included``: a facilitator included somebody who would not take part otherwise.
    """

    member: Membership
    why: str
    included: bool = False


def present_in(round: Round) -> list[Present]:
    """Returns all delegates by name, whether they take part or not. Two queries, three in a monthly round."""
    decided = dict(Attendance.objects.filter(round_id=round.pk).values_list("membership", "takes_part"))
    delegates = round.edition.memberships.delegates().filter(left_at=None).select_related("person", "bloc", "state")
    by_name = delegates.order_by("person__sort_key", "pk")
    missing = _missing(round)
    return [_present(member, missing(member), decided.get(member.pk)) for member in by_name]


def _missing(round: Round) -> Callable[[Membership], str]:
    """Returns what a member lacks to take part without a decision, "" for nothing."""
    if round.takes_part == TakesPart.MONTHLY:
        asked = set(
            MonthlyWish.objects.filter(membership__edition=round.edition_id).values_list("membership", flat=True)
        )
        return lambda member: "" if member.pk in asked else "not asked"
    everybody = round.takes_part == TakesPart.EVERYBODY
    return lambda member: "" if everybody or member.welcomed_at is not None else "not come"


def _present(member: Membership, missing: str, decided: bool | None) -> Present:
    if member.suspended_at is not None or not member.person.is_active:
        return Present(member, "suspended")
    if decided is False:
        return Present(member, "left out")
    if missing and not decided:
        return Present(member, missing)
    return Present(member, "", included=bool(missing))


def members_of(round: Round) -> list[Membership]:
    """Returns the active delegates who take part."""
    return [present.member for present in present_in(round) if not present.why]


@transaction.atomic
def decide(round: Round, members: Collection[int], *, takes_part: bool, by: Membership) -> int:
    """Includes these delegates (ids), or leaves them out, and returns how many there are. Proposes nothing.

    Raises PermissionDenied, and RoundFault for a published round.
    """
    check(by, round.edition_id)
    check_unpublished(lock(round))
    found = round.edition.memberships.delegates().filter(pk__in=members)
    for member in found:
        Attendance.objects.update_or_create(
            round=round, membership=member, defaults={"takes_part": takes_part, "by": by}
        )
    return len(found)
