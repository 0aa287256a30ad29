"""Reflections: drafting, publishing, and editing with their history."""

import dataclasses
import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from academy.models import Membership, Topic
from academy.pages.compiled import Compiled, later_id
from academy.typed.fields import too_long
from academy.typed.signs import one_line, plain, shows
from commons.sending.conflicts import EVERYTHING, is_unseen
from commons.targets import hold_row
from commons.telling import following
from commons.texts.rendering import to_html
from forum.models import Reflection, ReflectionVersion, Thread, ThreadKind
from forum.permissions import check_begins, check_reflecting
from forum.reflecting.readers import ask_reader
from forum.registered.followed import tell_of_topic

LONGEST_HEADLINE = 160
LONGEST_ANSWER = 6000


class NotReady(ValueError):
    """The reflection cannot be published yet; the message names the missing parts, in the active language."""


class Conflict(NotReady):
    """Another device changed the text at ``at`` to ``other``, and the writer has not seen that text."""

    def __init__(self, at: datetime.datetime, other: dict[str, Any]) -> None:
        super().__init__(_("Another device changed it meanwhile. Look at both, then publish again."))
        self.at, self.other = at, other


@dataclasses.dataclass(frozen=True)
class Saved:
    """The result of saving a draft. ``other`` is another device's newer text; None means that the draft was saved."""

    at: datetime.datetime
    other: dict[str, Any] | None = None


_OWN = Compiled(lambda: Reflection.objects.filter(topic=later_id("topic"), author=later_id("author")))


def own(topic: Topic, membership: Membership) -> Reflection | None:
    return _OWN.first(topic=topic.pk, author=membership.pk)


def changed_at(reflection: Reflection | None) -> datetime.datetime | None:
    """Returns when the working copy was last saved or published; None for an empty page."""
    if reflection is None:
        return None
    changes = [reflection.draft_saved_at, reflection.edited_at, reflection.published_at]
    return max((at for at in changes if at is not None), default=None)


def working_copy(reflection: Reflection | None) -> dict[str, Any]:
    """Returns the draft, or the published text, or an empty page: ``{"headline", "answers", "language"}``."""
    if reflection is None:
        return {"headline": "", "answers": {}, "language": ""}
    if reflection.draft is not None:
        return reflection.draft
    return {"headline": reflection.headline, "answers": reflection.answers, "language": reflection.language}


@transaction.atomic
def save_draft(topic: Topic, *, by: Membership, text: dict[str, Any], seen: datetime.datetime | None = None) -> Saved:
    """Saves the working copy. ``seen`` is the last change (``changed_at``) that the writer's page has shown.

    If another device changed the text later, nothing is overwritten: the result carries the other text, and the writer
    decides. Raises PermissionDenied.
    """
    check_reflecting(by)
    reflection = _locked_row(topic, by)
    text = _cleaned(topic, text)
    if (newer := _newer(reflection, text, seen)) is not None:
        return newer
    reflection.draft, reflection.draft_saved_at = text, timezone.now()
    reflection.save(update_fields=["draft", "draft_saved_at"])
    return Saved(at=reflection.draft_saved_at)


@transaction.atomic
def publish(
    topic: Topic, *, by: Membership, text: dict[str, Any], seen: datetime.datetime | None = EVERYTHING
) -> Reflection:
    """Publishes the reflection and asks a reader on the other shore. An edit keeps the text before as a version.

    ``seen`` is as in ``save_draft``. Raises PermissionDenied, NotReady, Conflict.
    """
    check_reflecting(by)
    text = _cleaned(topic, text)
    if not text["headline"]:
        raise NotReady(_("Give your reflection a headline of one sentence."))
    if not any(text["answers"].values()):
        raise NotReady(_("Answer at least one of the questions."))
    if any(faults(text).values()):
        raise NotReady(_("Something is not right yet. What you typed is still here; look for the red lines."))
    reflection = _locked_row(topic, by)
    if (newer := _newer(reflection, text, seen)) is not None and newer.other is not None:
        raise Conflict(newer.at, newer.other)
    first = reflection.published_at is None
    text["language"] = text["language"] or next(iter(by.person.languages), "en")
    reflection.draft = reflection.draft_saved_at = None
    if _stands(reflection, text):
        reflection.save(update_fields=["draft", "draft_saved_at"])
        return reflection
    if reflection.published_at is not None:
        _keep_version(reflection, reflection.edited_at or reflection.published_at)
    now = timezone.now()
    reflection.headline, reflection.answers = text["headline"], text["answers"]
    reflection.answers_html = {key: to_html(answer) for key, answer in text["answers"].items() if answer}
    reflection.language = text["language"]
    reflection.published_at = reflection.published_at or now
    reflection.edited_at = None if first else now
    reflection.save()
    if first:
        Thread.objects.create(topic=topic, reflection=reflection, kind=ThreadKind.COMMENTS, author=by, opened_at=now)
        following.take_part(reflection, by)
        tell_of_topic(topic, by=by)
        ask_reader(reflection)
    return reflection


def faults(text: dict[str, Any]) -> dict[str, str]:
    """Returns the faults of texts that are too long to publish, by the answer's key ("": the headline)."""
    found = {key: too_long(answer.strip(), LONGEST_ANSWER) for key, answer in text["answers"].items()}
    return {"": too_long(one_line(text["headline"]), LONGEST_HEADLINE), **found}


def _stands(reflection: Reflection, text: dict[str, Any]) -> bool:
    """Returns whether others read exactly this text already."""
    published = {"headline": reflection.headline, "answers": reflection.answers, "language": reflection.language}
    return reflection.published_at is not None and published == text


def _newer(reflection: Reflection, text: dict[str, Any], seen: datetime.datetime | None) -> Saved | None:
    """Returns the working copy when the writer has not seen it and it differs from ``text``."""
    at, current = changed_at(reflection), working_copy(reflection)
    if at is None or not is_unseen(at, seen) or current == text:
        return None
    return Saved(at=at, other=current)


def _locked_row(topic: Topic, by: Membership) -> Reflection:
    """Returns the author's row, locked so that two devices take turns. Raises Refused in a closed topic, and Http404
    when the topic was removed meanwhile."""
    rows = Reflection.objects.select_for_update().filter(topic=topic, author=by)
    if (found := rows.first()) is not None:
        return found
    check_begins(hold_row(topic))
    Reflection.objects.get_or_create(topic=topic, author=by)
    return rows.get()


def _keep_version(reflection: Reflection, published_at: datetime.datetime) -> None:
    ReflectionVersion.objects.create(
        reflection=reflection,
        headline=reflection.headline,
        answers=reflection.answers,
        answers_html=reflection.answers_html,
        published_at=published_at,
    )


def _cleaned(topic: Topic, text: dict[str, Any]) -> dict[str, Any]:
    """Returns the answers to the edition's prompts with the kept characters only; an invisible text is empty."""
    keys = [prompt.key for prompt in topic.edition.prompts.all()]
    answers = {key: plain(text["answers"].get(key, "")).strip() for key in keys}
    answers = {key: answer if shows(answer) else "" for key, answer in answers.items()}
    headline = one_line(text["headline"])
    language = plain(text.get("language", ""))[:8]
    return {"headline": headline if shows(headline) else "", "answers": answers, "language": language}
