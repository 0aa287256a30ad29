"""The topics, questions and formats of a course, and the stages of a format."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, for_facilitators, in_course
from academy.models import Topic
from academy.pages.addresses import address
from academy.pages.numbers import whole_number
from desk.courses import items, stages
from desk.courses.item_forms import ItemForm, StageForm
from exchanges.models import Format


@in_course
@for_facilitators
def new_item(request: CourseRequest, kind: str) -> HttpResponse:
    """``kind`` is topic, question or format."""
    if kind not in items.TEXTS:
        raise Http404
    form = ItemForm(kind, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = items.add(request.edition, kind, by=request.membership, values=form.values())
        messages.success(request, _("Added at the end of the list."))
        return _after(request, added)
    titles = {"topic": _("A new topic"), "question": _("A new question"), "format": _("A new format")}
    return _page(request, form, title=titles[kind])


@in_course
@for_facilitators
def edit_item(request: CourseRequest, kind: str, pk: int) -> HttpResponse:
    item = _found(request, kind, pk)
    form = ItemForm(kind, item, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = items.change(item, by=request.membership, values=form.values())
        _tell(request, saved, pk)
        return _after(request, saved)
    return _page(request, form, title=items.words_of(item))


def _page(request: CourseRequest, form: ItemForm, *, title: str) -> HttpResponse:
    in_use = isinstance(form.item, Format) and items.is_in_use(form.item)
    context = {"section": "desk", "form": form, "kind": form.kind, "item": form.item, "title": title, "in_use": in_use}
    if isinstance(form.item, Topic):
        context["aspects"] = list(form.item.aspects.order_by("place", "pk"))
    context["key"] = f"{request.membership.pk}-{form.kind}-{form.item.pk if form.item else ''}"
    return render(request, "desk/item.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_course
@for_facilitators
def act_on_item(request: CourseRequest, kind: str, pk: int) -> HttpResponse:
    """``act``: up or down in the list, remove (or close, if it is used), reopen, or copy (a format)."""
    item, act, by = _found(request, kind, pk), request.POST.get("act"), request.membership
    words = items.words_of(item)
    if act in ("up", "down"):
        items.move(item, by=by, up=act == "up")
    elif act == "reopen":
        items.reopen(item, by=by)
        messages.success(request, _("“%(title)s” is in use again.") % {"title": words})
    elif act == "copy" and isinstance(item, Format):
        copied = items.copy_format(item, by=by)
        messages.success(request, _("This is the copy. Change it as you like."))
        return redirect("edit_item", course=request.edition.slug, kind=kind, pk=copied.pk)
    elif act == "remove":
        gone = _("“%(title)s” is removed.")
        kept = _("People wrote in “%(title)s” or work by it, so it is only put out of use: their words stay.")
        messages.success(request, (gone if items.remove(item, by=by) else kept) % {"title": words})
    else:
        raise Http404
    # A message stands at the top of the page, but somebody who moves an item stays beside it.
    return redirect(address("setup", request.edition.slug) + (f"#{kind}" if act in ("up", "down") else ""))


@in_course
@for_facilitators
def new_stage(request: CourseRequest, pk: int) -> HttpResponse:
    return _stage(request, pk, "", {})


@in_course
@for_facilitators
def edit_stage(request: CourseRequest, pk: int, key: str) -> HttpResponse:
    try:
        return _stage(request, pk, key, stages.stage_of(_found(request, "format", pk), key))
    except stages.Gone:
        raise Http404 from None


def _stage(request: CourseRequest, pk: int, key: str, stage: dict[str, Any]) -> HttpResponse:
    format = _found(request, "format", pk)
    form = StageForm(format, stage, request.POST or None)
    if request.method == "POST" and form.is_valid():
        after = whole_number(request.POST.get("after", ""))
        saved = stages.save(format, key, by=request.membership, values=form.values(), after=after)
        _tell(request, saved, pk)
        return redirect("edit_item", course=request.edition.slug, kind="format", pk=saved.pk)
    context = {"section": "desk", "form": form, "format": format, "stage": stage, "in_use": items.is_in_use(format)}
    return render(request, "desk/stage.html", context, status=422 if form.is_bound else 200)


@require_POST
@in_course
@for_facilitators
def act_on_stage(request: CourseRequest, pk: int, key: str) -> HttpResponse:
    """``act``: up or down among the format's stages, or remove."""
    format, act = _found(request, "format", pk), request.POST.get("act")
    try:
        if act in ("up", "down"):
            saved = stages.move(format, key, by=request.membership, up=act == "up")
        elif act == "remove":
            saved = stages.remove(format, key, by=request.membership)
        else:
            raise Http404
    except stages.Gone:
        raise Http404 from None
    except items.NoStages as fault:
        messages.error(request, str(fault))
        saved = format
    else:
        _tell(request, saved, pk)
    return redirect("edit_item", course=request.edition.slug, kind="format", pk=saved.pk)


def _found(request: CourseRequest, kind: str, pk: int) -> Any:
    if kind not in items.TEXTS:
        raise Http404
    found = get_object_or_404(items.items_of(request.edition, kind), pk=pk)
    found.edition = request.edition
    return found


def _tell(request: CourseRequest, saved: items.Item, pk: int) -> None:
    copied = _("Exchanges run by this format, so your change is a copy for new rounds. Theirs stays as it was.")
    messages.success(request, _("Saved.") if saved.pk == pk else copied)


def _after(request: CourseRequest, saved: items.Item) -> HttpResponse:
    """Leads back to a format or a topic, whose pages show stages and what is compared; after a question to the list."""
    if isinstance(saved, Format | Topic):
        return redirect("edit_item", course=request.edition.slug, kind=items.kind_of(saved), pk=saved.pk)
    return redirect("setup", course=request.edition.slug)
