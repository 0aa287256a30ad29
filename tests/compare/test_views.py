"""Views: who says them, whose count, their history, and who reads them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from commons import moderation
from compare.comparing.saying import say
from compare.models import View
from forum.reflecting import reflections
from tests import cast


@pytest.fixture
def page(aspect, client_of):
    def page(by):
        return client_of(by).get(reverse("aspect", args=[aspect.pk]))

    return page


def counts(answer) -> dict:
    return answer.context["views"].law.shown


def test_a_view_twice_is_one_view_with_its_history(says, adjoa) -> None:
    first = says(adjoa, "alike", why="So it seems.")
    second = says(adjoa, "form", why="On second thought.")
    assert (View.objects.count(), second.pk) == (1, first.pk)
    version = second.versions.get()
    assert (version.law, version.why, version.at) == ("alike", "So it seems.", first.at)
    assert second.changed_at is not None
    says(adjoa, "form", why="On second thought.")
    assert second.versions.count() == 1, "the same again is no change"


@pytest.mark.parametrize("who", ["chiara", "muted"])
def test_neither_the_team_nor_a_muted_member_says_views(aspect, edition, chiara, who) -> None:
    later = timezone.now() + timezone.timedelta(hours=1)
    by = chiara if who == "chiara" else cast.join(edition, "tunde", muted_until=later)
    with pytest.raises(PermissionDenied):
        say(aspect, by=by, law="alike")
    assert not View.objects.exists()


def test_a_resource_persons_view_is_shown_and_never_counted(says, page, trevor, adjoa, kerwin) -> None:
    says(trevor, "unclear", why="The text is being read again.")
    says(adjoa, "level", why="Ours does more.")
    answer = page(kerwin)
    assert counts(answer) == {"CARICOM": {}, "ECOWAS": {"level": 1}}
    assert b"The text is being read again." in answer.content
    assert b"resource person, not counted" in answer.content


def test_a_hidden_view_neither_counts_nor_shows_and_its_author_still_reads_it(
    says, page, adjoa, kerwin, chiara
) -> None:
    view = says(adjoa, "level", why="Too sharp a word.")
    moderation.hide(view, by=chiara, reason="Please speak of the matter.")
    for reader, seen in ((kerwin, False), (adjoa, True), (chiara, True)):
        answer = page(reader)
        assert counts(answer)["ECOWAS"] == {}
        assert (b"Too sharp a word." in answer.content) is seen


def test_the_other_shores_sentences_open_with_ones_own_reflection(
    says, page, edition, adjoa, kerwin, trevor, client_of
):
    edition.own_reflection_first = True
    edition.save()
    view = says(adjoa, "level", why="Ours does more.")
    own = reverse("view", args=[view.pk])
    assert b"Ours does more." not in page(kerwin).content
    assert b"opens to you once your own reflection" in page(kerwin).content
    assert client_of(kerwin).get(own).status_code == 403
    assert b"Ours does more." in page(trevor).content, "only delegates have to reflect"
    text = {"headline": "Mine", "answers": {edition.prompts.first().key: "Words."}, "language": "en"}
    reflections.publish(edition.topics.get(slug="social-security"), by=kerwin, text=text)
    assert b"Ours does more." in page(kerwin).content
    assert client_of(kerwin).get(own).status_code == 200


def test_a_form_without_a_word_keeps_the_sentence(aspect, adjoa, client_of) -> None:
    address = reverse("say_view", args=[aspect.pk])
    answer = client_of(adjoa).post(address, {"why": "A sentence without a word."})
    assert answer.status_code == 422
    assert b"Choose one of the words." in answer.content
    assert b"A sentence without a word." in answer.content
    answer = client_of(adjoa).post(address, {"law": "form", "practice_why": "Nobody pays."})
    assert (answer.status_code, View.objects.count()) == (422, 0)
    assert b"Nobody pays." in answer.content


def test_too_long_a_sentence_is_kept_and_refused_with_words(aspect, adjoa, client_of) -> None:
    long = "x" * 10_000
    answer = client_of(adjoa).post(reverse("say_view", args=[aspect.pk]), {"law": "form", "why": long})
    assert answer.status_code == 422
    assert long.encode() in answer.content


def test_a_view_by_form_leads_back_and_is_escaped(aspect, adjoa, kerwin, page, client_of) -> None:
    said = {"law": "form", "why": "<script>alert(1)</script>", "practice": "alike", "language": "fr"}
    answer = client_of(adjoa).post(reverse("say_view", args=[aspect.pk]), said)
    assert answer["Location"] == f"{aspect.get_absolute_url()}#say"
    text = page(kerwin).content
    assert b"&lt;script&gt;alert(1)" in text
    assert b"<script>alert(1)" not in text
    assert b'lang="fr">&lt;script' in text


def test_comments_beneath_an_aspect_are_one_thread_of_the_forum(aspect, adjoa, kerwin, page, client_of) -> None:
    address = reverse("comment_aspect", args=[aspect.pk])
    assert client_of(adjoa).post(address, {"body": ""}).status_code == 422
    client_of(adjoa).post(address, {"body": "How is it **done**?"})
    client_of(kerwin).post(address, {"body": "By letter."})
    aspect.refresh_from_db()
    assert [post.author for post in aspect.thread.posts.order_by("pk")] == [adjoa, kerwin]
    text = page(kerwin).content.decode()
    assert "<strong>done</strong>" in text
    assert "By letter." in text
    thread = client_of(kerwin).get(aspect.thread.get_absolute_url()).content.decode()
    assert f'<a href="{aspect.get_absolute_url()}">' in thread
    assert adjoa.notices.get().kind == "answer"
    discussions = client_of(kerwin).get(reverse("discussions", args=[aspect.topic.edition.slug, "social-security"]))
    assert discussions.context["page"] == []
