"""The desk's first page: what needs a facilitator."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from academy.access import CourseRequest, for_facilitators, in_course
from academy.voices import voices_of
from compare.objections.reading import waiting
from desk import queue
from desk.pack_differences import differing


@in_course
@for_facilitators
def desk(request: CourseRequest) -> HttpResponse:
    edition = request.edition
    delegates = queue.delegates_by_bloc(edition)
    blocs, figures = voices_of(edition).blocs, queue.figures(edition)
    context = {
        "section": "desk",
        "shores": [(bloc, delegates.get(bloc.pk, (0, 0))[0]) for bloc in blocs],
        "reports": figures.reports,
        "calls": figures.calls,
        "unanswered": queue.unanswered(edition),
        "objections": waiting(edition),
        "never_welcomed": sum(never for _all, never in delegates.values()),
        "differing": sum(1 for _item in differing(edition)),
        "now": timezone.now(),
    }
    return render(request, "desk/desk.html", context)


@in_course
@for_facilitators
def pack(request: CourseRequest) -> HttpResponse:
    context = {"section": "desk", "differing": list(differing(request.edition))}
    return render(request, "desk/pack.html", context)
