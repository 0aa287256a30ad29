"""Practices: adding, editing with history, side by side, their source, and what they would take at home."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commons import moderation
from compare.models import Need, Practice
from compare.practices import writing
from compare.practices.lines import asks_from, line_of, references_from

FORM = {
    "title": "A union desk at the crossing",
    "topics": ["skills-mobility", "cooperation"],
    "who": "Two unions",
    "years": "2021–",
    "done": "A table on market days.",
    "result": "Forty names a month.",
    "asks": "Who keeps the books?\n\nWho may read them?",
    "references": "The notebook, page 3\nhttps://example.org/desk",
    "language": "en",
}


@pytest.fixture
def nurses(edition) -> Practice:
    return edition.practices.get(slug="ghana-barbados-nurses")


@pytest.fixture
def added(edition, adjoa, client_of) -> Practice:
    client_of(adjoa).post(reverse("new_practice", args=[edition.slug]), FORM)
    return edition.practices.get(author=adjoa)


def page(practice, by, client_of) -> str:
    return client_of(by).get(practice.get_absolute_url()).content.decode()


def test_anybody_adds_a_practice_which_is_to_be_checked(added, kerwin, client_of) -> None:
    assert added.confidence == "doubtful"
    assert [topic.slug for topic in added.topics.order_by("slug")] == ["cooperation", "skills-mobility"]
    assert added.asks == [{"en": "Who keeps the books?"}, {"en": "Who may read them?"}]
    assert [source["url"] for source in added.references] == ["", "https://example.org/desk"]
    text = page(added, kerwin, client_of)
    assert 'href="https://example.org/desk" rel="noopener"' in text
    assert "added by Adjoa T." in text


def test_a_form_sent_twice_adds_one_practice(edition, added, adjoa, client_of) -> None:
    client_of(adjoa).post(reverse("new_practice", args=[edition.slug]), FORM)
    assert Practice.objects.filter(author=adjoa).count() == 1


def test_a_form_without_a_title_keeps_the_rest(edition, adjoa, client_of) -> None:
    answer = client_of(adjoa).post(reverse("new_practice", args=[edition.slug]), {**FORM, "title": " \0 "})
    assert answer.status_code == 422
    assert b"Forty names a month." in answer.content
    assert not Practice.objects.exclude(author=None).exists()


def test_an_edit_keeps_what_stood_before_and_names_who_made_it(added, adjoa, kerwin, chiara, client_of) -> None:
    address = reverse("edit_practice", args=[added.pk])
    assert client_of(kerwin).get(address).status_code == 403
    client_of(adjoa).post(address, {**FORM, "result": "Nine names a month."})
    client_of(chiara).post(address, {**FORM, "result": "Nine names a month.", "confidence": "verified"})
    added.refresh_from_db()
    assert (added.result, added.confidence) == ({"en": "Nine names a month."}, "verified")
    version = added.versions.get()
    assert (version.result, version.by) == ({"en": "Forty names a month."}, adjoa)
    history = client_of(kerwin).get(reverse("practice_history", args=[added.pk])).content.decode()
    assert "Forty names a month." in history


def test_an_author_cannot_say_that_the_source_was_seen(added, adjoa, client_of) -> None:
    client_of(adjoa).post(reverse("edit_practice", args=[added.pk]), {**FORM, "confidence": "verified"})
    added.refresh_from_db()
    assert added.confidence == "doubtful"
    with pytest.raises(PermissionDenied):
        writing.edit(added, by=adjoa, topics=[], analysis={}, confidence="verified")


def test_a_facilitators_edit_of_a_pack_practice_leaves_its_other_languages(nurses, chiara, client_of) -> None:
    before, sources = nurses.result, nurses.references
    address = reverse("edit_practice", args=[nurses.pk])
    present = client_of(chiara).get(address).context["form"].initial
    client_of(chiara).post(address, {**present, "result": "Still running."})
    nurses.refresh_from_db()
    assert nurses.result == {**before, "en": "Still running."}
    assert nurses.references == sources
    assert {len(ask) for ask in nurses.asks} == {3}
    (shown,) = client_of(chiara).get(reverse("pack", args=[nurses.edition.slug])).context["differing"]
    assert (shown.name, shown.address) == (nurses.title["en"], nurses.get_absolute_url())
    assert shown.fields == [("What came of it, and how do we know? (English)", "Still running.", before["en"])]


def test_needs_are_one_of_a_kind_and_an_empty_one_is_taken_back(nurses, adjoa, kerwin, client_of) -> None:
    address = reverse("say_needs", args=[nurses.pk])
    client_of(adjoa).post(address, {"law": "A clause first.", "money": "Training places."})
    client_of(adjoa).post(address, {"law": "A clause, and a date.", "money": ""})
    assert [(need.kind, need.text) for need in Need.objects.all()] == [("law", "A clause, and a date.")]
    assert "A clause, and a date." in page(nurses, kerwin, client_of)


def test_a_resource_persons_need_is_shown_and_not_counted(edition, nurses, adjoa, trevor, client_of) -> None:
    for by in (adjoa, trevor):
        writing.say_needs(nurses, by=by, needs={"law": "A clause."}, language="en")
    found = client_of(adjoa).get(reverse("practices", args=[edition.slug])).context["practices"]
    entry = next(each for each in found if each.practice == nurses)
    assert (entry.said, entry.people, entry.is_mine) == (1, {adjoa.bloc_id: 1}, True)


def test_a_hidden_practice_is_gone_for_others(added, adjoa, kerwin, chiara, client_of) -> None:
    moderation.hide(added, by=chiara, reason="Names people.")
    assert client_of(kerwin).get(added.get_absolute_url()).status_code == 403
    assert client_of(adjoa).get(added.get_absolute_url()).status_code == 200
    listed = client_of(kerwin).get(reverse("practices", args=[added.edition.slug])).context["practices"]
    assert added not in [entry.practice for entry in listed]


def test_a_facilitator_asks_for_the_source_and_anybody_may_answer(added, adjoa, kerwin, chiara, client_of) -> None:
    ask, text = reverse("ask_source", args=[added.pk]), {"text": "A page of the notebook?"}
    assert client_of(kerwin).post(ask, text).status_code == 403
    client_of(chiara).post(ask, text)
    request = added.source_requests.get()
    assert adjoa.notices.get().kind == "source-asked"
    client_of(kerwin).post(reverse("answer_source", args=[request.pk]), {"text": "I saw it."})
    client_of(adjoa).post(reverse("answer_source", args=[request.pk]), {"text": "Too late."})
    request.refresh_from_db()
    assert (request.answer, request.answered_by) == ("I saw it.", kerwin)
    assert chiara.notices.get().kind == "source-answered"


def test_two_ticked_practices_are_shown_side_by_side(edition, nurses, kerwin, client_of) -> None:
    other = edition.practices.get(slug="cvq")
    choose = reverse("choose_practices", args=[edition.slug])
    answer = client_of(kerwin).get(choose, {"p": [nurses.pk, other.pk]})
    assert answer["Location"] == reverse("practices_beside", args=[nurses.pk, other.pk])
    text = client_of(kerwin).get(answer["Location"]).content.decode()
    assert nurses.result["en"][:40] in text
    assert other.result["en"][:40] in text
    for chosen in ([], [nurses.pk], [nurses.pk, nurses.pk], ["x", "9" * 30]):
        assert client_of(kerwin).get(choose, {"p": chosen})["Location"] == reverse("practices", args=[edition.slug])


def test_a_practice_of_another_course_is_not_beside_this_one(edition, other_edition, nurses, kerwin, client_of) -> None:
    theirs = other_edition.practices.first()
    assert client_of(kerwin).get(reverse("practices_beside", args=[nurses.pk, theirs.pk])).status_code == 404
    assert client_of(kerwin).get(theirs.get_absolute_url()).status_code == 403


@pytest.mark.pure
def test_a_line_is_a_source_and_an_unchanged_line_keeps_its_own() -> None:
    pack = {"title": "A text", "publisher": "ILO", "url": "https://example.org/a", "year": 2019}
    assert references_from(line_of(pack), [pack]) == [pack]
    (typed,) = references_from("  The act, see https://example.org/b. ")
    assert (typed["title"], typed["url"]) == ("The act, see .", "https://example.org/b") or typed["url"]
    (bare,) = references_from("javascript:alert(1)")
    assert bare["url"] == ""


@pytest.mark.pure
def test_questions_keep_their_other_languages_by_their_place() -> None:
    before = [{"en": "One?", "fr": "Un ?"}, {"en": "Two?", "fr": "Deux ?"}]
    assert asks_from("One, really?", before, "en") == [{"en": "One, really?", "fr": "Un ?"}]
    assert asks_from("One?\nTwo?\nThree?", before, "en")[2] == {"en": "Three?"}
