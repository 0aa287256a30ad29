"""Chooses members to invite, and says how far each invitation has come."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.courses import life
from academy.models import Edition, Invitation, Membership, Role
from academy.pages.compiled import Compiled, later_id
from academy.pages.dates import date_words
from academy.permissions import check_setting_up
from academy.tasks import send_invitations

LONGEST_LINE = 300
CAME = Q(welcomed_at__isnull=False) | Q(role=Role.FACILITATOR, person__last_login__isnull=False)
"""Nobody welcomes a facilitator, so their sign-in tells."""


class NoMail(Exception):
    """No mail leaves this installation; links are handed out instead."""


def mail_leaves() -> bool:
    return settings.DEMO or settings.ENVIRONMENT.email is not None


def not_come(edition: Edition) -> QuerySet[Membership]:
    """Returns the active members who have not been here; administrators come by themselves."""
    return edition.memberships.active().exclude(role=Role.ADMINISTRATOR).exclude(CAME)


def never_invited(edition: Edition) -> QuerySet[Membership]:
    """Returns those of ``not_come`` who have no invitation, neither sent nor waiting."""
    invited = Invitation.objects.filter(membership=OuterRef("pk"))
    return not_come(edition).filter(~Exists(invited))


@transaction.atomic
def invite(edition: Edition, members: Iterable[Membership], *, by: Membership, line: str = "") -> int:
    """Queues an invitation for each member of the edition; returns how many. Raises PermissionDenied, Closed, NoMail.

    A member whose last invitation still waits gets no second one.
    """
    check_setting_up(by, edition)
    life.check(edition, life.Act.INVITE)
    if not mail_leaves():
        raise NoMail
    Edition.objects.select_for_update().get(pk=edition.pk)  # a double tap invites once
    unsent = Invitation.objects.filter(began_at=None, membership__edition=edition)
    waiting = set(unsent.values_list("membership", flat=True))
    chosen = [member for member in members if member.edition_id == edition.pk and member.pk not in waiting]
    Invitation.objects.bulk_create(Invitation(membership=member, by=by, line=line[:LONGEST_LINE]) for member in chosen)
    if chosen:
        transaction.on_commit(lambda: send_invitations.enqueue(edition=edition.pk))
    return len(chosen)


@dataclasses.dataclass(frozen=True)
class Tally:
    """How far the invitations of one bloc have come. ``bloc`` is an id, None for those who belong to none.
    ``uninvited``: how many ``never_invited`` has of them."""

    bloc: int | None
    here: int
    invited: int
    came: int
    uninvited: int


def tallies(edition: Edition) -> list[Tally]:
    """Returns for each bloc how many are on the roster, were invited, and came. One query."""
    return [Tally(*row) for row in _TALLIES.all(edition=edition.pk)]


def _tallied() -> QuerySet[Membership, tuple[Any, ...]]:
    theirs = Invitation.objects.filter(membership=OuterRef("pk"))
    people = Membership.objects.active().filter(edition=later_id("edition")).exclude(role=Role.ADMINISTRATOR)
    people = people.annotate(was_invited=Exists(theirs.filter(sent_at__isnull=False)), has_invitation=Exists(theirs))
    counted = {
        "here": Count("pk"),
        "invited": Count("pk", filter=Q(was_invited=True)),
        "came": Count("pk", filter=CAME),
        "uninvited": Count("pk", filter=~CAME & Q(has_invitation=False)),
    }
    return people.values("bloc").annotate(**counted).order_by("bloc").values_list("bloc", *counted)


_TALLIES = Compiled(_tallied)


def states(members: Iterable[int]) -> dict[int, str]:
    """Returns what is known of each member's newest invitation, in the active language. One query."""
    newest: dict[int, Invitation] = {}
    for invitation in Invitation.objects.filter(membership__in=list(members)).order_by("pk"):
        newest[invitation.membership_id] = invitation
    return {pk: _state(invitation) for pk, invitation in newest.items()}


def _state(invitation: Invitation) -> str:
    if invitation.fault:
        return _("could not be delivered: %(words)s") % {"words": invitation.fault}
    if invitation.sent_at:
        day = date_words(timezone.localtime(invitation.sent_at), "MONTH_DAY_FORMAT")
        return _("invited %(day)s") % {"day": day}
    if invitation.began_at:
        return _("perhaps sent: the connection broke off")
    return _("the invitation is on its way")
