"""Reports: a member asks the facilitators to look at a text that the member can read."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commons import moderation
from commons.models import AuditEntry, Report
from commons.models.moderation import ReportReason
from forum import posting
from forum.reflecting import reflections
from rooms.messages.frames import Delete, Edit
from rooms.messages.posting import Work
from rooms.messages.posting import post as say
from tests import cast
from tests.commons.written import KINDS, write


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_text_can_be_reported_with_a_reason_and_words(kind, kerwin, adjoa, client_of) -> None:
    target, client = write(kind, kerwin), client_of(adjoa)
    address = reverse("report", args=[kind, target.pk])
    assert client.get(address).status_code == 200
    answer = client.post(address, {"reason": "wrong", "words": "The law says otherwise."})
    assert answer["Location"] == target.get_absolute_url()
    report = Report.objects.get()
    assert (report.target, report.by, report.edition) == (target, adjoa, kerwin.edition)
    assert (report.reason, report.words, report.settled_at) == ("wrong", "The law says otherwise.", None)


@pytest.mark.parametrize("reason", ReportReason.values)
def test_each_reason_is_accepted(kerwin, adjoa, client_of, reason) -> None:
    client_of(adjoa).post(reverse("report", args=["post", write("post", kerwin).pk]), {"reason": reason})
    assert Report.objects.get().reason == reason


@pytest.mark.parametrize(
    "said", [{}, {"reason": ""}, {"reason": "dislike"}, {"reason": "wrong", "words": "x" * 10_001}]
)
def test_a_report_without_a_known_reason_is_asked_for_again(kerwin, adjoa, client_of, said) -> None:
    answer = client_of(adjoa).post(reverse("report", args=["post", write("post", kerwin).pk]), said)
    assert answer.status_code == 200
    assert not Report.objects.exists()


def test_each_member_has_one_open_report_of_a_text(kerwin, adjoa, shanice) -> None:
    target = write("post", kerwin)
    for by in (adjoa, adjoa, shanice):
        moderation.report(target, by=by, reason="wrong")
    assert Report.objects.count() == 2


def test_a_text_can_be_reported_again_after_its_report_was_settled(kerwin, adjoa, chiara) -> None:
    target = write("post", kerwin)
    moderation.report(target, by=adjoa, reason="wrong")
    moderation.settle(Report.objects.get(), by=chiara)
    moderation.report(target, by=adjoa, reason="private")
    assert Report.objects.filter(settled_at=None).get().reason == "private"


def test_settling_closes_every_open_report_of_the_text_and_is_logged(kerwin, adjoa, shanice, chiara) -> None:
    target, other = write("post", kerwin), write("thread", kerwin)
    for by in (adjoa, shanice):
        moderation.report(target, by=by, reason="wrong")
    moderation.report(other, by=adjoa, reason="wrong")
    moderation.settle(
        next(report for report in Report.objects.all() if report.target == target), by=chiara, reason="Read."
    )
    assert [report.target for report in Report.objects.filter(settled_at=None)] == [other]
    assert {report.settled_by for report in Report.objects.exclude(settled_at=None)} == {chiara}
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.by, entry.target, entry.reason) == ("settle", chiara, target, "Read.")


def test_settling_twice_is_logged_once(kerwin, adjoa, chiara) -> None:
    moderation.report(write("post", kerwin), by=adjoa, reason="wrong")
    for _twice in range(2):
        moderation.settle(Report.objects.get(), by=chiara)
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("name", ["adjoa", "trevor", "other facilitator"])
def test_only_those_who_run_the_course_settle(request, kerwin, adjoa, other_edition, name) -> None:
    moderation.report(write("post", kerwin), by=adjoa, reason="wrong")
    by = cast.join(other_edition, "luca") if name == "other facilitator" else request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        moderation.settle(Report.objects.get(), by=by)
    assert Report.objects.get().settled_at is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_that_a_member_cannot_read_cannot_be_reported(kind, kerwin, adjoa, outsider, chiara, client_of) -> None:
    target = write(kind, kerwin)
    address = reverse("report", args=[kind, target.pk])
    with pytest.raises(PermissionDenied):
        moderation.report(target, by=outsider, reason="wrong")
    assert client_of(outsider).get(address).status_code == 403
    moderation.hide(target, by=chiara, reason="Because.")
    target.refresh_from_db()
    with pytest.raises(PermissionDenied):
        moderation.report(target, by=adjoa, reason="wrong")
    assert client_of(adjoa).post(address, {"reason": "wrong"}).status_code == 403
    assert not Report.objects.exists()


@pytest.mark.parametrize(("kind", "pk"), [("nothing", 1), ("post", 999_999), ("post", 2**63), ("person", 1)])
def test_a_missing_text_is_not_found(adjoa, client_of, kind, pk) -> None:
    assert client_of(adjoa).get(reverse("report", args=[kind, pk])).status_code == 404


def test_an_author_does_not_learn_who_reported_them(kerwin, adjoa, client_of) -> None:
    moderation.report(write("post", kerwin), by=adjoa, reason="wrong", words="Unheard of.")
    for name in ("notices", "today"):
        page = client_of(kerwin).get(reverse(name, args=[kerwin.edition.slug])).content.decode()
        assert "Unheard of." not in page
        assert "Adjoa" not in page


HARMLESS = {"en": "Have a nice day."}
CHANGED = {
    "view": {"why": HARMLESS["en"]},
    "dispute": {"reason": HARMLESS["en"]},
    "correction": {"source": HARMLESS["en"]},
    "practice": dict.fromkeys(["title", "who", "done", "result", "possible"], HARMLESS),
    "need": {"text": HARMLESS["en"]},
    "offer": {"text": HARMLESS["en"]},
    "card": {"what": HARMLESS["en"]},
    "mark": {"why": HARMLESS["en"]},
}


def change(target, kind: str) -> None:
    """The author makes it harmless."""
    if kind == "reflection":
        text = {"headline": "Mine", "answers": dict.fromkeys(target.answers, "Have a nice day."), "language": "en"}
        reflections.publish(target.topic, by=target.author, text=text)
    elif kind == "message":
        say(Work(target.room_id, target.author_id, Edit(uuid.uuid4(), target.pk, "Have a nice day.")))
    elif kind in CHANGED:
        type(target).objects.filter(pk=target.pk).update(**CHANGED[kind])
    else:
        post = target.posts.get() if kind == "thread" else target
        posting.edit(post, by=target.author, body="Have a nice day.")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "card-comment"])  # which nobody changes
def test_a_report_keeps_the_words_as_they_were_reported(kind, kerwin, adjoa, chiara, client_of) -> None:
    target = write(kind, kerwin)
    moderation.report(target, by=adjoa, reason="wrong")
    change(target, kind)
    assert "Words of mine." in Report.objects.get().reported
    page = client_of(chiara).get(reverse("moderation", args=[kerwin.edition.slug])).content.decode()
    assert "As it was reported:" in page
    assert "Words of mine." in page
    if kind in {"message", "post"}:
        assert "Have a nice day." in page


def test_a_report_of_a_message_that_is_then_taken_back_shows_both(kerwin, adjoa, chiara, client_of) -> None:
    target = write("message", kerwin)
    moderation.report(target, by=adjoa, reason="wrong")
    say(Work(target.room_id, kerwin.pk, Delete(uuid.uuid4(), target.pk)))
    address = reverse("moderation", args=[kerwin.edition.slug])
    page = client_of(chiara).get(address).content.decode()
    assert "Words of mine." in page
    assert "Taken back by its author." in page
    moderation.settle(Report.objects.get(), by=chiara)
    assert "Words of mine." in client_of(chiara).get(address, {"settled": ""}).content.decode()


def test_a_report_that_was_being_written_when_the_message_was_taken_back_is_taken(kerwin, adjoa, client_of) -> None:
    target, client = write("message", kerwin), client_of(adjoa)
    address = reverse("report", args=["message", target.pk])
    witness = client.get(address).context["witness"]
    say(Work(target.room_id, kerwin.pk, Delete(uuid.uuid4(), target.pk)))
    assert client.post(address, {"reason": "wrong"}).status_code == 403
    answer = client.post(address, {"reason": "wrong", "words": "It hurt.", "witness": witness})
    assert answer.status_code == 302
    assert (Report.objects.get().reported, Report.objects.get().words) == ("Words of mine.", "It hurt.")


@pytest.mark.parametrize("of", ["another member", "another text", "nobody"])
def test_a_witness_holds_for_its_member_and_its_text(kerwin, adjoa, shanice, client_of, of) -> None:
    target, other = write("message", kerwin), write("message", kerwin)
    witness = {
        "another member": moderation.witness(target, by=shanice),
        "another text": moderation.witness(other, by=adjoa),
        "nobody": "Words of mine.",
    }[of]
    say(Work(target.room_id, kerwin.pk, Delete(uuid.uuid4(), target.pk)))
    address = reverse("report", args=["message", target.pk])
    assert client_of(adjoa).post(address, {"reason": "wrong", "witness": witness}).status_code == 403


def test_a_second_report_while_the_first_is_open_adds_its_words(kerwin, adjoa) -> None:
    target = write("post", kerwin)
    for words in ("It hurt.", "It hurt.", "And it is false."):
        moderation.report(target, by=adjoa, reason="wrong", words=words)
    assert Report.objects.get().words == "It hurt.\n\nAnd it is false."
