"""Reports: a member asks the facilitators to look at a text that the member can read."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commons import moderation
from commons.models import AuditEntry, Report
from commons.models.moderation import ReportReason
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
