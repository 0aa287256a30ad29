"""The timetable for those who run a course: when each entry ran, what it did, when it is due again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from academy.access import CourseRequest, for_facilitators, in_course
from commons import timetable


@in_course
@for_facilitators
def clock(request: CourseRequest) -> HttpResponse:
    context = {"section": "desk", "rows": timetable.rows(timezone.now())}
    return render(request, "desk/clock.html", context)
