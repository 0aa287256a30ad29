"""Adding and editing a practice through the same questions."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render

from academy.access import CourseRequest, in_course
from academy.models import Topic
from academy.pages.texts import language_of, localized
from compare.forms import PracticeForm
from compare.models import Practice
from compare.permissions import may_add_practice, may_edit_practice
from compare.practices import writing
from compare.practices.lines import asks_from, line_of, references_from
from compare.views.practices import readable

TEXTS = ("title", "who", "done", "result", "possible")


@in_course
def new(request: CourseRequest) -> HttpResponse:
    if not may_add_practice(request.membership):
        raise PermissionDenied
    topics = list(request.edition.topics.standing())
    form = PracticeForm(request.membership, _choices(topics), request.POST or None, topics=request.GET.getlist("topic"))
    if request.method == "POST" and form.is_valid():
        analysis = _analysis(form, form.cleaned_data["language"])
        chosen = [topic for topic in topics if topic.slug in form.cleaned_data["topics"]]
        return redirect(writing.add(request.edition, by=request.membership, topics=chosen, analysis=analysis))
    return _answer(request, form, None)


def edit(request: CourseRequest, pk: int) -> HttpResponse:
    """Edits the texts in the language in which the reader sees them."""
    this = readable(request, pk)
    if not may_edit_practice(request.membership, this):
        raise PermissionDenied
    topics, language = list(request.edition.topics.all()), language_of(this.title) or "en"
    form = PracticeForm(request.membership, _choices(topics), request.POST or None, **_present(this, language))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = [topic for topic in topics if topic.slug in said["topics"]]
        analysis, confidence = _analysis(form, language, this), said.get("confidence") or None
        return redirect(
            writing.edit(this, by=request.membership, topics=chosen, analysis=analysis, confidence=confidence)
        )
    return _answer(request, form, this)


def _answer(request: CourseRequest, form: PracticeForm, practice: Practice | None) -> HttpResponse:
    context = {"section": "topics", "form": form, "practice": practice}
    return render(request, "compare/practice_form.html", context, status=422 if form.is_bound else 200)


def _choices(topics: list[Topic]) -> list[tuple[str, str]]:
    return [(topic.slug, localized(topic.titles)) for topic in topics]


def _present(practice: Practice, language: str) -> dict[str, Any]:
    return {
        **{field: localized(getattr(practice, field), language) for field in TEXTS},
        "topics": [topic.slug for topic in practice.topics.all()],
        "years": practice.years,
        "asks": "\n".join(localized(ask, language) for ask in practice.asks),
        "references": "\n".join(map(line_of, practice.references)),
        "confidence": practice.confidence,
        "language": language,
    }


def _analysis(form: PracticeForm, language: str, before: Practice | None = None) -> dict[str, Any]:
    """Returns the fields of the practice; the texts in other languages stay as they were."""
    said = form.cleaned_data
    texts = {field: dict(getattr(before, field)) if before else {} for field in TEXTS}
    for field, by_language in texts.items():
        by_language[language] = " ".join(said[field].split()) if field == "title" else said[field]
    return {
        **{field: {code: text for code, text in found.items() if text} for field, found in texts.items()},
        "years": said["years"],
        "asks": asks_from(said["asks"], before.asks if before else [], language),
        "references": references_from(said["references"], before.references if before else []),
    }
