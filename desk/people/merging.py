"""Merging two memberships of one person, who came under two addresses."""

import contextlib
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ManyToOneRel, ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.models import Membership, Person, Role
from academy.models.people import FORMER
from academy.permissions import check_setting_up
from academy.signals import role_changed
from academy.typed.sentences import fill
from commons.models import AuditEntry, Following
from commons.moderation import auditing
from commons.permissions import check_link
from desk.people.changing import MemberFault, hold
from exchanges.gatherings.opening import TABLE
from exchanges.models import Chair, Coming, MonthlyWish, Seat, Table
from exchanges.relay import acts as relays
from exchanges.rounds import proposing
from exchanges.stages import roles
from forum.models import PostReaction, ThreadRead
from rooms import conversations
from rooms.models import MessageReaction, RoomMember, RoomRead, Speaker

TRACES = {
    RoomRead,
    ThreadRead,
    MessageReaction,
    PostReaction,
    Following,
    MonthlyWish,
    Coming,
    Seat,
    Chair,
    Speaker,
    Table,
}
"""Rows of which one is enough when both people did the same with one thing."""


@transaction.atomic
def merge(kept: Membership, other: Membership, *, by: Membership) -> None:
    """Gives ``kept`` all that ``other`` wrote and did; ``other`` leaves the course, and its address signs nobody in.

    Nothing changes when both did something that a member does once. Raises PermissionDenied and MemberFault.
    """
    check_setting_up(by, kept.edition)
    hold(kept, other)
    check_link(by, kept)
    check_link(by, other)
    if kept.pk == other.pk or kept.edition_id != other.edition_id or Role.ADMINISTRATOR in {kept.role, other.role}:
        raise MemberFault(_("Choose another person of this course."))
    person = other.person
    _leave_tables(kept, other)
    _move_rows(kept, other)
    _move_ids(kept, other)
    _copy(kept, other)
    _retire(other)
    if not person.memberships.exists() and not person.is_superuser:
        person.is_active = False
        person.save(update_fields=["is_active"])
    auditing.record("merge_people", by=by, edition=kept.edition, subject=kept)


def _leave_tables(kept: Membership, other: Membership) -> None:
    """If both have sat at one table of a gathering, in any turn, one membership in its room is enough."""
    both = RoomMember.objects.filter(membership=kept, room__kind=TABLE).values("room")
    RoomMember.objects.filter(membership=other, room__in=both).delete()


def _move_rows(kept: Membership, other: Membership) -> None:
    # Hidden ones too: most tables name no way back from a member, and their rows would go with ``other``.
    for relation in Membership._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel):
            continue
        model, field = relation.related_model, relation.field.name
        if model is AuditEntry:  # the log only grows; its lines stay with the membership that leaves
            continue
        rows: Any = model._base_manager.filter(**{field: other})
        if model in TRACES:
            _move_each(rows, field, kept)
            continue
        try:
            with transaction.atomic():
                rows.update(**{field: kept})
        except IntegrityError as both:
            words = _("Both %(one)s and %(other)s have done the same once (%(what)s), so they cannot be merged.")
            names = {"one": kept.name, "other": other.name, "what": str(model._meta.verbose_name)}
            raise MemberFault(fill(words, names)) from both


def _move_ids(kept: Membership, other: Membership) -> None:
    """Gives ``kept`` the ids of ``other`` that no foreign key holds."""
    proposing.take_over(kept.pk, other.pk, kept.edition_id)
    relays.take_over(kept.pk, other.pk, kept.edition_id)
    roles.take_over(kept.pk, other.pk, kept.edition_id)
    try:
        with transaction.atomic():
            conversations.take_over(kept.pk, other.pk)
    except IntegrityError as both:
        words = _("Both %(one)s and %(other)s have a conversation with the same person, so they cannot be merged.")
        raise MemberFault(fill(words, {"one": kept.name, "other": other.name})) from both


def _copy(kept: Membership, other: Membership) -> None:
    """Copies what stands in the row itself: the welcome, if only ``other`` had one, and the copies of measures."""
    for member in (kept, other):
        member.refresh_from_db(fields=["muted_until", "suspended_at"])
    if kept.welcomed_at is None and other.welcomed_at is not None:
        for field in ("welcomed_at", "free_hours", "ranked_topics"):
            setattr(kept, field, getattr(other, field))
    for field in ("muted_until", "suspended_at"):
        setattr(kept, field, max(filter(None, (getattr(kept, field), getattr(other, field))), default=None))
    kept.save(update_fields=["welcomed_at", "free_hours", "ranked_topics", "muted_until", "suspended_at"])


def _move_each(rows: Any, field: str, kept: Membership) -> None:
    """Gives ``kept`` these rows, except those that it has already."""
    for pk in list(rows.values_list("pk", flat=True)):
        with contextlib.suppress(IntegrityError), transaction.atomic():
            rows.filter(pk=pk).update(**{field: kept})


def _retire(other: Membership) -> None:
    role_changed.send(Membership, membership=other)
    try:
        with transaction.atomic():
            other.delete()
    except ProtectedError:
        other.left_at = timezone.now()
        other.person = Person.objects.create_user(f"{other.pk}{FORMER}", is_active=False)
        other.save(update_fields=["left_at", "person"])
