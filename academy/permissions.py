"""Permissions over whole editions. ``academy.access`` decides who enters one."""

from django.core.exceptions import PermissionDenied

from academy.models import Edition, Membership, Pack, Person, Role


def editions_run_by(person: Person) -> set[int]:
    """Returns the ids of the editions in which the person is an active facilitator."""
    return set(Membership.objects.for_person(person).active().facilitators().values_list("edition", flat=True))


def packs_open_to(person: Person) -> list[Pack]:
    """Returns the packs from which the person may open an edition.

    An administrator of the installation may open one from every pack. A facilitator may open the next edition of a
    course that they have run, because nobody else prepares it.
    """
    packs = Pack.objects.defer("content").order_by("slug")
    if person.is_superuser:
        return list(packs)
    return list(packs.filter(editions__in=editions_run_by(person)).distinct())


def may_open_editions(person: Person) -> bool:
    return person.is_superuser or bool(editions_run_by(person))


def may_load_packs(person: Person) -> bool:
    """True for administrators alone, because a pack changes blocs and states of every course."""
    return person.is_superuser


def check_opening(person: Person, pack_id: int) -> None:
    """Raises PermissionDenied unless the person may open an edition from this pack."""
    if pack_id not in {pack.pk for pack in packs_open_to(person)}:
        raise PermissionDenied


def may_set_up(membership: Membership, edition: Edition) -> bool:
    """True for those who run the edition: they change its dates, texts, phase and people."""
    return membership.runs_the_course and membership.edition_id == edition.pk


def check_setting_up(membership: Membership, edition: Edition) -> None:
    """Raises PermissionDenied."""
    if not may_set_up(membership, edition):
        raise PermissionDenied


def may_direct(by: Membership, member: Membership) -> bool:
    """Returns whether ``by`` may change the role of a member of the course they run, or remove them.

    Only administrators do so with another facilitator, and nobody with an administrator.
    """
    if member.role == Role.ADMINISTRATOR:
        return False
    is_own = by.pk == member.pk
    return is_own or not member.runs_the_course or by.role == Role.ADMINISTRATOR or by.person.is_superuser


def may_rename(by: Person, person: Person, edition: Edition) -> bool:
    """True unless other courses show the name, too: then only its owner or an administrator of the installation changes
    it."""
    if by.is_superuser or by.pk == person.pk:
        return True
    return not person.is_superuser and not person.memberships.exclude(edition=edition).exists()
