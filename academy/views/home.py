"""The home page, which a signed-in person opens first."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from academy.access import SignedInRequest
from academy.models import Edition, Membership
from academy.permissions import may_open_editions


@login_required
def home(request: SignedInRequest) -> HttpResponse:
    """Redirects to the only course, or to the newest one before its welcome; otherwise lists the courses."""
    memberships = list(
        Membership.objects.for_person(request.user)
        .filter(left_at=None)
        .select_related("edition")
        .order_by("-edition__starts", "edition__slug")
    )
    if len(memberships) == 1 or (memberships and not request.user.is_superuser and memberships[0].welcomed_at is None):
        first = memberships[0]
        fresh = first.welcomed_at is None and not first.runs_the_course
        return redirect("welcome", course=first.edition.slug) if fresh else redirect(first.edition)
    editions = Edition.objects.all() if request.user.is_superuser else [member.edition for member in memberships]
    context = {"editions": editions, "may_open": may_open_editions(request.user)}
    return render(request, "academy/home.html", context)
