"""The notices of a member, newest first."""

from django.http import HttpResponse
from django.shortcuts import render

from academy.access import CourseRequest, in_course
from commons import notices as verbs
from commons.pages import page_before
from commons.waiting import waiting_for

PAGE = 30


@in_course
def notices(request: CourseRequest) -> HttpResponse:
    """Opening the page marks the notices as read; the page still shows their earlier marks."""
    page, older = page_before(request, verbs.of(request.membership), PAGE)
    rows = [(notice, verbs.sentence_of(notice, request.membership)) for notice in page]
    verbs.mark_read(request.membership)
    waiting = waiting_for(request.membership) if "before" not in request.GET else []
    context = {"section": "notices", "rows": rows, "older": older, "waiting": waiting}
    return render(request, "commons/notices.html", context)
