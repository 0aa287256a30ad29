"""The notices of a member, newest first."""

from django.http import HttpResponse
from django.shortcuts import render

from academy.access import CourseRequest, in_course
from academy.pages.numbers import number
from commons import notices as verbs
from commons.pages import cut
from commons.waiting import waiting_for


@in_course
def notices(request: CourseRequest) -> HttpResponse:
    """Opening the page marks the notices as read; the page still shows their earlier marks."""
    page, older = cut(verbs.newest(request.membership, number(request, "before")), verbs.PAGE)
    rows = [(notice, verbs.sentence_of(notice, request.membership)) for notice in page]
    if verbs.wait_for(request.membership) or any(notice.read_at is None for notice in page):
        verbs.mark_read(request.membership)
    waiting = waiting_for(request.membership) if "before" not in request.GET else []
    context = {"section": "notices", "rows": rows, "older": older, "waiting": waiting}
    return render(request, "commons/notices.html", context)
