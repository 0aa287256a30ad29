"""Announcements of a whole course: the list, and the form of those who run it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from academy.access import CourseRequest, for_facilitators, in_course
from academy.voices import voices_of
from commons import notices
from commons.announcements import announcing
from commons.announcements.announcement_forms import AnnouncementForm
from commons.models import Announcement
from commons.pages import page_before
from commons.texts.withheld import readable

PAGE = 20


@in_course
def announcements(request: CourseRequest) -> HttpResponse:
    found = request.edition.announcements.filter(readable(request.membership))
    page, older = page_before(request, found.order_by("-pk"), PAGE)
    voices_of(request.edition).lend(page)
    for one in page:
        one.edition = request.edition
        one.missing = announcing.missing(one) if request.membership.runs_the_course else []
    notices.mark_seen(request.membership, [one.get_absolute_url() for one in page])
    context = {"section": "today", "page": page, "older": older}
    return render(request, "commons/announcements.html", context)


@in_course
@for_facilitators
def new_announcement(request: CourseRequest) -> HttpResponse:
    form = AnnouncementForm(None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        client_id = form.cleaned_data["client_id"]
        made = announcing.announce(request.edition, by=request.membership, words=form.words(), client_id=client_id)
        return _saved(request, made)
    return _form(request, form)


@in_course
@for_facilitators
def edit_announcement(request: CourseRequest, pk: int) -> HttpResponse:
    this = get_object_or_404(Announcement, pk=pk, edition=request.edition)
    this.edition = request.edition
    form = AnnouncementForm(this, request.POST or None)
    if request.method == "POST" and form.is_valid():
        announcing.change(this, by=request.membership, words=form.words())
        return _saved(request, this)
    return _form(request, form, announcement=this)


def _saved(request: CourseRequest, this: Announcement) -> HttpResponse:
    lacking = announcing.missing(this)
    if lacking:
        said = _("Saved. Not written yet in: %(languages)s. Whoever reads these sees it in another language.")
        messages.info(request, said % {"languages": ", ".join(lacking)})
    else:
        messages.success(request, _("Saved."))
    return redirect(this)


def _form(request: CourseRequest, form: AnnouncementForm, announcement: Announcement | None = None) -> HttpResponse:
    context = {"section": "desk", "form": form, "announcement": announcement}
    return render(request, "commons/announcement_form.html", context, status=422 if form.errors else 200)
