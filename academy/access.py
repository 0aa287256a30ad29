"""Access to an edition: every page and room of it passes these checks first."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.expressions import BaseExpression
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from academy.courses import life
from academy.models import Edition, Kind, Membership, Person, Role
from academy.models.memberships import MembershipQuerySet
from academy.pages.compiled import Compiled, later_id, later_text
from academy.voices import voices_of

View = Callable[..., HttpResponse]
SAFE = {"GET", "HEAD", "OPTIONS"}


class SignedInRequest(HttpRequest):
    """The request of every view that is not marked ``login_not_required``."""

    user: Person


class CourseRequest(SignedInRequest):
    """The request after ``in_course`` or ``admit`` has let the person in."""

    edition: Edition
    membership: Membership


class NotOfThisCourse(PermissionDenied):
    """The person has no membership in the edition, or has left it."""


class Suspended(PermissionDenied):
    """The member is suspended; the error page reads the reason from ``membership``."""

    def __init__(self, membership: Membership) -> None:
        super().__init__()
        self.membership = membership


def membership_in(edition: Edition, person: Person) -> Membership:
    """Returns the person's active membership; an administrator of the installation gets one in every edition.

    Raises NotOfThisCourse or Suspended.
    """
    return _active(_IN_EDITION.first(person=person.pk, edition=edition.pk), edition, person)


def newest_membership(person: Person) -> Membership | None:
    """Returns the active membership in the newest edition, with that edition, for a page outside all courses."""
    found = _NEWEST.first(person=person.pk)
    return _active(found, found.edition, person) if found else None


def read_alongside(name: str, expression: BaseExpression) -> None:
    """Adds ``name``, for a higher floor, to the memberships that this module reads, so no page queries it again."""
    _alongside[name] = expression


def alongside(membership: Membership, name: str) -> Any:
    """Returns the value that ``read_alongside`` added under ``name``. One query for all names if the membership was
    read elsewhere."""
    if name not in vars(membership):
        values = _ALONGSIDE.first(member=membership.pk)
        vars(membership).update(zip(_alongside, values, strict=True) if values else dict.fromkeys(_alongside))
    return vars(membership)[name]


_alongside: dict[str, BaseExpression] = {}


def _memberships() -> MembershipQuerySet:
    found = Membership.objects.filter(person=later_id("person"))
    return cast(MembershipQuerySet, found.annotate(**_alongside))


_IN_EDITION = Compiled(lambda: _memberships().filter(edition=later_id("edition")))
_IN_COURSE = Compiled(lambda: _memberships().select_related("edition").filter(edition__slug=later_text("course")))
_ALONGSIDE = Compiled(
    lambda: Membership.objects.filter(pk=later_id("member")).annotate(**_alongside).values_list(*_alongside)
)
_NEWEST = Compiled(lambda: _memberships().active().select_related("edition").order_by("-edition__starts", "-pk")[:1])


def _active(found: Membership | None, edition: Edition, person: Person) -> Membership:
    if found is None and person.is_superuser:
        found = _administrator(edition, person)
    if found is None or found.left_at is not None or not person.is_active:
        raise NotOfThisCourse
    if found.suspended_at is not None:
        raise Suspended(found)
    voice = voices_of(edition)[found.pk]
    found.person, found.edition, found.bloc, found.state = person, edition, voice.bloc, voice.state
    return found


@transaction.atomic
def _administrator(edition: Edition, person: Person) -> Membership:
    found, _made = Membership.objects.get_or_create(
        edition=edition, person=person, defaults={"role": Role.ADMINISTRATOR, "kind": Kind.FACILITATOR}
    )
    return found


def admit(request: HttpRequest, edition: Edition, known: Iterable[Membership] = ()) -> Membership:
    """Lets the signed-in person into the edition's pages: sets ``request.edition`` and ``request.membership``.

    ``known`` holds members that are loaded already, with bloc and state; for anybody else it runs one query. Raises
    NotOfThisCourse or Suspended, and life.Closed for an act in an archived edition.
    """
    person = cast(CourseRequest, request).user
    found = next((member for member in known if member.person_id == person.pk), None)
    return _let_in(request, _active(found, edition, person) if found else membership_in(edition, person))


def _let_in(request: HttpRequest, membership: Membership) -> Membership:
    """Members act only while the edition's phase lets them write; the team acts on, because it opens a course again."""
    admitted = cast(CourseRequest, request)
    admitted.membership, admitted.edition = membership, membership.edition
    if request.method not in SAFE and not membership.runs_the_course:
        life.check(membership.edition, life.Act.WRITE)
    return membership


def in_course(view: View) -> View:
    """Admits the person to the edition that the slug in ``/courses/<course>/`` names. Mostly one query."""

    @wraps(view)
    def wrapped(request: CourseRequest, course: str, **kwargs: Any) -> HttpResponse:
        found = _IN_COURSE.first(person=request.user.pk, course=course)
        edition = found.edition if found else get_object_or_404(Edition, slug=course)
        _let_in(request, _active(found, edition, request.user))
        return view(request, **kwargs)

    return wrapped


def for_facilitators(view: View) -> View:
    """Refuses everybody who does not run the course. Use it below ``in_course``."""

    @wraps(view)
    def wrapped(request: CourseRequest, **kwargs: Any) -> HttpResponse:
        if not request.membership.runs_the_course:
            raise PermissionDenied
        return view(request, **kwargs)

    return wrapped
