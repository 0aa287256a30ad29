"""The comparison of a topic, and its exports."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from academy.access import CourseRequest, in_course
from academy.models import Topic
from compare.comparing import exports, matrix, searching
from compare.comparing.columns import columns_of, names_of
from compare.models import Status
from compare.permissions import may_say
from forum.tabs import tabs_of, topic_with_tabs


@in_course
def page(request: CourseRequest, topic: str) -> HttpResponse:
    """Shows the comparison. ``?show=`` names a filter, ``?q=`` and ``?status=`` look for texts. ``?whole`` shows texts
    in full, to read on paper; so does a search, because the word may stand at their end."""
    this = topic_with_tabs(request.edition, topic)
    search, show = searching.asked(request.GET), request.GET.get("show", "")
    whole = "whole" in request.GET or bool(search)
    show = show if show in matrix.FILTERS else ""
    columns = columns_of(request.edition)
    rows = matrix.rows(this, columns, request.membership, whole=whole)
    chosen = searching.found([row for row in rows if matrix.FILTERS[show](row)], this, search)
    says = may_say(request.membership)
    own = next((column.code for column in columns if column.pk == request.membership.bloc_id), "")
    context = {
        "section": "topics",
        "topic": this,
        "tabs": tabs_of(this),
        "tab": reverse("comparison", args=[request.edition.slug, this.slug]),
        "wanted": [] if show or whole else matrix.wanted_most(rows, own),
        "rows": matrix.marked_most(chosen) if show == "marked" else chosen,
        "all": len(rows),
        "chips": {name: sum(map(kept, rows)) for name, kept in matrix.FILTERS.items()},
        "names": tuple(names_of(columns).items()),
        "show": show,
        "search": search,
        "statuses": Status.choices,
        "whole": whole,
        "may_say": says,
        "unsaid": matrix.next_unsaid(rows) if says else None,
    }
    return render(request, "compare/comparison.html", context)


@in_course
def as_json(request: CourseRequest, topic: str) -> HttpResponse:
    this = _topic(request, topic)
    answer = exports.as_json(this, columns_of(request.edition), request.membership)
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@in_course
def as_csv(request: CourseRequest, topic: str) -> HttpResponse:
    this = _topic(request, topic)
    table = exports.as_table(this, columns_of(request.edition), request.membership)
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="comparison-{this.slug}.csv"'
    return answer


def _topic(request: CourseRequest, slug: str) -> Topic:
    this = get_object_or_404(Topic, edition=request.edition, slug=slug)
    this.edition = request.edition
    return this
