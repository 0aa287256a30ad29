"""Following and muting one place: who hears of it, once, and who hears nothing."""

import uuid

import pytest
from django.urls import reverse

from commons import moderation, notices
from commons.models import Following, Notice, Stance
from commons.telling import following
from forum import posting

pytestmark = pytest.mark.django_db


def kinds_of(member) -> list[str]:
    return list(Notice.objects.filter(to=member).order_by("pk").values_list("kind", flat=True))


class TestDiscussions:
    def test_who_writes_follows_and_hears_once_until_they_look(self, thread, write, client_of, kerwin, trevor) -> None:
        write(kerwin)
        assert following.stance_of(kerwin, thread) == Stance.PART
        write(trevor)
        write(trevor, "And once more.")
        assert kinds_of(kerwin) == ["followed"]
        client_of(kerwin).get(thread.get_absolute_url())
        write(trevor, "A third time.")
        assert kinds_of(kerwin) == ["followed", "followed"]

    def test_to_mute_wins_even_over_an_answer(self, thread, write, adjoa, kerwin) -> None:
        following.choose(thread, "mute", by=adjoa)
        write(kerwin)
        write(adjoa)
        assert following.stance_of(adjoa, thread) == Stance.MUTE
        assert kinds_of(adjoa) == []

    def test_a_muted_topic_is_silent_in_all_its_parts(self, thread, topic, write, adjoa, kerwin, trevor) -> None:
        following.choose(topic, "mute", by=adjoa)
        following.choose(thread, "follow", by=trevor)
        following.choose(topic, "mute", by=trevor)
        write(kerwin)
        assert (kinds_of(adjoa), kinds_of(trevor)) == ([], [])

    def test_a_choice_is_taken_back(self, thread, write, adjoa, kerwin) -> None:
        following.choose(thread, "mute", by=adjoa)
        following.choose(thread, "", by=adjoa)
        write(kerwin)
        assert kinds_of(adjoa) == ["answer"]


class TestTopics:
    def test_who_follows_a_topic_hears_that_somebody_wrote_and_no_words(
        self, topic, publish, thread, adjoa, kerwin
    ) -> None:
        following.choose(topic, "follow", by=kerwin)
        publish(adjoa, "A headline of the other shore")
        (notice,) = Notice.objects.filter(to=kerwin, kind="topic-news")
        assert "headline" not in notices.sentence_of(notice, kerwin)
        assert notice.words["title"] == topic.titles

    def test_a_discussion_is_news_of_its_topic(self, topic, adjoa, kerwin) -> None:
        following.choose(topic, "follow", by=kerwin)
        words = {"title": "Who?", "body": "Who?", "language": "en", "client_id": uuid.uuid4()}
        posting.open_thread(topic, by=adjoa, kind="question", **words)
        assert kinds_of(kerwin) == ["topic-news"]


class TestPages:
    @pytest.mark.parametrize("kind", ["thread", "topic"])
    def test_a_button_follows_and_another_mutes(self, client_of, thread, topic, kerwin, kind) -> None:
        place = {"thread": thread, "topic": topic}[kind]
        client = client_of(kerwin)
        page = (
            thread.get_absolute_url() if kind == "thread" else reverse("topic", args=[topic.edition.slug, topic.slug])
        )
        address = reverse("follow", args=[kind, place.pk])
        assert 'value="follow"' in client.get(page).content.decode()
        assert client.post(address, {"stance": "follow", "next": page})["Location"] == page
        assert "You follow this." in client.get(page).content.decode()
        client.post(address, {"stance": "mute", "next": page})
        assert "Muted: nothing" in client.get(page).content.decode()
        assert client.post(address)["Location"] == page
        assert not Following.objects.filter(member=kerwin).exists()

    def test_a_page_lists_both_with_a_button_for_each(self, client_of, thread, topic, write, kerwin) -> None:
        write(kerwin)
        following.choose(topic, "mute", by=kerwin)
        page = client_of(kerwin).get(reverse("followed", args=[topic.edition.slug])).content.decode()
        muted, followed = page.split("You follow</h2>")
        assert reverse("follow", args=["topic", topic.pk]) in muted
        assert reverse("follow", args=["thread", thread.pk]) in followed
        assert thread.title in followed

    def test_what_can_no_longer_be_read_shows_no_words_and_is_let_go(
        self, client_of, publish, edition, adjoa, kerwin
    ) -> None:
        reflection = publish(adjoa, "Periods count")
        following.choose(reflection, "follow", by=kerwin)
        edition.own_reflection_first = True
        edition.save()
        client, listed = client_of(kerwin), reverse("followed", args=[edition.slug])
        page = client.get(listed).content.decode()
        assert "Periods count" not in page
        assert "This can no longer be read." in page
        client.post(reverse("follow", args=["reflection", reflection.pk]), {"next": listed})
        assert not Following.objects.filter(member=kerwin).exists()
        assert client.get(listed, {"kind": "reflection", "place": reflection.pk}).status_code == 404

    def test_nobody_follows_what_they_cannot_read(self, client_of, publish, edition, adjoa, kerwin) -> None:
        edition.own_reflection_first = True
        edition.save()
        reflection = publish(adjoa)
        answer = client_of(kerwin).post(reverse("follow", args=["reflection", reflection.pk]), {"stance": "follow"})
        assert answer.status_code == 403

    def test_unread_notices_are_counted(self, client_of, thread, write, adjoa, kerwin, trevor) -> None:
        write(kerwin)
        write(trevor)
        page = reverse("people", args=[thread.edition.slug])
        assert "Notices · 2" in client_of(adjoa).get(page).content.decode()


class TestWithdrawing:
    def test_what_is_hidden_is_told_no_more(self, thread, write, adjoa, kerwin, chiara) -> None:
        post = write(kerwin)
        moderation.hide(post, by=chiara, reason="Rough.")
        assert kinds_of(adjoa) == []
        assert kinds_of(kerwin) == ["hidden"]

    def test_news_of_a_discussion_stay_while_another_answer_is_new(self, thread, write, kerwin, trevor, chiara) -> None:
        write(kerwin)
        one, other = write(trevor), write(trevor, "And once more.")
        for post, left in ((one, ["followed"]), (other, [])):
            moderation.hide(post, by=chiara, reason="Rough.")
            assert kinds_of(kerwin) == left

    def test_news_of_a_topic_stay_while_another_is_new(self, topic, publish, adjoa, kerwin, trevor, chiara) -> None:
        following.choose(topic, "follow", by=kerwin)
        words = {"title": "Who?", "body": "Who?", "language": "en", "client_id": uuid.uuid4()}
        both = publish(adjoa), posting.open_thread(topic, by=trevor, kind="question", **words)
        for text, left in zip(both, (1, 0), strict=True):
            moderation.hide(text, by=chiara, reason="Rough.")
            assert kinds_of(kerwin).count("topic-news") == left

    def test_who_answers_a_text_has_read_what_led_to_it(self, thread, write, adjoa, kerwin) -> None:
        write(kerwin)
        write(adjoa)
        assert not notices.unread_of(adjoa).exists()


def test_a_muted_topic_announces_nothing(topic, chiara, adjoa, kerwin) -> None:
    following.choose(topic, "mute", by=adjoa)
    words = {"title": "The plenary moves", "body": "To Friday.", "language": "en", "client_id": uuid.uuid4()}
    posting.open_thread(topic, by=chiara, kind="announcement", **words)
    assert (kinds_of(adjoa), kinds_of(kerwin)) == ([], ["announcement"])
