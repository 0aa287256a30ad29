"""What one facilitator removes while somebody else acts on it: a refusal that says so, and never a failure."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from compare import comments
from compare.comparing import saying
from compare.models import Aspect, Provision
from compare.objections import corrections, disputes
from desk.courses import aspects, items, stages
from exchanges.models import Format
from exchanges.rounds import making, publishing
from forum import posting
from forum.reflecting import reflections
from tests.desk.courses.set_up import item

TEXTS = {"title": {"en": "Ours"}, "question": {"en": "Who pays?"}}


@pytest.fixture
def own(edition, chiara) -> Aspect:
    return aspects.add(edition.topics.first(), by=chiara, values=TEXTS)


def raises_not_found(*acts: Callable[[], Any]) -> None:
    for act in acts:
        with pytest.raises(Http404):
            act()


@pytest.mark.parametrize("kind", ["topic", "question", "format"])
def test_of_an_item_that_is_gone(edition, chiara, kind) -> None:
    gone = items.add(edition, kind, by=chiara, values=_values(kind))
    items.reopen(gone, by=chiara)
    items.remove(items.items_of(edition, kind).get(pk=gone.pk), by=chiara)
    name = items.TEXTS[kind][0]
    gone.closed_at = timezone.now()
    raises_not_found(
        lambda: items.remove(gone, by=chiara),
        lambda: items.move(gone, by=chiara, up=True),
        lambda: items.reopen(gone, by=chiara),
        lambda: items.change(gone, by=chiara, values={name: {"en": "Other"}}),
    )


def _values(kind: str) -> dict[str, Any]:
    said: dict[str, Any] = {items.TEXTS[kind][0]: {"en": "Ours"}}
    stage = {"key": "stage-1", "title": {"en": "Talk"}, "prompt": {}, "minutes": 5, "yields": "talk"}
    return said | ({"stages": [stage], "purposes": {}} if kind == "format" else {})


def test_of_the_stages_of_a_format_that_is_gone(edition, chiara) -> None:
    gone = items.add(edition, "format", by=chiara, values=_values("format"))
    assert isinstance(gone, Format)
    items.remove(edition.formats.get(pk=gone.pk), by=chiara)
    raises_not_found(
        lambda: stages.save(gone, "stage-1", by=chiara, values={"minutes": 9}),
        lambda: stages.move(gone, "stage-1", by=chiara, up=True),
        lambda: stages.remove(gone, "stage-1", by=chiara),
    )


def test_of_an_aspect_that_is_gone(edition, chiara, adjoa, own) -> None:
    bloc = edition.blocs.first()
    aspects.remove(Aspect.objects.get(pk=own.pk), by=chiara)
    own.closed_at = timezone.now()
    said = {"body": "Who?", "language": "en", "client_id": uuid.uuid4()}
    raises_not_found(
        lambda: aspects.remove(own, by=chiara),
        lambda: aspects.move(own, by=chiara, up=True),
        lambda: aspects.reopen(own, by=chiara),
        lambda: aspects.change(own, by=chiara, values={"title": {"en": "Other"}}),
        lambda: aspects.write(own, bloc, by=chiara, values={"summary": {"en": "So."}}, source="A law"),
        lambda: saying.say(own, by=adjoa, law="alike"),
        lambda: comments.comment(own, own.topic, by=adjoa, **said),
    )


def test_of_a_row_that_is_gone(edition, chiara, adjoa, own) -> None:
    bloc = edition.blocs.first()
    state = bloc.states_on(edition.membership_date).first()
    said = {"summary": {"en": "So."}, "references": []}
    row = aspects.write(own, bloc, by=chiara, values=said, source="A law", state=state)
    assert aspects.remove_row(Provision.objects.get(pk=row.pk), by=chiara)
    raises_not_found(
        lambda: aspects.remove_row(row, by=chiara),
        lambda: disputes.dispute(row, by=adjoa, reason="It changed."),
        lambda: corrections.propose(row, by=adjoa, proposed={"summary.en": "Other."}, source="A law"),
    )


def test_of_a_round_that_is_gone(edition, chiara) -> None:
    days = {"opens": timezone.now(), "closes": timezone.now() + datetime.timedelta(days=7)}
    round = making.make_round(edition, topic=None, format=edition.formats.first(), by=chiara, **days)
    making.discard(edition.rounds.get(pk=round.pk), by=chiara)
    raises_not_found(lambda: making.discard(round, by=chiara), lambda: publishing.publish(round, by=chiara))


def test_what_a_delegate_typed_into_a_topic_that_is_gone_comes_back(
    edition, chiara, adjoa, client_of, monkeypatch
) -> None:
    topic, write = items.add(edition, "topic", by=chiara, values={"titles": {"en": "Return"}}), posting.open_thread

    def removed_meanwhile(*about: Any, **said: Any) -> Any:
        items.remove(edition.topics.get(pk=topic.pk), by=chiara)
        return write(*about, **said)

    monkeypatch.setattr(posting, "open_thread", removed_meanwhile)
    sent = {"kind": "question", "title": "Who counts?", "body": "Nobody is asked.", "language": "en"}
    answer = client_of(adjoa).post(reverse("new_thread", args=[edition.slug, topic.slug]), sent)
    assert answer.status_code == 404
    assert "Nobody is asked." in answer.text


def test_of_the_first_draft_in_a_topic_that_is_gone(edition, chiara, adjoa) -> None:
    topic = items.add(edition, "topic", by=chiara, values={"titles": {"en": "Return"}})
    items.remove(edition.topics.get(pk=topic.pk), by=chiara)
    text = {"headline": "They do", "answers": {}, "language": "en"}
    raises_not_found(lambda: reflections.save_draft(topic, by=adjoa, text=text))


def test_a_second_press_on_remove_is_told_that_it_is_gone(edition, chiara, client_of, monkeypatch) -> None:
    topic, remove = items.add(edition, "topic", by=chiara, values={"titles": {"en": "Return"}}), items.remove

    def twice(*about: Any, **said: Any) -> Any:
        remove(edition.topics.get(pk=topic.pk), by=chiara)
        return remove(*about, **said)

    monkeypatch.setattr(items, "remove", twice)
    desk = client_of(chiara)
    assert desk.post(item(edition, "topic", topic.pk, "act_on_item"), {"act": "remove"}).status_code == 404
