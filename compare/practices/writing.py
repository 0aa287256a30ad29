"""Adds and edits practices, says what they would need at home, and asks for their source."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from academy.models import Edition, Membership, Topic
from academy.pages.texts import localized
from academy.typed.signs import plain
from commons import notices
from commons.moderation.auditing import record
from compare.models import Confidence, Need, Practice, PracticeVersion, SourceRequest
from compare.permissions import may_add_practice, may_answer_request, may_decide, may_edit_practice, may_say

ANALYSIS = ("title", "who", "years", "done", "result", "possible", "asks", "references")


@transaction.atomic
def add(edition: Edition, *, by: Membership, topics: Iterable[Topic], analysis: Mapping[str, Any]) -> Practice:
    """Adds a practice; it is to be checked until a facilitator has seen a source. The same again changes nothing.

    ``analysis``: every field of ANALYSIS. Raises PermissionDenied.
    """
    if not may_add_practice(by):
        raise PermissionDenied
    Edition.objects.select_for_update().get(pk=edition.pk)  # a double tap adds one practice
    same = Practice.objects.filter(edition=edition, author=by, hidden_at=None, title=analysis["title"]).first()
    if same is not None and _analysis(same) == dict(analysis):
        return same
    practice = Practice.objects.create(
        edition=edition, author=by, confidence=Confidence.DOUBTFUL, at=timezone.now(), **analysis
    )
    practice.topics.set(topics)
    return practice


@transaction.atomic
def edit(
    practice: Practice,
    *,
    by: Membership,
    topics: Iterable[Topic],
    analysis: Mapping[str, Any],
    confidence: str | None = None,
) -> Practice:
    """Changes the practice and keeps what it said before as a version.

    Only one who runs the course changes ``confidence``; None leaves it. Raises PermissionDenied.
    """
    practice = Practice.objects.select_for_update(of=("self",)).get(pk=practice.pk)
    if not may_edit_practice(by, practice) or (confidence and not may_decide(by)):
        raise PermissionDenied
    practice.topics.set(topics)
    before = _analysis(practice)
    if before == dict(analysis) and confidence in (None, practice.confidence):
        return practice
    now = timezone.now()
    if before != dict(analysis):
        PracticeVersion.objects.create(practice=practice, by=by, at=now, **before)
    for field, value in analysis.items():
        setattr(practice, field, value)
    practice.confidence, practice.edited_at = confidence or practice.confidence, now
    practice.save()
    if by.pk != practice.author_id:
        record("edit-practice", by=by, edition=by.edition, reason=localized(practice.title)[:200])
    return practice


def _analysis(practice: Practice) -> dict[str, Any]:
    return {field: getattr(practice, field) for field in ANALYSIS}


@transaction.atomic
def say_needs(practice: Practice, *, by: Membership, needs: Mapping[str, str], language: str) -> None:
    """Says what it would take at home: kind -> sentence. An empty sentence takes back the earlier one of its kind.

    Raises PermissionDenied.
    """
    if not may_say(by):
        raise PermissionDenied
    Practice.objects.select_for_update(of=("self",)).get(pk=practice.pk)  # one need of a kind stays
    now = timezone.now()
    said = {need.kind: need for need in Need.objects.filter(practice=practice, author=by)}
    for kind, sentence in needs.items():
        text, found = plain(sentence).strip(), said.get(kind)
        if found is not None and found.text == text:
            continue
        if found is not None and not text:
            found.delete()
        elif text:
            values = {"text": text, "language": language, "at": now}
            Need.objects.update_or_create(practice=practice, author=by, kind=kind, defaults=values)


@transaction.atomic
def ask_source(practice: Practice, *, by: Membership, text: str, language: str) -> SourceRequest:
    """Asks where one can read about the practice, and tells the author. The same question again changes nothing.

    Raises PermissionDenied.
    """
    if not may_decide(by):
        raise PermissionDenied
    Practice.objects.select_for_update(of=("self",)).get(pk=practice.pk)
    last = practice.source_requests.last()
    if last is not None and (last.by_id, last.text) == (by.pk, plain(text)):
        return last
    made = SourceRequest.objects.create(
        practice=practice, by=by, text=plain(text), language=language, at=timezone.now()
    )
    if practice.author is not None:
        _tell([practice.author], "source-asked", practice, by)
    return made


@transaction.atomic
def answer_source(request: SourceRequest, *, by: Membership, text: str, language: str) -> None:
    """Answers the question and tells who asked; a question that has its answer stays as it is.

    Raises PermissionDenied.
    """
    if not may_answer_request(by, request.practice):
        raise PermissionDenied
    locked = SourceRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if locked.answered_at is not None:
        return
    locked.answer, locked.answer_language, locked.answered_by = plain(text), language, by
    locked.answered_at = timezone.now()
    locked.save()
    notices.withdraw_at(request.practice.get_absolute_url(), "source-asked")
    _tell([request.by], "source-answered", request.practice, by)


def _tell(to: list[Membership], kind: str, practice: Practice, by: Membership) -> None:
    notices.tell(to, kind, practice.get_absolute_url(), by=by, title=localized(practice.title))
