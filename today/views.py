"""Today: the one next thing first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from academy.access import CourseRequest, in_course
from academy.pages.dates import day_of
from today.gathering import today_for


@in_course
def today(request: CourseRequest) -> HttpResponse:
    now = timezone.localtime()
    context = {"section": "today", "day": day_of(now), "hour": now.hour, **today_for(request.membership)}
    return render(request, "today/today.html", context)
