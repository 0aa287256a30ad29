"""The outcome of an exchange: its page, the acts of its members, the outcomes of a topic."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, admit, in_course
from academy.voices import voices_of
from commons import notices
from commons.documents.files import as_answer
from commons.marks.marking import interest as interest_in
from commons.pages import page_before
from commons.permissions import may_mark
from commons.sending.conflicts import EVERYTHING, seen_in
from compare import comments
from compare.comparing.columns import columns_of, names_of
from compare.forms import CommentForm
from exchanges.listing import with_members
from exchanges.models import Exchange, Outcome
from exchanges.outcomes import confirming, making, reading
from exchanges.outcomes.document import paper_of
from exchanges.outcomes.forms import ConfirmForm, PartForm, RefuseForm, present
from exchanges.outcomes.showing import page_of
from exchanges.permissions import may_see_exchange
from forum.permissions import may_open_thread
from forum.tabs import tabs_of, topic_with_tabs

SIZE = 20


@require_POST
def make(request: CourseRequest, pk: int) -> HttpResponse:
    exchange = get_object_or_404(with_members(Exchange.objects.all()), pk=pk)
    membership = admit(request, exchange.edition)
    if not may_see_exchange(membership, exchange):
        raise PermissionDenied
    return redirect(making.make(exchange, by=membership))


def page(request: CourseRequest, pk: int) -> HttpResponse:
    this = _readable(request, pk)
    notices.look_at(request.membership, request.path)
    return _show(request, this)


def document(request: CourseRequest, pk: int, kind: str) -> HttpResponse:
    """The outcome as a file of the kind; its headings are in the reader's language."""
    this = _readable(request, pk)
    return as_answer(paper_of(page_of(this, request.membership)), f"outcome-{this.pk}", kind)


@require_POST
def write_part(request: CourseRequest, pk: int) -> HttpResponse:
    this = _readable(request, pk)
    form = PartForm(request.membership, request.POST, {})
    if not form.is_valid():
        return _show(request, this, part_form=form)
    seen = seen_in(request.POST["seen"]) if "seen" in request.POST else EVERYTHING
    try:
        making.change(this, by=request.membership, content=form.content(), seen=seen)
    except making.PartConflict as conflict:
        return _show(request, this, part_form=form, other=conflict.part)
    except making.OutcomeFault as fault:
        return _show(request, this, part_form=form, fault=_words(fault))
    messages.success(request, _("Saved. Each of you confirms it as it is now."))
    return redirect(this)


@require_POST
def gather(request: CourseRequest, pk: int) -> HttpResponse:
    this = _readable(request, pk)
    try:
        changed = making.gather_again(this, by=request.membership)
    except making.OutcomeFault as fault:
        return _show(request, this, fault=_words(fault))
    messages.info(request, _("Taken from the worksheet.") if changed else _("The worksheet says the same."))
    return redirect(this)


@require_POST
def confirm(request: CourseRequest, pk: int) -> HttpResponse:
    this = _readable(request, pk)
    form = ConfirmForm(request.membership, request.POST)
    if not form.is_valid():
        return _show(request, this, confirm_form=form)
    said = form.cleaned_data
    wishes = confirming.Wishes(said["readers"], said["quotes"], said["takes_home"])
    try:
        outcome = confirming.confirm(
            this, by=request.membership, version=said["version"], wishes=wishes, language=said["language"]
        )
    except making.OutcomeFault as fault:
        return _show(request, this, fault=_words(fault))
    is_last = outcome.published_at is not None
    messages.success(
        request, _("Everybody has confirmed it.") if is_last else _("You have confirmed it. The others still have to.")
    )
    return redirect(this)


@require_POST
def refuse(request: CourseRequest, pk: int) -> HttpResponse:
    this = _readable(request, pk)
    form = RefuseForm(request.membership, request.POST)
    if not form.is_valid():
        return _show(request, this, refuse_form=form)
    try:
        confirming.decline(this, by=request.membership, **form.cleaned_data)
    except making.OutcomeFault as fault:
        return _show(request, this, refuse_form=form, fault=_words(fault))
    messages.success(request, _("The others are told what you would say otherwise."))
    return redirect(this)


@require_POST
def take_back(request: CourseRequest, pk: int) -> HttpResponse:
    this = _readable(request, pk)
    confirming.take_back(this, by=request.membership)
    return redirect(this)


@require_POST
def comment(request: CourseRequest, pk: int) -> HttpResponse:
    """Writes a comment beneath an outcome that the whole course reads."""
    this = _readable(request, pk)
    if not this.is_open or not may_open_thread(request.membership):
        raise PermissionDenied
    form = CommentForm(request.membership, request.POST)
    if not form.is_valid():
        return _show(request, this, comment_form=form)
    comments.comment(this, this.topic, by=request.membership, **form.cleaned_data)
    return redirect(f"{this.get_absolute_url()}#comments")


@in_course
def of_topic(request: CourseRequest, topic: str) -> HttpResponse:
    """The published outcomes of a topic, the newest first."""
    this = topic_with_tabs(request.edition, topic)
    found, older = page_before(request, reading.open_ones(this), SIZE)
    context = {
        "section": "topics",
        "topic": this,
        "tabs": tabs_of(this),
        "outcomes": found,
        "called": reading.named_in(*found),
        "older": older,
    }
    return render(request, "exchanges/outcomes.html", context)


def _readable(request: CourseRequest, pk: int) -> Outcome:
    this = get_object_or_404(reading.loaded(), pk=pk)
    if not reading.may_read(admit(request, this.edition), this):
        raise PermissionDenied
    return this


def _words(fault: making.OutcomeFault) -> str:
    return {
        "published": _("It is published. Take it back first; then it can be changed."),
        "changed": _("The text was changed meanwhile. Here it is as it stands now; confirm it again."),
        "empty": _("It says nothing yet. Write something in the worksheet or in your part first."),
    }[fault.code]


def _show(request: CourseRequest, this: Outcome, *, fault: str = "", other: Any = None, **forms: Any) -> HttpResponse:
    reader = request.membership
    if request.method == "POST":  # what was refused may have been changed meanwhile
        this = reading.loaded().get(pk=this.pk)
    shown = page_of(this, reader)
    own = next((part for part in this.parts.all() if part.member_id == reader.pk), None)
    answer = confirming.answers_of(this).get(reader.pk)
    wished = {"readers": answer.readers, "quotes": answer.quotes} if answer else {}
    may_write = shown["takes_part"] and this.published_at is None and not reader.is_muted
    context = {
        "section": "exchanges",
        **shown,
        "may_write": may_write,
        "part_form": PartForm(reader, None, present(own)),
        "confirm_form": ConfirmForm(reader, version=this.version, takes_home=True, **wished),
        "refuse_form": RefuseForm(reader),
        "comment_form": CommentForm(reader),
        "comments": comments.latest(this.thread, reader) if this.is_open else [],
        "may_comment": this.is_open and may_open_thread(reader),
        "interest": interest_in(Outcome, [this.pk], reader)[this.pk],
        "may_mark": this.is_open and may_mark(reader, this),
        "names": names_of(columns_of(request.edition)),
        "voices": voices_of(request.edition),
        "seen": own.changed_at if own else None,
        "other": other,
        "fault": fault,
        **forms,
    }
    return render(request, "exchanges/outcome.html", context, status=422 if fault or other or forms else 200)
