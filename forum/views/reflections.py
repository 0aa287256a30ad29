"""Writing and reading a reflection."""

import dataclasses
import datetime
import json
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academy.access import CourseRequest, admit, in_course
from academy.courses.topics import prompts_of
from academy.forms import SPOKEN
from academy.models import Prompt, Topic
from academy.pages.compiled import Compiled, later_id
from academy.pages.numbers import whole_number
from academy.pages.texts import localized
from academy.typed.fields import TOO_LONG
from academy.typed.signs import plain
from academy.voices import voices_of
from commons.marks.marked import in_full
from commons.marks.unfolding import Shown, cards_in
from commons.pages import page_before
from commons.permissions import may_mark
from commons.sending.conflicts import seen_in
from commons.telling import following
from commons.texts.terms import underlined
from commons.texts.withheld import Withheld, is_withheld
from forum.models import Reader, Reflection
from forum.permissions import check_begins, check_reflecting, may_read_reflection, sees_other_shore
from forum.reflecting import learning, readers, reflections, writing_from
from forum.views.threads import thread_context

VERSIONS = 20
COULD_READ = 20
"""So many people whom a facilitator can ask stand in a list, who was asked least often first."""


@in_course
def write(request: CourseRequest, topic: str) -> HttpResponse:
    """Shows the page to write a reflection. Its two buttons save the draft or publish, without JavaScript too."""
    this = get_object_or_404(Topic, edition=request.edition, slug=topic)
    this.edition = request.edition
    check_reflecting(request.membership)
    mine = reflections.own(this, request.membership)
    if mine is None:
        check_begins(this)
    sheet = Sheet(reflections.working_copy(mine), reflections.changed_at(mine))
    if request.method == "POST":
        taken = _take(request, this)
        if isinstance(taken, Reflection):
            messages.success(request, _("Published. Somebody from the other shore is asked to answer."))
            return redirect(taken)
        sheet = taken
    elif noted := request.GET.get("from"):
        sheet.text = writing_from.with_note(sheet.text, noted, this, request.membership)
    text = sheet.text
    context = {
        "section": "topics",
        "topic": this,
        "mine": mine,
        "headline": text["headline"],
        "language": text["language"] or next(iter(request.user.languages), "en"),
        "languages": SPOKEN,
        "questions": _questions(this, text, sheet.other),
        "headline_fault": reflections.faults(text)[""],
        "other": sheet.other,
        "seen": sheet.seen,
        "missing": sheet.missing,
        "longest": reflections.LONGEST_HEADLINE,
        "longest_answer": reflections.LONGEST_ANSWER,
        "too_long": TOO_LONG,
    }
    return render(request, "forum/write_reflection.html", context, status=422 if sheet.missing else 200)


@dataclasses.dataclass
class Sheet:
    """What the page shows to write on: the text, when it was last changed, another text of its author's that was saved
    meanwhile, and what keeps it from being published."""

    text: dict[str, Any]
    seen: datetime.datetime | None
    other: dict[str, Any] | None = None
    missing: str = ""


def _take(request: CourseRequest, topic: Topic) -> Sheet | Reflection:
    """Publishes what was typed and returns the reflection, or saves it as the draft and returns its sheet."""
    text, seen, by = _typed(topic, request.POST), seen_in(request.POST.get("seen")), request.membership
    missing = ""
    try:
        if request.POST.get("act") == "publish":
            return reflections.publish(topic, by=by, text=text, seen=seen)
    except reflections.Conflict as fault:
        return Sheet(text, fault.at, fault.other, str(fault))
    except reflections.NotReady as fault:
        missing = str(fault)
    saved = reflections.save_draft(topic, by=by, text=text, seen=seen)
    return Sheet(text, saved.at, saved.other, missing)


def _questions(topic: Topic, text: dict[str, Any], other: dict[str, Any] | None) -> list[dict[str, str]]:
    faults = reflections.faults(text)
    return [
        {
            "key": prompt.key,
            "text": localized(prompt.texts),
            "hint": localized(topic.focus) if prompt.key == "compare" else "",
            "answer": text["answers"].get(prompt.key, ""),
            "fault": faults.get(prompt.key, ""),
            "other": other["answers"].get(prompt.key, "") if other else "",
        }
        for prompt in topic.edition.prompts.all()
        if prompt.closed_at is None or text["answers"].get(prompt.key) or (other and other["answers"].get(prompt.key))
    ]


@require_POST
@in_course
def save_draft(request: CourseRequest, topic: str) -> HttpResponse:
    """Saves the page's text while its author types: JSON ``{"headline", "language", "answers", "seen"}``."""
    this = get_object_or_404(Topic, edition=request.edition, slug=topic)
    this.edition = request.edition
    try:
        sent = json.loads(request.body)
        text = {"headline": str(sent["headline"]), "language": str(sent.get("language", "")), "answers": {}}
        text["answers"] = {str(key): str(answer) for key, answer in sent["answers"].items()}
        seen = seen_in(sent.get("seen"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, RawPostDataException):
        return JsonResponse({"detail": _("This draft cannot be read.")}, status=400)
    saved = reflections.save_draft(this, by=request.membership, text=text, seen=seen)
    return JsonResponse({"saved_at": saved.at.isoformat(), "other": saved.other})


def _typed(topic: Topic, posted: Any) -> dict[str, Any]:
    return {
        "headline": posted.get("headline", ""),
        "language": posted.get("language", "") if posted.get("language") in dict(SPOKEN) else "",
        "answers": {
            prompt.key: plain(posted.get(f"answer-{prompt.key}", "")) for prompt in topic.edition.prompts.all()
        },
    }


def reflection(request: CourseRequest, pk: int) -> HttpResponse:
    this = _readable(request, pk)
    context = {
        "section": "topics",
        "reflection": this,
        "topic": this.topic,
        "answers": _shown(request, this),
        "changed": learning.before(this) is not None,
        "is_reader": this.waits_for_reader,
        "could_read": (),
    }
    if this.published_at is not None:
        context["may_mark"] = may_mark(request.membership, this)
        sees = sees_other_shore(request.membership, this.topic)
        context["interest"] = in_full(Reflection, [this.pk], request.membership, sees_across=sees)[this.pk]
        if request.membership.runs_the_course and this.answered_at is None:
            context["could_read"] = readers.candidates(this)[:COULD_READ]
    if hasattr(this, "thread"):
        context |= thread_context(request, this.thread)
    return render(request, "forum/reflection.html", context)


@require_POST
def cannot(request: CourseRequest, pk: int) -> HttpResponse:
    this = _readable(request, pk)
    readers.hand_on(this, by=request.membership)
    messages.success(request, _("Thank you for saying so: somebody else is asked."))
    return redirect(this)


@require_POST
def ask(request: CourseRequest, pk: int) -> HttpResponse:
    this = _readable(request, pk)
    readers.ask(this, whole_number(request.POST.get("member", "")) or 0, by=request.membership)
    messages.success(request, _("Asked."))
    return redirect(this)


def history(request: CourseRequest, pk: int) -> HttpResponse:
    this = _readable(request, pk)
    prompts = prompts_of(this.topic.edition)
    page, older = page_before(request, this.versions.all(), VERSIONS)
    versions = [(version, _answers(prompts, version.answers_html)) for version in page]
    context = {"section": "topics", "reflection": this, "topic": this.topic, "versions": versions, "older": older}
    return render(request, "forum/reflection_history.html", context)


def change(request: CourseRequest, pk: int) -> HttpResponse:
    """The text before an exchange beside the text now, with the words marked that differ."""
    this = _readable(request, pk)
    then = learning.before(this)
    if then is None:
        return redirect(this)
    questions = {prompt.key: localized(prompt.texts) for prompt in this.topic.edition.prompts.all()}
    context = {
        "section": "topics",
        "reflection": this,
        "then": then,
        "parts": learning.parts(then, this, questions),
    }
    return render(request, "forum/reflection_change.html", context)


_REFLECTION = Compiled(
    lambda: (
        Reflection.objects.select_related("topic__edition", "thread")
        .defer("draft")
        .annotate(
            stance=following.own_stance(Reflection, later_id("person")),
            waits_for_reader=Exists(
                Reader.objects.filter(
                    reflection=OuterRef("pk"),
                    membership__person=later_id("person"),
                    answered_at=None,
                    declined_at=None,
                )
            ),
        )
        .filter(pk=later_id("pk"))
    )
)


def _readable(request: CourseRequest, pk: int) -> Any:
    this = _REFLECTION.first(pk=pk, person=request.user.pk)
    if this is None:
        raise Http404
    membership = admit(request, this.topic.edition)
    if not may_read_reflection(membership, this):
        raise Withheld(this) if this.published_at is not None and is_withheld(membership, this) else PermissionDenied
    voices_of(request.edition).lend([this])
    return this


def _shown(request: CourseRequest, this: Reflection) -> list[tuple[str, str, tuple[Shown, ...]]]:
    """Returns the answers with their questions, and the cards of what they point at."""
    answers = _answers(prompts_of(this.topic.edition), this.answers_html)
    cards = cards_in(request, dict(answers))
    laid = underlined(request.membership, ((html, this.language) for _question, html in answers))
    return [(question, html, cards.get(question, ())) for (question, _html), html in zip(answers, laid, strict=True)]


def _answers(prompts: Iterable[Prompt], html: dict[str, str]) -> list[tuple[str, str]]:
    return [(localized(prompt.texts), html[prompt.key]) for prompt in prompts if html.get(prompt.key)]
