"""Discussions under a topic: opening them, writing, quoting and editing posts."""

import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commons import moderation
from commons.models import Notice
from forum import posting, shores
from forum.models import Post, Thread


def form(**changed) -> dict[str, str]:
    usual = {"kind": "question", "title": "Who pays?", "body": "Who pays for it?", "language": "en"}
    return {**usual, "client_id": str(uuid.uuid4()), **changed}


@pytest.fixture
def opens(client_of, topic):
    """``opens(adjoa, kind="proposal")`` sends the form and returns the answer."""

    def send(member, **changed):
        address = reverse("new_thread", args=[topic.edition.slug, topic.slug])
        return client_of(member).post(address, form(**changed))

    return send


@pytest.mark.parametrize("kind", ["question", "experience", "proposal"])
def test_a_delegate_opens_a_discussion_of_each_kind(opens, adjoa, client_of, kerwin, kind) -> None:
    answer = opens(adjoa, kind=kind)
    thread = Thread.objects.get()
    assert (thread.kind, thread.title, thread.author, thread.posts_count) == (kind, "Who pays?", adjoa, 1)
    assert answer["Location"] == thread.get_absolute_url()
    assert "Who pays for it?" in client_of(kerwin).get(thread.get_absolute_url()).content.decode()


@pytest.mark.parametrize("who", ["adjoa", "trevor"])
def test_only_facilitators_announce(request, opens, topic, who) -> None:
    member = request.getfixturevalue(who)
    assert opens(member, kind="announcement").status_code == 200
    fields = {key: value for key, value in form(kind="announcement").items() if key != "client_id"}
    with pytest.raises(PermissionDenied):
        posting.open_thread(topic, by=member, client_id=uuid.uuid4(), **fields)
    assert not Thread.objects.exists()


def test_an_announcement_notifies_all_active_members_but_its_author(
    opens, chiara, adjoa, kerwin, trevor, suspended, outsider
) -> None:
    opens(chiara, kind="announcement", title="We begin at nine")
    notices = Notice.objects.filter(kind="announcement")
    assert {notice.to for notice in notices} == {adjoa, kerwin, trevor}
    assert all(notice.words["title"] == "We begin at nine" for notice in notices)


@pytest.mark.parametrize(
    "wrong", [{"kind": "comments"}, {"kind": ""}, {"title": " "}, {"body": "\n"}, {"title": "x" * 161}]
)
def test_an_invalid_discussion_comes_back_with_its_text(opens, adjoa, wrong) -> None:
    answer = opens(adjoa, **{"body": "Keep me.", "title": "Keep me too", **wrong})
    page = answer.content.decode()
    assert ("Keep me." in page) == ("body" not in wrong)
    assert 'class="error"' in page
    assert not Thread.objects.exists()


def test_a_double_tap_opens_one_discussion(opens, adjoa) -> None:
    twice = [opens(adjoa, client_id="10000000-0000-4000-8000-000000000001") for _tap in range(2)]
    assert Thread.objects.count() == Post.objects.count() == 1
    assert twice[0]["Location"] == twice[1]["Location"]


def test_a_post_sent_twice_is_stored_once(thread, client_of, kerwin) -> None:
    sent = {"body": "With us too.", "client_id": "10000000-0000-4000-8000-000000000002"}
    twice = [client_of(kerwin).post(reverse("write_post", args=[thread.pk]), sent) for _tap in range(2)]
    thread.refresh_from_db()
    assert thread.posts_count == thread.posts.count() == 2
    assert twice[0]["Location"] == twice[1]["Location"]
    assert Notice.objects.filter(to=thread.author).count() == 1


def test_two_people_may_use_the_same_client_id(thread, write, kerwin, tunde) -> None:
    same = uuid.uuid4()
    assert write(kerwin, client_id=same) != write(tunde, client_id=same)


def test_an_empty_post_comes_back_and_is_not_stored(thread, client_of, kerwin) -> None:
    answer = client_of(kerwin).post(reverse("write_post", args=[thread.pk]), {"body": " \n "})
    assert answer.status_code == 422
    assert thread.posts.count() == 1


def test_a_post_that_is_too_long_comes_back_whole_with_its_language(thread, client_of, kerwin) -> None:
    long = "é" * (posting.LONGEST_POST + 1)
    answer = client_of(kerwin).post(reverse("write_post", args=[thread.pk]), {"body": long, "language": "pt"})
    assert answer.status_code == 422
    assert long in answer.content.decode()
    assert '<input type="hidden" name="language" value="pt"' in answer.content.decode()


def test_a_line_end_counts_as_one_letter(thread, client_of, kerwin) -> None:
    lines = "\r\n".join(["x" * 65] * 150) + "x" * 101
    assert len(lines.replace("\r\n", "\n")) == posting.LONGEST_POST
    answer = client_of(kerwin).post(reverse("write_post", args=[thread.pk]), {"body": lines})
    assert answer.status_code == 302


def test_a_title_that_is_too_long_comes_back_whole(topic, client_of, kerwin) -> None:
    typed = {"kind": "question", "title": "T" * 163, "body": "x"}
    answer = client_of(kerwin).post(reverse("new_thread", args=[topic.edition.slug, topic.slug]), typed)
    assert "T" * 163 in answer.content.decode()
    assert "Too long by 3: at most 160 letters fit here." in answer.content.decode()


def quotations(client, thread) -> list[str]:
    page = client.get(thread.get_absolute_url()).content.decode()
    return re.findall(r'<blockquote class="quote"[^>]*><p>(.*?)</p>', page)


def test_an_answer_quotes_the_post_that_it_answers_with_its_authors_name(thread, client_of, kerwin) -> None:
    first, client = thread.posts.get(), client_of(kerwin)
    page = client.get(thread.get_absolute_url(), {"quote": first.pk}).content.decode()
    assert "Your answer to Adjoa T." in page
    assert f'name="answers" value="{first.pk}"' in page
    client.post(reverse("write_post", args=[thread.pk]), {"body": "The employer.", "answers": first.pk})
    answer = thread.posts.last()
    assert (answer.answers, answer.body) == (first, "The employer.")
    assert "answers Adjoa T." in client.get(thread.get_absolute_url()).content.decode()
    assert quotations(client, thread) == ["Who pays for it?"]


def test_a_quotation_is_never_more_than_its_post(thread, client_of, adjoa, kerwin, chiara, write) -> None:
    first = thread.posts.get()
    write(kerwin, "The employer.", answers=first)
    posting.edit(first, by=adjoa, body="Who pays for them?")
    assert quotations(client_of(kerwin), thread) == ["Who pays for them?"]
    moderation.hide(first, by=chiara, reason="A name.")
    assert quotations(client_of(kerwin), thread) == []
    assert "Who pays for" not in client_of(kerwin).get(thread.get_absolute_url()).content.decode()
    moderation.restore(first, by=chiara, reason="No name.")
    assert quotations(client_of(kerwin), thread) == ["Who pays for them?"]


def test_a_hidden_post_is_not_quoted(thread, client_of, kerwin, chiara, write) -> None:
    post = write(chiara, "A secret.")
    moderation.hide(post, by=chiara, reason="A slip.")
    assert "A secret." not in client_of(kerwin).get(thread.get_absolute_url(), {"quote": post.pk}).content.decode()


def test_an_answer_refers_only_to_posts_of_its_own_discussion(thread, topic, write, kerwin, tunde) -> None:
    fields = {key: value for key, value in form().items() if key != "client_id"}
    elsewhere = posting.open_thread(topic, by=tunde, client_id=uuid.uuid4(), **fields)
    assert write(kerwin, answers=elsewhere.posts.get()).answers is None


def test_an_answer_notifies_the_answered_author_and_the_threads_author_once_each(
    thread, write, adjoa, kerwin, shanice
) -> None:
    post = write(kerwin)
    assert Notice.objects.filter(to=adjoa, kind="answer").count() == 1
    write(shanice, answers=post)
    assert Notice.objects.filter(to=kerwin, kind="answer").count() == 1
    assert Notice.objects.filter(to=adjoa, kind="answer").count() == 2
    write(shanice, answers=thread.posts.first())
    assert Notice.objects.filter(to=adjoa, kind="answer").count() == 3


def test_an_edit_keeps_the_text_before_as_a_version(thread, write, client_of, kerwin, adjoa) -> None:
    post = write(kerwin, "First **thought**.")
    for body in ("Second thought.", "Third thought."):
        answer = client_of(kerwin).post(reverse("edit_post", args=[post.pk]), {"body": body})
        assert answer.status_code == 302
    post.refresh_from_db()
    assert (post.body, post.html) == ("Third thought.", "<p>Third thought.</p>\n")
    assert post.edited_at is not None
    assert [version.body for version in post.versions.all()] == ["Second thought.", "First **thought**."]
    assert post.versions.last().at == post.posted_at
    history = client_of(adjoa).get(reverse("post_history", args=[post.pk])).content.decode()
    assert "First <strong>thought</strong>." in history
    assert "Second thought." in history


def test_an_edit_that_changes_nothing_makes_no_version(write, kerwin) -> None:
    post = posting.edit(write(kerwin, "Same."), by=kerwin, body="Same.")
    assert post.edited_at is None
    assert not post.versions.exists()


@pytest.mark.parametrize("who", ["adjoa", "tunde", "chiara"])
def test_nobody_edits_another_members_post(request, write, kerwin, who) -> None:
    with pytest.raises(PermissionDenied):
        posting.edit(write(kerwin, "Mine."), by=request.getfixturevalue(who), body="Yours.")


def test_two_pages_that_edit_one_post_are_both_shown(write, client_of, kerwin) -> None:
    post, client = write(kerwin, "As it was."), client_of(kerwin)
    address = reverse("edit_post", args=[post.pk])
    seen = re.search(r'name="seen" value="(.*?)"', client.get(address).content.decode())[1]
    assert client.post(address, {"body": "From the office.", "seen": seen}).status_code == 302
    late = client.post(address, {"body": "From the ferry.", "seen": seen})
    assert late.status_code == 422
    page = late.content.decode()
    assert "From the office." in page
    assert "From the ferry." in page
    post.refresh_from_db()
    assert post.body == "From the office."
    assert client.post(address, {"body": "From the office.", "seen": seen}).status_code == 302  # it stands already
    seen = re.search(r'name="seen" value="(.*?)"', page)[1]
    assert client.post(address, {"body": "From both.", "seen": seen}).status_code == 302
    assert [version.body for version in post.versions.all()] == ["From the office.", "As it was."]


def test_a_topic_counts_its_visible_discussions(thread, topic, chiara) -> None:
    counted = lambda: shores.tallies(topic.edition)[topic.pk].discussions  # noqa: E731
    assert counted() == 1
    moderation.hide(thread, by=chiara, reason="No.")
    assert counted() == 0
    moderation.restore(thread, by=chiara, reason="Yes.")
    assert counted() == 1
