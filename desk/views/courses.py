"""Opening a course, and its set-up."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academy.access import CourseRequest, SignedInRequest, for_facilitators, in_course
from academy.courses.editions import EditionFault
from academy.courses.packs import PackFault
from academy.permissions import may_load_packs, may_open_editions
from desk.courses import items, opening, setting_up
from desk.courses.forms import CourseForm, OpeningForm
from desk.courses.readiness import checked

_HEADINGS = {
    "topic": (gettext_lazy("Topics"), gettext_lazy("Add a topic")),
    "question": (gettext_lazy("Questions of a reflection"), gettext_lazy("Add a question")),
    "format": (gettext_lazy("Formats"), gettext_lazy("Add a format")),
}


def new_course(request: SignedInRequest) -> HttpResponse:
    if not may_open_editions(request.user):
        raise PermissionDenied
    courses, packs = opening.sources(request.user)
    form = OpeningForm(courses, packs, request.POST or None, may_leave_it=may_load_packs(request.user))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            edition = opening.open_course(
                asked["source"],
                starts=asked["starts"],
                ends=asked["ends"],
                facilitates=asked.get("facilitates", True),
                by=request.user,
            )
        except (EditionFault, PackFault) as fault:
            form.add_error("source", str(fault))
        else:
            messages.success(request, _("The course is open. Nobody is invited yet."))
            return redirect("setup", course=edition.slug)
    return render(request, "desk/course_new.html", {"form": form})


@in_course
@for_facilitators
def setup(request: CourseRequest) -> HttpResponse:
    form = CourseForm(request.edition, request.POST or None)
    if request.method == "POST" and form.is_valid():
        setting_up.change(request.edition, by=request.membership, values=form.cleaned_data)
        messages.success(request, _("The course is saved."))
        return redirect("setup", course=request.edition.slug)
    parts = {kind: list(items.items_of(request.edition, kind)) for kind in items.TEXTS}
    context = {"section": "desk", "form": form, "ready": checked(request.edition, parts), "words_of": items.words_of}
    context["items"] = [(kind, *_HEADINGS[kind], rows) for kind, rows in parts.items()]
    return render(request, "desk/setup.html", context)
