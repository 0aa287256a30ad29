"""Opening a course, and its set-up."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from academy.access import CourseRequest, SignedInRequest, for_facilitators, in_course
from academy.editions import EditionFault
from academy.packs import PackFault
from academy.permissions import may_load_packs, may_open_editions
from academy.texts import localized
from desk.courses import items, opening, setting_up
from desk.courses.forms import CourseForm, OpeningForm
from desk.courses.item_forms import ItemForm
from desk.courses.readiness import checked
from exchanges.models import Format


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
    context = {"section": "desk", "form": form, "ready": checked(request.edition), "items": _items(request)}
    return render(request, "desk/setup.html", context)


def _items(request: CourseRequest) -> list[tuple[str, str, list[tuple[int, str]]]]:
    """Returns each kind with its heading, and the id and first words of its items."""
    headings = {"topic": _("Topics"), "question": _("Questions of a reflection"), "format": _("Formats")}
    return [
        (
            kind,
            heading,
            [(one.pk, localized(getattr(one, items.TEXTS[kind][0]))) for one in items.items_of(request.edition, kind)],
        )
        for kind, heading in headings.items()
    ]


@in_course
@for_facilitators
def edit_item(request: CourseRequest, kind: str, pk: int) -> HttpResponse:
    """``kind`` is topic, question or format."""
    if kind not in items.TEXTS:
        raise Http404
    item = get_object_or_404(items.items_of(request.edition, kind).select_related("edition"), pk=pk)
    form = ItemForm(kind, item, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = items.change(item, by=request.membership, values=form.values())
        copied = _("A copy is saved for later rounds.")
        messages.success(request, _("Saved.") if saved.pk == pk else copied)
        return redirect("setup", course=request.edition.slug)
    context = {
        "section": "desk",
        "form": form,
        "key": f"{request.membership.pk}-{kind}-{pk}",
        "title": localized(getattr(item, items.TEXTS[kind][0])),
        "in_use": isinstance(item, Format) and items.is_in_use(item),
    }
    return render(request, "desk/item.html", context)
