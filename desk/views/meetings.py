"""Meetings: who met whom in the rounds of a course, as a picture, a table and a CSV file."""

from django.http import HttpResponse
from django.shortcuts import render

from academy.access import CourseRequest, for_facilitators, in_course
from exchanges.rounds import history

PICTURED = 200


@in_course
@for_facilitators
def meetings(request: CourseRequest) -> HttpResponse:
    found = history.meetings_of(request.edition)
    context = {
        "section": "desk",
        "meetings": found[:PICTURED],
        "more": max(0, len(found) - PICTURED),
        "picture": history.picture_of(found[:PICTURED]) if found else None,
    }
    return render(request, "desk/meetings.html", context)


@in_course
@for_facilitators
def as_csv(request: CourseRequest) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="meetings-{request.edition.slug}.csv"'}
    table = history.as_table(history.meetings_of(request.edition))
    return HttpResponse(table, content_type="text/csv; charset=utf-8", headers=headers)
