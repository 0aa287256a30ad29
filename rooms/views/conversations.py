"""Conversations of two: saying hello, and the reader's own, the latest first."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, in_course
from academy.models import Membership
from academy.pages.numbers import number
from rooms import conversations as verbs

PAGE = 30


@in_course
def conversations(request: CourseRequest) -> HttpResponse:
    found = verbs.conversations_of(request.membership, most=PAGE + 1, below=number(request, "before"))
    context = {
        "section": "exchanges",
        "conversations": [verbs.in_list(room, request.membership) for room in found[:PAGE]],
        "older": found[PAGE - 1].newest.pk if len(found) > PAGE else None,
    }
    return render(request, "rooms/conversations.html", context)


@require_POST
@in_course
def say_hello(request: CourseRequest, pk: int) -> HttpResponse:
    to = get_object_or_404(Membership.objects.select_related("person"), pk=pk, edition=request.edition)
    return redirect(verbs.say_hello(to, by=request.membership))
