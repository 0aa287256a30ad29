"""Disputes and corrections: nothing changes until a facilitator decides, and everything stays as history."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commons.models import AuditEntry
from compare.models import Correction, Dispute
from compare.objections import corrections, disputes
from compare.objections.parts import fingerprint
from tests.commons.written import cell_of


@pytest.fixture
def page(cell, client_of):
    def page(by):
        return client_of(by).get(reverse("provision", args=[cell.pk])).content.decode()

    return page


def test_a_dispute_stands_beneath_the_text_and_a_facilitator_answers(cell, adjoa, kerwin, chiara, page) -> None:
    before = cell.summary
    dispute = disputes.dispute(cell, by=kerwin, reason="Eight branches, not nine.", source="Page 4")
    assert "Eight branches, not nine." in page(adjoa)
    cell.refresh_from_db()
    assert cell.summary == before
    disputes.answer(dispute, by=chiara, text="We read it again.", settles=False)
    dispute.refresh_from_db()
    assert dispute.settled_at is None
    disputes.answer(dispute, by=chiara, text="Both are right.", settles=True)
    dispute.refresh_from_db()
    assert dispute.settled_at is not None
    assert [notice.kind for notice in kerwin.notices.all()] == ["dispute-answered"] * 2
    assert "We read it again." in page(adjoa)


def test_the_same_dispute_and_the_same_correction_again_are_one(cell, kerwin) -> None:
    for _tap in range(2):
        disputes.dispute(cell, by=kerwin, reason="Not so.")
        corrections.propose(cell, by=kerwin, proposed={"year": 2014}, source="A text")
    assert (Dispute.objects.count(), Correction.objects.count()) == (1, 1)


def test_an_accepted_correction_changes_the_text_and_keeps_what_stood_before(cell, adjoa, kerwin, chiara, page) -> None:
    before = cell.summary["fr"]
    made = corrections.propose(
        cell, by=adjoa, proposed={"summary.fr": "Neuf branches."}, source="L'Acte", language="fr"
    )
    cell.refresh_from_db()
    assert (cell.summary["fr"], cell.edited_at) == (before, None), "it waits"
    corrections.accept(made, by=chiara, reason="The act says so.")
    cell.refresh_from_db()
    made.refresh_from_db()
    assert cell.summary["fr"] == "Neuf branches."
    assert made.changes == {"summary.fr": [before, "Neuf branches."]}
    assert (made.decision, made.decided_by, cell.edited_at) == ("accepted", chiara, made.decided_at)
    notice = adjoa.notices.get()
    assert (notice.kind, notice.words["reason"]) == ("corrected", "The act says so.")
    assert AuditEntry.objects.get().act == "accept-correction"
    assert "Changed in French" in page(kerwin), "the English text lags behind, and says so"
    corrections.propose(cell, by=chiara, proposed={"summary.en": "Nine branches."}, source="The act")
    assert "Changed in French" not in page(kerwin)
    shown = page(kerwin).replace("&#39;", "'").replace("<del>", "").replace("</del>", "")
    assert before in shown, "with the words marked that are gone"


def test_a_refused_correction_changes_nothing_and_says_why(cell, adjoa, kerwin, chiara, page) -> None:
    made = corrections.propose(cell, by=adjoa, proposed={"year": 2099}, source="I believe so")
    corrections.refuse(made, by=chiara, reason="No source says so.")
    cell.refresh_from_db()
    assert cell.year == 2013
    assert adjoa.notices.get().kind == "not-corrected"
    assert "No source says so." in page(kerwin)
    corrections.accept(made, by=chiara, reason="Or yes?")
    cell.refresh_from_db()
    assert cell.year == 2013, "a decision stays"


def test_two_corrections_of_one_text_do_not_undo_each_other(cell, adjoa, kerwin, chiara, client_of) -> None:
    first = corrections.propose(cell, by=adjoa, proposed={"summary.en": "Nine."}, source="One")
    second = corrections.propose(cell, by=kerwin, proposed={"summary.en": "Eight."}, source="Two")
    other = corrections.propose(cell, by=kerwin, proposed={"year": 2014}, source="Three")
    corrections.accept(first, by=chiara, reason="Yes.")
    corrections.accept(other, by=chiara, reason="Another part.")
    with pytest.raises(corrections.Outdated):
        corrections.accept(second, by=chiara, reason="Also.")
    address = reverse("decide", args=[second.pk])
    answer = client_of(chiara).post(address, {"decision": "accept", "reason": "A long reason of mine."})
    assert answer.status_code == 422
    assert b"The text was changed after this was proposed." in answer.content
    assert b"A long reason of mine." in answer.content
    cell.refresh_from_db()
    assert (cell.summary["en"], cell.year) == ("Nine.", 2014)


def test_what_a_facilitator_corrects_is_accepted_at_once(cell, chiara) -> None:
    made = corrections.propose(cell, by=chiara, proposed={"status": "in_force"}, source="Seen today")
    cell.refresh_from_db()
    assert (cell.status, made.decision, made.decided_by) == ("in_force", "accepted", chiara)
    assert AuditEntry.objects.get().act == "edit-provision"


def test_only_those_who_run_the_course_decide(cell, adjoa, kerwin, trevor, chiara) -> None:
    made = corrections.propose(cell, by=adjoa, proposed={"year": 2014}, source="A text")
    dispute = disputes.dispute(cell, by=adjoa, reason="Not so.")
    for by in (adjoa, kerwin, trevor):
        for act in (corrections.accept, corrections.refuse):
            with pytest.raises(PermissionDenied):
                act(made, by=by, reason="Mine.")
        with pytest.raises(PermissionDenied):
            disputes.answer(dispute, by=by, text="Mine.", settles=True)
    with pytest.raises(PermissionDenied):
        disputes.dispute(cell, by=chiara, reason="The team corrects.")


def form(cell, **changes) -> dict:
    present = {key: getattr(cell, key) for key in ("articles", "year", "status")}
    texts = {key: getattr(cell, key)["en"] for key in ("instrument", "summary")}
    return {**present, **texts, "source": "A text", "seen": fingerprint(cell), **changes}


def test_a_form_proposes_only_what_differs(cell, kerwin, client_of) -> None:
    address = reverse("correct", args=[cell.pk])
    nothing = client_of(kerwin).post(address, form(cell))
    assert nothing.status_code == 422
    assert b"Nothing differs" in nothing.content
    assert client_of(kerwin).post(address, form(cell, year="2014", source="")).status_code == 422
    client_of(kerwin).post(address, form(cell, year="2014", articles="Art. 3"))
    assert Correction.objects.get().changes == {"year": [2013, 2014], "articles": ["", "Art. 3"]}


def test_only_who_runs_the_course_says_how_sure_it_is(cell, kerwin, chiara, client_of) -> None:
    address = reverse("correct", args=[cell.pk])
    assert client_of(kerwin).post(address, form(cell, confidence="verified")).status_code == 422
    client_of(chiara).post(address, form(cell, confidence="verified"))
    cell.refresh_from_db()
    assert cell.confidence == "verified"


def test_a_form_made_from_an_older_text_is_shown_again_with_what_was_typed(cell, kerwin, chiara, client_of) -> None:
    old = form(cell, summary="My own words.")
    corrections.propose(cell, by=chiara, proposed={"summary.en": "Newer."}, source="Seen")
    answer = client_of(kerwin).post(reverse("correct", args=[cell.pk]), old)
    assert answer.status_code == 422
    assert b"The text was changed meanwhile" in answer.content
    assert b"My own words." in answer.content
    cell.refresh_from_db()
    assert fingerprint(cell).encode() in answer.content
    again = client_of(kerwin).post(reverse("correct", args=[cell.pk]), {**old, "seen": fingerprint(cell)})
    assert again.status_code == 302


def test_the_desk_lists_the_texts_that_wait_the_longest_first(edition, cell, adjoa, kerwin, chiara, client_of) -> None:
    other = cell_of(edition, bloc="CARICOM")
    dispute = disputes.dispute(other, by=kerwin, reason="Not so.")
    made = corrections.propose(cell, by=adjoa, proposed={"year": 2014}, source="A text")
    desk = reverse("desk", args=[edition.slug])
    assert client_of(chiara).get(desk).context["objections"] == [other, cell]
    corrections.accept(made, by=chiara, reason="Yes.")
    disputes.answer(dispute, by=chiara, text="Now it is.", settles=True)
    assert client_of(chiara).get(desk).context["objections"] == []


def test_what_a_facilitator_corrects_with_a_button_pressed_twice_is_one_correction(cell, chiara) -> None:
    first, second = (
        corrections.propose(cell, by=chiara, proposed={"summary.en": "Nine branches."}, source="The act")
        for _press in range(2)
    )
    assert first == second
    assert AuditEntry.objects.filter(act="edit-provision").count() == 1
    back = corrections.propose(cell, by=chiara, proposed={"summary.en": "Ten."}, source="The act")
    again = corrections.propose(cell, by=chiara, proposed={"summary.en": "Nine branches."}, source="The act")
    assert len({first.pk, back.pk, again.pk}) == 3, "a text that comes back later is another correction"
