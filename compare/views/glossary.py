"""The glossary of a course."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from academy.access import CourseRequest, in_course
from compare import glossary


@in_course
def page(request: CourseRequest) -> HttpResponse:
    """Shows the terms of the course; ``?q=`` finds terms in any language."""
    terms, looked_for = glossary.by_place(request.edition), request.GET.get("q", "")[: glossary.LONGEST]
    context = {
        "section": "topics",
        "languages": glossary.languages_of(terms.values(), get_language() or ""),
        "terms": glossary.find(terms, looked_for),
        "all": len(terms),
        "looked_for": looked_for,
    }
    return render(request, "compare/glossary.html", context)
