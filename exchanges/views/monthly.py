"""Asking for a new partner each month, and stopping it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, in_course
from exchanges.rounds import monthly


@require_POST
@in_course
def monthly_partner(request: CourseRequest) -> HttpResponse:
    """Asks for a new partner each month; ``stop`` in the form ends that."""
    if "stop" in request.POST:
        monthly.stop(request.membership)
        messages.success(request, _("You get no new partner next month. This month's stays."))
    else:
        monthly.ask(request.membership)
        messages.success(request, _("You get a new partner in each month after the course."))
    return redirect("exchanges", course=request.edition.slug)
