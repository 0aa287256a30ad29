"""Notes: for any source that one reads, for oneself alone; and a reflection that begins with one."""

import pytest
from django.http import Http404
from django.urls import reverse

from commons import moderation
from commons.marks import marking
from commons.marks.sources import kind_of
from commons.models import Note
from tests.commons.written import cell_of, write


@pytest.fixture
def cell(edition):
    """What ECOWAS has on the branches of social security."""
    return cell_of(edition)


def keep(client, source, act: str = "note", **sent: str):
    return client.post(reverse(act, args=[kind_of(type(source)).name, source.pk]), sent)


def noted(member) -> list[tuple[str, str]]:
    return [(note.text, note.language) for note in marking.notes_of(member)]


def test_a_note_needs_no_mark_and_another_text_keeps_the_first_as_history(kerwin, cell, client_of) -> None:
    client = client_of(kerwin)
    assert keep(client, cell).url == cell.get_absolute_url()
    keep(client, cell, text="Ask Adjoa.\nWhich branch?", language="pt")
    keep(client, cell, text="Ask Adjoa.\nWhich branch?", language="pt")
    assert noted(kerwin) == [("Ask Adjoa.\nWhich branch?", "pt")]
    assert not marking.of(kerwin)
    assert [note.removed_at is None for note in kerwin.notes.order_by("pk")] == [False, True]
    keep(client, cell, "unnote")
    keep(client, cell, "unnote")
    assert noted(kerwin) == []


def test_one_notes_what_is_of_ones_own_bloc_in_the_usual_language_too(adjoa, chiara, cell) -> None:
    for member in (adjoa, chiara):
        member.person.languages = ["fr", "en"]
        marking.note(cell, by=member, text="Mine.")
        assert noted(member) == [("Mine.", "fr")]


def test_nobody_else_reads_a_note(kerwin, adjoa, chiara, cell, edition, client_of) -> None:
    marking.note(cell, by=kerwin, text="A word of mine.")
    for member, reads in ((kerwin, True), (adjoa, False), (chiara, False)):
        for page in (cell.aspect.get_absolute_url(), reverse("notes", args=[edition.slug])):
            assert ("A word of mine." in client_of(member).get(page).content.decode()) is reads
    assert not cell.aspect.provisions.filter(pk=cell.pk, pk__in=marking.interest(type(cell), [cell.pk], adjoa)).exists()


def test_what_one_may_not_read_answers_as_if_it_were_not_there(kerwin, adjoa, chiara, client_of) -> None:
    practice = write("practice", adjoa)
    moderation.hide(practice, by=chiara, reason="Too sharp.")
    practice.refresh_from_db()
    with pytest.raises(Http404):
        marking.note(practice, by=kerwin)
    for kind, pk in (("practice", practice.pk), ("practice", 2**62), ("nonsense", 1)):
        assert client_of(kerwin).post(reverse("note", args=[kind, pk]), {"text": "x"}).status_code == 404
    assert not Note.objects.exists()


def test_a_text_that_is_too_long_comes_back_whole(kerwin, cell, client_of) -> None:
    answer = keep(client_of(kerwin), cell, text="word " * 2000, next="/aspects/1/")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "word " * 1999 in text
    assert "Too long by" in text
    assert 'value="/aspects/1/"' in text
    assert not Note.objects.exists()


def test_my_notes_lead_to_a_reflection_that_begins_with_what_one_said_of_a_source(
    kerwin, adjoa, edition, cell, client_of
) -> None:
    client, page = client_of(kerwin), reverse("notes", args=[edition.slug])
    marking.mark(cell, by=kerwin, why="Pensions first.", language="en")
    marking.note(cell, by=kerwin, text="Ask Adjoa.", language="en")
    write = reverse("write_reflection", args=[edition.slug, "social-security"])
    assert f"{write}?from=mark-{marking.of(kerwin).get().pk}" in client.get(page).content.decode()
    for said, first in ((marking.of(kerwin).get(), "Pensions first."), (marking.notes_of(kerwin).get(), "Ask Adjoa.")):
        address = f"{write}?from={said.name}"
        question = next(q for q in client.get(address).context["questions"] if q["key"] == "adopt")
        source, *sentences = question["answer"].splitlines()
        assert "ECOWAS" in source
        assert sentences[0] == first
        assert set(sentences) == {"Pensions first.", "Ask Adjoa."}
        other = client_of(adjoa).get(address).context["questions"]
        assert not any(question["answer"] for question in other), "another member's note adds nothing"


@pytest.mark.parametrize("name", ["note-", "note-x", "mark-99999999999999999999", "-1", "\0", "x" * 3000])
def test_an_odd_name_of_a_note_adds_nothing(kerwin, edition, client_of, name) -> None:
    address = reverse("write_reflection", args=[edition.slug, "social-security"])
    answer = client_of(kerwin).get(address, {"from": name})
    assert answer.status_code == 200
    assert not any(question["answer"] for question in answer.context["questions"])


def test_older_marks_and_notes_follow_on_further_pages(kerwin, edition, client_of, monkeypatch) -> None:
    monkeypatch.setattr("commons.views.marks.PAGE", 1)
    for name in ("branches", "totalisation"):
        marking.note(cell_of(edition, name), by=kerwin, text=name)
    marking.mark(cell_of(edition), by=kerwin, why="Once.")
    client, page = client_of(kerwin), reverse("notes", args=[edition.slug])
    first = client.get(page)
    assert "totalisation" in first.content.decode()
    second = client.get(page + first.context["older"]).content.decode()
    assert "“branches”" in second
    assert "Once." not in second
