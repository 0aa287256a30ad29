"""Whom mail does not reach: an address that takes none, a letter that was given up, one that may not have arrived."""

import datetime

from django.db.models import QuerySet

from academy.mail import handovers, undelivered
from academy.models import Membership

MOST = undelivered.MOST_SHOWN


def among(members: QuerySet[Membership], now: datetime.datetime) -> dict[int, list[str]]:
    """Maps the ids of those members whom mail does not reach -> what a page says of it, in the active language."""
    found: dict[int, list[str]] = {pk: [undelivered.words_of(why)] for pk, why in undelivered.stopped_among(members)}
    doubts = handovers.in_doubt(members.values("person__email"), now)
    their = members.filter(person__email__in={letter.address for letter in doubts})
    member_of = {address: pk for pk, address in their.values_list("pk", "person__email")}
    for letter in doubts:
        found.setdefault(member_of[letter.address], []).append(handovers.words_of(letter))
    return dict(list(found.items())[:MOST])
