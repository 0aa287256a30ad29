"""A locked discussion takes no post. Hidden texts are read by their author and the course team only."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from commons import moderation
from forum import marks, posting


@pytest.fixture
def locked(thread, chiara):
    moderation.lock(thread, by=chiara, reason="Enough for today.")
    thread.refresh_from_db()
    return thread


@pytest.mark.parametrize("who", ["adjoa", "kerwin", "trevor"])
def test_a_locked_discussion_takes_no_post(request, locked, write, client_of, who) -> None:
    member = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        write(member)
    answer = client_of(member).post(reverse("write_post", args=[locked.pk]), {"body": "But"})
    assert answer.status_code == 422
    page = answer.content.decode()
    for words in (
        ">\nBut</textarea>",
        "Locked by a facilitator.",
        "Enough for today.",
        "once a facilitator unlocks it",
    ):
        assert words in page
    assert locked.posts.count() == 1


def test_a_locked_discussion_takes_no_edit(locked, adjoa) -> None:
    with pytest.raises(PermissionDenied):
        posting.edit(locked.posts.get(), by=adjoa, body="Changed")


def test_a_locked_discussion_shows_the_reason_and_no_form(locked, client_of, kerwin) -> None:
    page = client_of(kerwin).get(locked.get_absolute_url())
    assert "Who pays for it?" in page.content.decode()
    assert "Enough for today." in page.content.decode()
    assert reverse("write_post", args=[locked.pk]) not in page.content.decode()


def test_a_facilitator_writes_in_a_locked_discussion(locked, write, chiara) -> None:
    assert write(chiara, "We close here.").thread == locked


def test_an_unlocked_discussion_takes_posts_again(locked, write, chiara, kerwin) -> None:
    moderation.unlock(locked, by=chiara, reason="A night has passed.")
    assert write(kerwin).pk


def test_a_lock_beneath_a_reflection_stops_answers(publish, write, adjoa, kerwin, chiara) -> None:
    reflection = publish(adjoa)
    moderation.lock(reflection.thread, by=chiara, reason="Enough.")
    with pytest.raises(PermissionDenied):
        write(kerwin, where=reflection.thread)


def test_a_lock_holds_for_a_page_that_was_loaded_before_it(thread, write, kerwin, chiara) -> None:
    """The thread's row is read again when the post is sent."""
    stale = type(thread).objects.get(pk=thread.pk)
    moderation.lock(thread, by=chiara, reason="Enough.")
    with pytest.raises(PermissionDenied):
        write(kerwin, where=stale)


def test_a_hidden_post_is_read_only_by_its_author_and_the_team(
    thread, write, client_of, kerwin, shanice, chiara
) -> None:
    post = write(kerwin, "Too sharp a word.")
    moderation.hide(post, by=chiara, reason="Too sharp.")
    for member, reads in ((kerwin, True), (shanice, False), (chiara, True)):
        client = client_of(member)
        page = client.get(thread.get_absolute_url()).content.decode()
        assert ("Too sharp a word." in page) == reads
        assert "Hidden by a facilitator." in page
        status = 200 if reads else 403
        assert client.get(reverse("post_history", args=[post.pk])).status_code == status


def test_an_author_does_not_edit_a_hidden_post(write, kerwin, chiara) -> None:
    post = write(kerwin, "Too sharp a word.")
    moderation.hide(post, by=chiara, reason="Too sharp.")
    with pytest.raises(PermissionDenied):
        posting.edit(post, by=kerwin, body="I never said it.")


def test_a_hidden_discussion_is_missing_for_others(thread, client_of, kerwin, adjoa, chiara, topic, write) -> None:
    moderation.hide(thread, by=chiara, reason="Not here.")
    address = reverse("discussions", args=[topic.edition.slug, topic.slug])
    for member, status, listed in ((kerwin, 404, False), (adjoa, 200, False), (chiara, 200, True)):
        assert client_of(member).get(thread.get_absolute_url()).status_code == status
        assert ("Who pays?" in client_of(member).get(address).content.decode()) == listed
    with pytest.raises(PermissionDenied):
        write(adjoa)


def test_the_comments_of_a_hidden_reflection_are_closed_to_others(
    publish, write, client_of, adjoa, kerwin, shanice, chiara
) -> None:
    reflection = publish(adjoa)
    post = write(kerwin, where=reflection.thread)
    moderation.hide(reflection, by=chiara, reason="Not here.")
    for address in (reflection.get_absolute_url(), post.get_absolute_url(), reverse("unread", args=[post.thread_id])):
        assert client_of(shanice).get(address).status_code == 403
        assert client_of(chiara).get(address, follow=True).status_code == 200


def test_a_locked_discussion_still_keeps_read_marks(locked, kerwin, client_of) -> None:
    client_of(kerwin).get(locked.get_absolute_url())
    assert marks.last_read(locked, kerwin) == locked.posts.get().pk


def test_a_refused_post_changes_no_count(locked, kerwin) -> None:
    client_id = uuid.uuid4()
    with pytest.raises(PermissionDenied):
        posting.write(locked, by=kerwin, body="x", language="en", client_id=client_id)
    locked.refresh_from_db()
    assert locked.posts_count == locked.posts.count() == 1
