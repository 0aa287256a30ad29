"""Interest of each shore in the other's texts: pictures, tables and CSV."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from academy.access import CourseRequest, in_course
from academy.models import Topic
from compare.comparing import heat
from compare.comparing.columns import columns_of


@in_course
def page(request: CourseRequest) -> HttpResponse:
    columns = columns_of(request.edition)
    context = {"section": "topics", "columns": columns, "maps": heat.maps(request.edition, columns, request.membership)}
    return render(request, "compare/interest.html", context)


@in_course
def as_csv(request: CourseRequest, topic: str = "") -> HttpResponse:
    """The whole course, or one topic."""
    if topic:
        get_object_or_404(Topic, edition=request.edition, slug=topic)
    columns = columns_of(request.edition)
    table = heat.as_table(heat.maps(request.edition, columns, request.membership, topic=topic), columns)
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="interest-{topic or request.edition.slug}.csv"'
    return answer
