"""Delegations, their plans on paper and as documents, their resource persons, and the funnel."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from docx import Document

from academy.models import Kind
from board import advising
from board.cards import helping, moving, writing
from board.delegations import delegations_of, key_of
from board.models import Adviser, Card, State
from commons import moderation, notices
from commons.marks import marking
from commons.models import AuditEntry
from tests import cast


def of(route: str, card: Card, *more: str) -> str:
    return reverse(route, args=[card.edition.slug, card.delegation, *more])


def test_a_delegation_is_the_delegates_of_a_state_or_of_a_secretariat(edition, kerwin, verlyn, trevor, chiara) -> None:
    office = cast.join(edition, "tunde", kind=Kind.SECRETARIAT)
    stateless = cast.join(edition, "mariam", state=None)
    assert [key_of(member) for member in (kerwin, trevor, chiara)] == ["JM", "", ""]
    assert key_of(office) == key_of(stateless) == "secretariat-ECOWAS"
    found = delegations_of(edition)
    assert list(found) == ["JM", "secretariat-ECOWAS"]
    assert [voice.pk for voice in found["JM"].people] == [kerwin.pk, verlyn.pk]
    assert (found["JM"].name, found["secretariat-ECOWAS"].name) == ("Jamaica", "ECOWAS, secretariat")


def test_its_page_shows_who_they_are_what_they_marked_and_where_they_help(card, cell, kerwin, adjoa, client_of) -> None:
    marking.mark(cell, by=kerwin, why="Pensions abroad.")
    theirs = writing.take_home(card.edition, by=adjoa, content={"what": "One certificate"})
    helping.answer(helping.ask(theirs, kerwin, by=adjoa), True, by=kerwin)
    text = client_of(adjoa).get(of("delegation", card)).content.decode()
    for words in ("Kerwin T.", "Organisation of Kerwin", "Pensions abroad.", card.what, "One certificate"):
        assert words in text
    assert "Jamaica" in client_of(adjoa).get(reverse("delegations", args=[card.edition.slug])).content.decode()


def test_the_plan_is_sorted_by_day_and_shows_what_is_noticed_only_when_asked(card, kerwin, verlyn, client_of) -> None:
    assert "No card is on the way yet." in client_of(kerwin).get(of("plan", card)).content.decode()
    assert card.what in client_of(kerwin).get(of("plan", card) + "?with=noticed").content.decode()
    first = writing.take_home(card.edition, by=verlyn, content={"what": "Sooner", "due": "2029-01-31"})
    for each in (card, first):
        moving.move(each, "planned", by=each.author, sentence="So be it.", language="en")
    text = client_of(kerwin).get(of("plan", card) + "?with=history").content.decode()
    assert text.index("Sooner") < text.index(card.what)
    assert "So be it." in text
    moving.move(first, "done", by=verlyn, sentence="It pays.", language="en")
    assert "It pays." in client_of(kerwin).get(of("plan", card)).content.decode()


def test_the_plan_leaves_out_what_its_reader_may_not_read(card, kerwin, adjoa, client_of) -> None:
    moving.move(card, "planned", by=kerwin, sentence="So be it.", language="en")
    writing.edit(card, by=kerwin, content={"readers": "delegation"})
    for route in ("plan", "plan_document"):
        mine, theirs = (client_of(who).get(of(route, card)) for who in (kerwin, adjoa))
        words = [answer.content.decode() if route == "plan" else text_of(answer) for answer in (mine, theirs)]
        assert [card.what in said for said in words] == [True, False]


def text_of(answer) -> str:
    document = Document(io.BytesIO(answer.content))
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *tables])


def test_the_document_opens_with_headings_in_the_readers_language(card, kerwin, client_of) -> None:
    moving.move(card, "planned", by=kerwin, sentence="So be it.", language="en")
    answer = client_of(kerwin).get(of("plan_document", card), headers={"accept-language": "fr"})
    assert 'filename="plan-JM.docx"' in answer["Content-Disposition"]
    text = text_of(answer)
    assert "Employers can price it." in text
    assert "Ce qu’il faut : droit: A protocol." in text.replace("\u00a0", " ")
    assert "Prévu" in text


def test_who_was_removed_from_the_course_is_in_no_delegation_and_asked_for_nothing(
    edition, card, kerwin, verlyn, adjoa, client_of
) -> None:
    for member in (verlyn, adjoa):
        member.left_at = card.at
        member.save()
    edition.refresh_from_db()
    assert [voice.pk for voice in delegations_of(edition)["JM"].people] == [kerwin.pk]
    assert adjoa.name not in client_of(kerwin).get(card.get_absolute_url()).content.decode()


def test_its_page_keeps_what_is_hidden_and_what_opens_with_ones_own_reflection(
    edition, card, cell, kerwin, adjoa, chiara, client_of
) -> None:
    marking.mark(cell, by=kerwin, why="Pensions abroad.")
    said = marking.of(kerwin).select_related("member__edition").get()

    def shows(reader) -> bool:
        return "Pensions abroad." in client_of(reader).get(of("delegation", card)).content.decode()

    edition.own_reflection_first = True
    edition.save()
    assert (shows(adjoa), shows(kerwin), shows(chiara)) == (False, True, True)
    edition.own_reflection_first = False
    edition.save()
    assert shows(adjoa)
    moderation.hide(said, by=chiara, reason="Too sharp.")
    assert not shows(adjoa)


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff", "\x0b", "<w:p>", "&amp;"])
def test_no_letter_breaks_the_document(sign, card, kerwin, client_of) -> None:
    Card.objects.update(what=f"A{sign}B", state="planned")
    assert "B" in text_of(client_of(kerwin).get(of("plan_document", card)))


def test_a_facilitator_names_a_resource_person_who_then_reads_what_the_delegation_keeps(
    card, kerwin, trevor, chiara, adjoa, client_of
) -> None:
    writing.edit(card, by=kerwin, content={"readers": "delegation"})
    assert client_of(trevor).get(card.get_absolute_url()).status_code == 403
    for _tap in range(2):
        client_of(chiara).post(of("name_adviser", card), {"member": trevor.pk})
    assert Adviser.objects.count() == 1
    assert AuditEntry.objects.filter(act="name-adviser", subject=trevor).count() == 1
    assert "You" not in notices.sentence_of(notices.of(trevor)[0], trevor)
    assert client_of(trevor).get(card.get_absolute_url()).status_code == 200
    assert trevor.name in client_of(adjoa).get(of("delegation", card)).content.decode()
    client_of(chiara).post(of("end_adviser", card), {"member": trevor.pk})
    assert client_of(trevor).get(card.get_absolute_url()).status_code == 403


def test_only_a_facilitator_names_and_only_resource_persons_are_named(card, kerwin, trevor, adjoa, chiara) -> None:
    jamaica = delegations_of(card.edition)["JM"]
    with pytest.raises(PermissionDenied):
        advising.name(trevor, jamaica, "/", by=kerwin)
    with pytest.raises(PermissionDenied):
        advising.name(adjoa, jamaica, "/", by=chiara)


def test_the_funnel_counts_by_topic_and_bloc_what_everybody_reads(card, kerwin, adjoa, client_of) -> None:
    moving.move(card, "planned", by=kerwin, sentence="So be it.", language="en")
    for what in ("One", "Two"):
        writing.take_home(card.edition, by=adjoa, content={"what": what})
    writing.take_home(card.edition, by=adjoa, content={"what": "Ours", "readers": "delegation"})
    answer = client_of(kerwin).get(reverse("funnel_csv", args=[card.edition.slug])).content.decode()
    assert answer.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(answer.removeprefix("\ufeff"))))
    counted = {(row["topic"], row["bloc"], state): int(row[state]) for row in rows for state in State.values}
    assert counted["social-security", "CARICOM", "planned"] == 1
    assert counted["", "ECOWAS", "noticed"] == 2
    assert sum(counted.values()) == 3
    page = client_of(adjoa).get(reverse("funnel", args=[card.edition.slug])).content.decode()
    assert "Noticed: 2" in page
    assert "<svg" in page
    assert "Adjoa" not in page.split("<main", 1)[1]


def test_an_unknown_delegation_is_not_there(card, kerwin, client_of) -> None:
    for route in ("delegation", "plan", "plan_document"):
        assert client_of(kerwin).get(reverse(route, args=[card.edition.slug, "XX"])).status_code == 404
