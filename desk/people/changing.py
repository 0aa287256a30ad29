"""Adding, correcting and removing the people of a course at the desk. Each act stands in the log."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.members.profiles import sign_out_everywhere
from academy.models import Edition, Membership, Person, Role, SignInLink
from academy.models.people import FORMER
from academy.permissions import check_setting_up, may_direct, may_rename
from academy.signals import role_changed
from academy.typed.sentences import fill
from commons.moderation import auditing
from commons.permissions import check_link
from commons.targets import hold_row

OF_PERSON = ("given_name", "family_name", "languages", "time_zone")
OF_MEMBER = ("role", "kind", "organisation", "bloc", "state")


class MemberFault(Exception):
    """The change cannot be made. The message says why and what to do."""


def hold(*members: Membership) -> None:
    """Locks the memberships, so that acts on a person come one after another. Raises Http404 when one of them has
    ended."""
    for member in sorted(members, key=lambda each: each.pk):
        if hold_row(member).left_at is not None:
            raise Http404


@transaction.atomic
def add(edition: Edition, *, by: Membership, values: dict[str, Any]) -> Membership:
    """Adds a person, or brings back one who was removed. ``values``: see ``desk.people.forms.MemberForm``.

    A person whom another course knows keeps their name, languages and zone. Raises PermissionDenied and MemberFault.
    """
    check_setting_up(by, edition)
    Edition.objects.select_for_update().get(pk=edition.pk)  # two at once add a person once
    person = Person.objects.filter(email__iexact=values["email"]).first()
    member = edition.memberships.filter(person=person).first() if person else None
    if member is not None and member.left_at is None:
        raise MemberFault(_("This address is in the course already."))
    if person is not None:
        _check_active(person)
    else:
        person = Person.objects.known_or_new(values["email"], **{name: values[name] for name in OF_PERSON})
    member = member or Membership(edition=edition, person=person)
    member.left_at = None
    _set(member, OF_MEMBER, values)
    member.save()
    auditing.record("add_person", by=by, edition=edition, subject=member)
    return member


@transaction.atomic
def correct(member: Membership, *, by: Membership, values: dict[str, Any]) -> None:
    """Changes what the roster says of a member. A corrected address stays the same person's.

    Links that went to an old address work no more, and everybody who used one is signed out. Raises PermissionDenied
    and MemberFault.
    """
    check_setting_up(by, member.edition)
    hold(member)
    if member.role == Role.ADMINISTRATOR:
        raise PermissionDenied
    if values["role"] != member.role:
        _check_direction(member, by)
    if values["role"] != Role.FACILITATOR:
        _keep_a_facilitator(member)
    person, role = member.person, member.role
    of_person, of_member = _set(person, OF_PERSON, values), _set(member, OF_MEMBER, values)
    if {"given_name", "family_name"} & {*of_person} and not may_rename(by.person, person, member.edition):
        raise MemberFault(_("Another course shows this name, too: its owner or an administrator changes it."))
    if values["email"].lower() != person.email:
        _move(person, values["email"].lower(), member, by)
        of_person.append("email")
    changed = of_person + of_member
    if not changed:
        return
    try:
        with transaction.atomic():
            person.save(update_fields=of_person)  # they may have changed something else themselves a moment ago
    except IntegrityError:
        raise MemberFault(_("Somebody has just been added with this address. Look at the roster again.")) from None
    member.save(update_fields=of_member)
    auditing.record("correct_person", by=by, edition=member.edition, subject=member, reason=", ".join(changed))
    if member.role != role:
        role_changed.send(Membership, membership=member)


def _move(person: Person, email: str, member: Membership, by: Membership) -> None:
    """Changes the address. It needs the permission for a sign-in link, because an address, too, gives all access of its
    person."""
    if by.pk != member.pk:
        check_link(by, member)
    other = Person.objects.filter(email__iexact=email).exclude(pk=person.pk).first()
    if other is not None:
        _check_active(other)
        here = member.edition.memberships.filter(person=other, left_at=None).exists()
        words = _("%(name)s has this address and is in this course, too: merge the two.")
        elsewhere = _("%(name)s of another course has this address: add that person, and remove this one.")
        raise MemberFault(fill(words if here else elsewhere, {"name": other.name}))
    person.email = email
    SignInLink.objects.filter(person=person, used_at=None).update(expires_at=timezone.now())
    if by.pk != member.pk:
        sign_out_everywhere(person)


def _check_active(person: Person) -> None:
    if not person.is_active:
        words = _("Nobody signs in with this address any more: it was merged into another person, or closed. "
                  "Use another one.")  # fmt: skip
        raise MemberFault(words)


@transaction.atomic
def remove(member: Membership, *, by: Membership, named: bool) -> None:
    """Takes the member out of the course. Their texts stay, with their name or as those of a former delegate.

    Raises PermissionDenied and MemberFault.
    """
    check_setting_up(by, member.edition)
    hold(member)
    if member.role == Role.ADMINISTRATOR:
        raise PermissionDenied
    if by.pk == member.pk:
        raise MemberFault(_("You cannot remove yourself. Ask an administrator."))
    _check_direction(member, by)
    _keep_a_facilitator(member)
    auditing.record("remove_person", by=by, edition=member.edition, subject=member)
    member.left_at = timezone.now()
    if not named:
        member.person = Person.objects.create_user(f"{member.pk}{FORMER}", is_active=False)
    member.save(update_fields=["left_at", "person"])
    role_changed.send(Membership, membership=member)


def _check_direction(member: Membership, by: Membership) -> None:
    if not may_direct(by, member):
        raise MemberFault(_("Only an administrator changes another facilitator’s role or removes them."))


def _keep_a_facilitator(member: Membership) -> None:
    if member.role != Role.FACILITATOR:
        return
    others = member.edition.memberships.active().facilitators().exclude(pk=member.pk)
    if not others.exists():
        raise MemberFault(_("This is the course’s only facilitator. Name another one first."))


def _set(row: Any, names: tuple[str, ...], values: dict[str, Any]) -> list[str]:
    """Sets the fields that differ, and returns their names."""
    changed = [name for name in names if getattr(row, name, None) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    return changed
