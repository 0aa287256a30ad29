"""Marks: who may mark what, twice is once, history stays, and what stands in one's notes."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse

from commons import moderation
from commons.marks import marking, sources
from commons.models import Mark
from compare.models import Provision
from forum.models import Post
from forum.reflecting import reflections
from tests import cast
from tests.commons.written import cell_of, write


@pytest.fixture
def cell(edition) -> Provision:
    """What ECOWAS has on the branches of social security."""
    return cell_of(edition)


def press(client, source, act: str = "mark", **sent: str):
    return client.post(reverse(act, args=[sources.kind_of(type(source)).name, source.pk]), sent)


def present(member) -> list[str]:
    return [mark.why for mark in marking.of(member)]


def test_a_second_tap_changes_nothing_and_another_sentence_keeps_the_first_as_history(kerwin, cell, client_of) -> None:
    client = client_of(kerwin)
    assert press(client, cell).url == cell.get_absolute_url()
    press(client, cell)
    assert present(kerwin) == [""]
    press(client, cell, why="Pensions abroad.")
    press(client, cell)
    press(client, cell, why="Pensions abroad.")
    assert present(kerwin) == ["Pensions abroad."]
    history = [(mark.why, mark.removed_at is None) for mark in kerwin.marks.order_by("pk")]
    assert history == [("", False), ("Pensions abroad.", True)]


def test_removed_and_marked_again_are_two_rows_of_history(kerwin, cell, client_of) -> None:
    client = client_of(kerwin)
    for act in ("mark", "unmark", "unmark", "mark"):
        press(client, cell, act)
    assert [mark.removed_at is None for mark in kerwin.marks.order_by("pk")] == [False, True]


def test_the_database_keeps_one_present_mark_each(kerwin, cell) -> None:
    marking.mark(cell, by=kerwin)
    same = Mark.objects.values("member_id", "source_type_id", "source_id", "at").get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.create(**same)


def test_what_is_of_ones_own_bloc_or_ones_own_is_refused(adjoa, kerwin, cell) -> None:
    for source, by in ((cell, adjoa), (write("practice", adjoa), adjoa)):
        with pytest.raises(PermissionDenied):
            marking.mark(source, by=by)
    marking.mark(adjoa.edition.practices.filter(author=None).first(), by=adjoa)


def test_what_one_may_not_read_answers_as_if_it_were_not_there(kerwin, adjoa, chiara, edition, client_of) -> None:
    practice = write("practice", adjoa)
    moderation.hide(practice, by=chiara, reason="Too sharp.")
    practice.refresh_from_db()
    with pytest.raises(Http404):
        marking.mark(practice, by=kerwin)
    assert press(client_of(kerwin), practice).status_code == 404
    assert client_of(kerwin).post(reverse("mark", args=["practice", 2**62])).status_code == 404
    assert client_of(kerwin).post(reverse("mark", args=["nonsense", 1])).status_code == 404


def test_own_reflection_first_closes_the_other_shores_reflections_and_their_answers(edition, kerwin, adjoa) -> None:
    topic = edition.topics.first()
    theirs = _reflection(topic, adjoa)
    edition.own_reflection_first = True
    edition.save()
    kerwin.edition = edition
    reflection = sources.fetch("reflection", theirs.pk)
    with pytest.raises(Http404):
        marking.mark(reflection, by=kerwin)
    _reflection(topic, kerwin)
    marking.mark(reflection, by=kerwin, why="Periods.")
    assert present(kerwin) == ["Periods."]


def _reflection(topic, by):
    key = topic.edition.prompts.first().key
    text = {"headline": "Periods count", "answers": {key: "We count them."}, "language": "en"}
    return reflections.publish(topic, by=by, text=text)


def test_muted_and_suspended_members_mark_nothing(kerwin, chiara, cell, client_of) -> None:
    client = client_of(kerwin)
    moderation.mute(kerwin, by=chiara, minutes=60, reason="A pause.")
    refused = press(client, cell, why="We could do this.")
    assert refused.status_code == 403
    assert "We could do this." in refused.content.decode()
    moderation.unmute(kerwin, by=chiara, reason="Welcome.")
    moderation.suspend(kerwin, by=chiara, reason="Enough.")
    assert press(client, cell).status_code in {302, 403}
    assert not Mark.objects.exists()


def test_a_sentence_that_is_too_long_comes_back_whole(kerwin, cell, client_of) -> None:
    answer = press(client_of(kerwin), cell, why="word " * 2000, next="/aspects/1/")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "word " * 1999 in text
    assert "Too long by" in text
    assert 'value="/aspects/1/"' in text


def test_the_button_leads_back_and_shows_what_was_said(kerwin, cell, client_of) -> None:
    client, page = client_of(kerwin), cell.aspect.get_absolute_url()
    before = client.get(page).content.decode()
    assert before.count('aria-pressed="false"') == 1, "the other shore's cell alone"
    assert press(client, cell, why="Pensions abroad.", next=page).url == page
    after = client.get(page).content.decode()
    assert 'aria-pressed="true"' in after
    assert "“Pensions abroad.”" in after
    assert "marked by 1 of CARICOM" in after
    assert press(client, cell, next="https://example.org/").url == cell.get_absolute_url()


def test_reflections_and_practices_have_the_button(kerwin, adjoa, edition, client_of) -> None:
    reflection, practice = _reflection(edition.topics.first(), adjoa), write("practice", adjoa)
    for source in (reflection, practice):
        for by, buttons in ((kerwin, 1), (adjoa, 0)):
            text = client_of(by).get(source.get_absolute_url()).content.decode()
            assert text.count("This could serve us") == buttons


def test_my_notes_have_cards_by_topic_and_keep_my_sentence_when_the_source_is_gone(
    kerwin, adjoa, chiara, edition, cell, client_of
) -> None:
    practice, reflection = write("practice", adjoa), _reflection(edition.topics.last(), adjoa)
    for source in (practice, cell, reflection):
        marking.mark(source, by=kerwin, why=f"For {type(source).__name__}.")
    marking.note(cell, by=kerwin, text="To ask.")
    moderation.hide(practice, by=chiara, reason="Too sharp.")
    answer = client_of(kerwin).get(reverse("notes", args=[edition.slug]))
    shown = [
        (topic and topic.slug, [([each.sentence for each in said], bool(source.card)) for source, said in found])
        for topic, found in answer.context["groups"]
    ]
    assert shown == [
        (edition.topics.first().slug, [(["For Provision.", "To ask."], True)]),
        (edition.topics.last().slug, [(["For Reflection."], True)]),
        (None, [(["For Practice."], False)]),
    ]
    text = answer.content.decode()
    assert str(reflection.headline) in text
    assert practice.title["en"] not in text
    assert not marking.of(adjoa)


def test_delegates_are_counted_by_shore_and_resource_persons_are_not(
    edition, cell, kerwin, adjoa, trevor, client_of
) -> None:
    for by in (kerwin, trevor, *cast.crowd(edition, "CARICOM", 2)):
        marking.mark(cell, by=by)
    marking.mark(cell_of(edition, "branches", "CARICOM"), by=adjoa)
    marking.unmark(cell, by=kerwin)
    names = [edition.slug, "social-security"]
    client = client_of(adjoa)
    found = client.get(reverse("comparison_json", args=names)).json()["aspects"]
    counts = {each["slug"]: each["marks"] for each in found}
    assert counts.pop("branches") == {"CARICOM": 2, "ECOWAS": 1}
    assert all(rest == {"CARICOM": 0, "ECOWAS": 0} for rest in counts.values())
    table = client.get(reverse("comparison_csv", args=names)).content.decode("utf-8-sig")
    lines = {(row["slug"], row["bloc"]): row["marks"] for row in csv.DictReader(io.StringIO(table))}
    assert (lines["branches", "ECOWAS"], lines["branches", "CARICOM"]) == ("2", "1")
    page = client.get(reverse("comparison", args=names) + "?show=marked")
    assert [row.aspect.slug for row in page.context["rows"]] == ["branches"]
    assert "marked by 2 of CARICOM" in page.content.decode()


def test_a_post_is_a_source(edition, kerwin, adjoa) -> None:
    reflection = _reflection(edition.topics.first(), adjoa)
    post = Post.objects.create(
        thread=reflection.thread, author=adjoa, body="So.", html="<p>So.</p>", posted_at=reflection.published_at
    )
    marking.mark(sources.fetch("post", post.pk), by=kerwin)
    [(topic, [(_mark, card, _ways)])] = marking.by_topic(marking.of(kerwin), kerwin)
    assert (topic, card.title, card.shore) == (edition.topics.first(), "So.", "east")


def test_the_other_shores_reasons_stand_beneath_and_can_be_hidden(
    edition, kerwin, adjoa, chiara, cell, client_of
) -> None:
    marking.mark(cell, by=kerwin, why="Pensions <b>abroad</b>.", language="en")
    page = cell.aspect.get_absolute_url()
    assert "Pensions &lt;b&gt;abroad&lt;/b&gt;." in client_of(adjoa).get(page).content.decode()
    moderation.hide(marking.of(kerwin).select_related("member__edition").get(), by=chiara, reason="Too sharp.")
    for member, reads in ((adjoa, False), (kerwin, True), (chiara, True)):
        assert ("Pensions" in client_of(member).get(page).content.decode()) is reads


def test_reasons_of_the_other_shore_open_with_ones_own_reflection(edition, kerwin, adjoa, cell, client_of) -> None:
    marking.mark(cell, by=kerwin, why="Pensions.", language="en")
    edition.own_reflection_first = True
    edition.save()
    page = cell.aspect.get_absolute_url()
    assert "Pensions." not in client_of(adjoa).get(page).content.decode()
    assert client_of(adjoa).get(reverse("report", args=["mark", marking.of(kerwin).get().pk])).status_code == 403
    _reflection(edition.topics.first(), adjoa)
    assert "Pensions." in client_of(adjoa).get(page).content.decode()


def test_lists_have_a_button_for_each_source_of_the_other_shore_alone(edition, kerwin, adjoa, client_of) -> None:
    reflection, practice = _reflection(edition.topics.first(), adjoa), write("practice", adjoa)
    post = write("post", adjoa)
    topic = edition.topics.first()
    pages = {
        reverse("topic", args=[edition.slug, topic.slug]): ("reflection", reflection.pk),
        reverse("practices", args=[edition.slug]): ("practice", practice.pk),
        post.thread.get_absolute_url(): ("post", post.pk),
        cell_of(edition).aspect.get_absolute_url(): ("provision", None),
    }
    for page, (kind, pk) in pages.items():
        place = f'id="mark-{kind}-{pk or ""}'
        assert place in client_of(kerwin).get(page).content.decode()
        if pk:
            assert place not in client_of(adjoa).get(page).content.decode()


def test_a_button_of_a_list_leads_back_to_its_place_or_answers_with_itself(kerwin, adjoa, client_of) -> None:
    post, client = write("post", adjoa), client_of(kerwin)
    place = f"mark-post-{post.pk}"
    assert press(client, post, next="/threads/1/?after=3", at=place).url == f"/threads/1/?after=3#{place}"
    assert press(client, post, next="/threads/1/", at='"><script>').url == "/threads/1/"
    address = reverse("unmark", args=["post", post.pk])
    answer = client.post(address, {"next": "/", "at": place}, headers={"x-fragment": "1"}).content.decode()
    assert answer.strip().startswith(f'<span class="no-print" id="{place}"')
    assert 'aria-pressed="false"' in answer


def test_todays_page_shows_what_the_other_shore_marked_of_mine(edition, kerwin, adjoa, trevor, client_of) -> None:
    reflection, post = _reflection(edition.topics.first(), adjoa), write("post", adjoa)
    marking.mark(reflection, by=kerwin, why="Periods.", language="en")
    marking.mark(post, by=kerwin)
    text = client_of(adjoa).get(reverse("today", args=[edition.slug])).content.decode()
    assert "Kerwin marked your reflection" in text
    assert "“Periods.”" in text
    assert "Kerwin marked what you wrote" in text
    marking.unmark(reflection, by=kerwin)
    assert "marked your reflection" not in client_of(adjoa).get(reverse("today", args=[edition.slug])).content.decode()


def test_a_topic_opens_with_what_the_other_shore_marked_most(edition, kerwin, adjoa, cell, client_of) -> None:
    for by in (kerwin, *cast.crowd(edition, "CARICOM", 1)):
        marking.mark(cell, by=by)
    page = reverse("topic", args=[edition.slug, "social-security"])
    assert [row[4] for row in client_of(adjoa).get(page).context["wanted"]] == [2]
    assert client_of(kerwin).get(page).context["wanted"] == [], "their own shore marked it"
    edition.own_reflection_first = True
    edition.save()
    assert client_of(adjoa).get(page).context["wanted"] == [], "fewer than five, before their names are open"


def test_a_mark_leads_to_what_was_marked(kerwin, adjoa, cell, client_of) -> None:
    marking.mark(cell, by=kerwin)
    assert client_of(adjoa).get(reverse("marked", args=[marking.of(kerwin).get().pk])).url == cell.get_absolute_url()
    assert client_of(adjoa).get(reverse("marked", args=[2**60])).status_code == 404
