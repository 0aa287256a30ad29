"""The demo's views, disputes, corrections, and what it adds to the practices."""

import datetime
from typing import Any

from django.db import transaction

from academy.models import Edition, Membership
from commons.models import Notice
from compare import sample_marks
from compare.comparing import saying, versions
from compare.models import (
    Aspect,
    Correction,
    Dispute,
    DisputeAnswer,
    Need,
    Practice,
    Provision,
    SourceRequest,
    View,
)
from compare.objections import corrections, disputes
from compare.objections.parts import write
from compare.practices import writing
from compare.sample_marks import provision_of
from forum.models import Thread

PARTS = ("views", "disputes", "corrections", "practices_added", "needs_at_home", "marks", "notes")
"""The parts of the file that are loaded here."""
Members = dict[str, Membership]


@transaction.atomic
def load(edition: Edition, samples: dict[str, Any], members: Members, shift: datetime.timedelta) -> None:
    """Makes the samples through the verbs and moves them in time by ``shift``; people who are not in the edition do
    nothing."""
    aspects = {(each.topic.slug, each.slug): each for each in _aspects(edition)}
    for entry in samples["views"]:
        if entry["by"] in members:
            _view(entry, aspects[entry["topic"], entry["aspect"]], members, shift)
    for entry in samples["disputes"]:
        if entry["by"] in members:
            _dispute(entry, provision_of(edition, entry["provision"]), members, shift)
    for entry in samples["corrections"]:
        if entry["by"] in members:
            _correction(entry, provision_of(edition, entry["provision"]), members, shift)
    practices = {each.slug: each for each in Practice.objects.filter(edition=edition)}
    for entry in samples["practices_added"]:
        if entry["by"] in members:
            practices[entry["slug"]] = _practice(entry, edition, members, shift)
    for entry in samples["needs_at_home"]:
        if entry["by"] in members and entry["practice"] in practices:
            _need(entry, practices[entry["practice"]], members, shift)
    sample_marks.load(edition, samples, members, practices, shift)
    versions.renew(edition)


@transaction.atomic
def remove(edition: Edition) -> int:
    """Deletes the edition's samples and returns how many; what people answered to them goes with them."""
    gone = sample_marks.remove(edition)
    told: list[str] = []
    of_all: list[Any] = [
        View.objects.filter(aspect__topic__edition=edition, sample=True),
        Dispute.objects.filter(provision__aspect__topic__edition=edition, sample=True),
        Correction.objects.filter(provision__aspect__topic__edition=edition, sample=True),
        Need.objects.filter(practice__edition=edition, sample=True),
        Practice.objects.filter(edition=edition, sample=True),
    ]
    for rows in of_all:
        found = list(rows)
        told += [row.get_absolute_url() for row in found]
        gone += len(found)
        rows.delete()
    Thread.objects.filter(topic__edition=edition, beneath__in=told).delete()
    Notice.objects.filter(to__edition=edition, path__in=told).delete()
    edited = Correction.objects.filter(decision="accepted").values("provision")
    Provision.objects.filter(aspect__topic__edition=edition).exclude(pk__in=edited).update(edited_at=None)
    return gone


def _aspects(edition: Edition) -> Any:
    return Aspect.objects.filter(topic__edition=edition).select_related("topic__edition")


def _at(entry: dict[str, Any], shift: datetime.timedelta) -> datetime.datetime:
    return datetime.datetime.fromisoformat(entry["at"]) + shift


def _language(entry: dict[str, Any]) -> dict[str, str]:
    return {"language": entry["language"]} if "language" in entry else {}


def _view(entry: dict[str, Any], aspect: Aspect, members: Members, shift: datetime.timedelta) -> None:
    said = {key: entry[key] for key in ("law", "why", "practice", "practice_why", "language") if key in entry}
    view = saying.say(aspect, by=members[entry["by"]], **said)
    View.objects.filter(pk=view.pk).update(at=_at(entry, shift), sample=True)


def _dispute(entry: dict[str, Any], provision: Provision, members: Members, shift: datetime.timedelta) -> None:
    said = {key: entry[key] for key in ("reason", "source", "language")}
    dispute = disputes.dispute(provision, by=members[entry["by"]], **said)
    answer = entry["answer"]
    if answer and answer["by"] in members:
        settles = entry["state"] == "answered"
        by, text = members[answer["by"]], answer["text"]
        made = disputes.answer(dispute, by=by, text=text, settles=settles, **_language(answer))
        DisputeAnswer.objects.filter(pk=made.pk).update(at=_at(answer, shift))
        Dispute.objects.filter(pk=dispute.pk).update(settled_at=_at(answer, shift) if settles else None)
    Dispute.objects.filter(pk=dispute.pk).update(at=_at(entry, shift), sample=True)


def _correction(entry: dict[str, Any], provision: Provision, members: Members, shift: datetime.timedelta) -> None:
    """Proposes the correction and decides it. If it was accepted, the pack has its text already, so the text of before
    is put back first."""
    part = f"summary.{entry['language']}"
    decision = entry["decision"]
    is_decided = decision is not None and decision["by"] in members
    if is_decided and entry["before"]:
        write(provision, part, entry["before"])
        provision.save(update_fields=["summary"])
    said = {"source": entry["source"], "language": entry["language"]}
    made = corrections.propose(provision, by=members[entry["by"]], proposed={part: entry["proposed"]}, **said)
    if is_decided:
        by, reason = members[decision["by"]], decision["reason"]
        corrections.close(made, decision["state"], by=by, reason=reason, **_language(decision))
        Correction.objects.filter(pk=made.pk).update(decided_at=_at(decision, shift))
        Provision.objects.filter(pk=provision.pk, edited_at__isnull=False).update(edited_at=_at(decision, shift))
    Correction.objects.filter(pk=made.pk).update(at=_at(entry, shift), sample=True)


def _practice(entry: dict[str, Any], edition: Edition, members: Members, shift: datetime.timedelta) -> Practice:
    language = entry["language"]
    texts = {key: {language: entry[key]} for key in ("title", "who", "done", "result", "possible")}
    rest = {"years": entry["years"], "asks": [{language: ask} for ask in entry["ask"]], "references": []}
    topics = edition.topics.filter(slug__in=entry["topics"])
    practice = writing.add(edition, by=members[entry["by"]], topics=topics, analysis={**texts, **rest})
    asked, answer = entry["asked_for_source"], entry["answer"]
    if asked and asked["by"] in members:
        request = writing.ask_source(practice, by=members[asked["by"]], text=asked["text"], **_language(asked))
        SourceRequest.objects.filter(pk=request.pk).update(at=_at(asked, shift))
        if answer and answer["by"] in members:
            writing.answer_source(request, by=members[answer["by"]], text=answer["text"], **_language(answer))
            SourceRequest.objects.filter(pk=request.pk).update(answered_at=_at(answer, shift))
    Practice.objects.filter(pk=practice.pk).update(at=_at(entry, shift), sample=True)
    return practice


def _need(entry: dict[str, Any], practice: Practice, members: Members, shift: datetime.timedelta) -> None:
    by, kind = members[entry["by"]], entry["kind"]
    writing.say_needs(practice, by=by, needs={kind: entry["text"]}, **_language(entry))
    Need.objects.filter(practice=practice, author=by, kind=kind).update(at=_at(entry, shift), sample=True)
