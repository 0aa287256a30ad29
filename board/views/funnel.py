"""The funnel: how many cards stand in which state."""

from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render

from academy.access import CourseRequest, in_course
from board import funnel as figures
from board.models import State


@in_course
def funnel(request: CourseRequest) -> HttpResponse:
    lines = figures.lines(request.edition)
    context = {
        "section": "board",
        "by_topic": [(topic, list(of_topic)) for topic, of_topic in groupby(lines, key=lambda line: line.topic)],
        "bars": figures.bars(lines),
        "all": sum(line.all for line in lines),
        "state_words": dict(State.choices),
    }
    return render(request, "board/funnel.html", context)


@in_course
def as_csv(request: CourseRequest) -> HttpResponse:
    answer = HttpResponse(figures.as_table(request.edition), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="funnel-{request.edition.slug}.csv"'
    return answer
