"""What is hidden or taken back is shown nowhere else: in no notice, on no Today, in no list."""

import uuid

import pytest
from django.urls import reverse

from commons import moderation
from forum import posting
from forum.models import Thread
from rooms.conversations import say_hello
from rooms.messages.frames import Delete, Send
from rooms.messages.posting import Work
from rooms.messages.posting import post as say
from rooms.models import Message
from tests.commons.written import write as write_a

SECRET = "Ama was dismissed"


@pytest.fixture
def sees(client_of):
    """Says whether a member finds the words on a page of the course."""

    def sees(member, name: str, words: str = SECRET) -> bool:
        return words in client_of(member).get(reverse(name, args=[member.edition.slug])).content.decode()

    return sees


def opened(by, title: str, kind: str = "question") -> Thread:
    said = {"kind": kind, "title": title, "body": "Words.", "language": "en", "client_id": uuid.uuid4()}
    return posting.open_thread(by.edition.topics.first(), by=by, **said)


def test_a_notice_says_no_more_than_the_discussion_that_it_is_about(sees, adjoa, kerwin, tunde, chiara, write) -> None:
    thread = opened(adjoa, SECRET)
    write(tunde, where=thread, answers=write(kerwin, where=thread))
    for member in (adjoa, kerwin):
        assert sees(member, "notices")
    moderation.hide(thread, by=chiara, reason="A name.")
    assert not sees(kerwin, "notices")
    assert sees(kerwin, "notices", "Tunde T. answered in “…”")
    assert sees(adjoa, "notices")  # her own words
    moderation.restore(thread, by=chiara, reason="No name.")
    assert sees(kerwin, "notices")


def test_a_hidden_announcement_is_in_no_notice_and_on_no_today(sees, kerwin, chiara, luca) -> None:
    thread = opened(chiara, SECRET, "announcement")
    assert sees(kerwin, "notices")
    assert sees(kerwin, "today")
    moderation.hide(thread, by=luca, reason="Too early.")
    assert not sees(kerwin, "notices")
    assert not sees(kerwin, "today")


def test_a_reader_who_was_asked_reads_the_headline_as_it_is_and_not_once_it_is_hidden(
    sees, publish, adjoa, kerwin, chiara, said
) -> None:
    reflection = publish(adjoa, SECRET)
    assert sees(kerwin, "notices")
    publish(adjoa, "A colleague was dismissed")
    assert not sees(kerwin, "notices")
    assert sees(kerwin, "notices", "A colleague was dismissed")
    moderation.hide(reflection, by=chiara, reason="A name.")
    for page in ("notices", "today"):
        assert not sees(kerwin, page, "A colleague was dismissed")


@pytest.mark.parametrize("hidden", ["post", "thread", "reflection"])
def test_today_shows_no_answer_that_is_hidden_or_stands_in_what_is_hidden(
    sees, publish, write, adjoa, kerwin, tunde, chiara, hidden
) -> None:
    reflection = publish(tunde)
    thread = reflection.thread if hidden == "reflection" else opened(tunde, "Who pays?")
    answer = write(kerwin, SECRET, where=thread, answers=write(adjoa, where=thread))
    assert sees(adjoa, "today")
    moderation.hide({"post": answer, "thread": thread, "reflection": reflection}[hidden], by=chiara, reason="A name.")
    assert not sees(adjoa, "today")
    assert not sees(chiara, "today")


@pytest.mark.parametrize("how", ["hidden", "taken back"])
def test_the_list_of_conversations_shows_nothing_of_what_is_gone(sees, adjoa, kerwin, chiara, how) -> None:
    room = say_hello(kerwin, by=adjoa)
    say(Work(room.pk, adjoa.pk, Send(uuid.uuid4(), SECRET)))
    message = Message.objects.get(room=room)
    assert sees(kerwin, "conversations")
    if how == "hidden":
        moderation.report(message, by=kerwin, reason="private")
        moderation.hide(message, by=chiara, reason="A name.")
    else:
        say(Work(room.pk, adjoa.pk, Delete(uuid.uuid4(), message.pk)))
    for page in ("conversations", "today"):
        assert not sees(kerwin, page)


@pytest.mark.parametrize("kind", ["reflection", "post"])
def test_who_opens_what_is_hidden_is_told_so(client_of, kerwin, adjoa, chiara, kind) -> None:
    target = write_a(kind, kerwin)
    moderation.hide(target, by=chiara, reason="A name.")
    answer = client_of(adjoa).get(target.get_absolute_url())
    assert answer.status_code == 403
    assert "Hidden by a facilitator." in answer.content.decode()
    assert "another course" not in answer.content.decode()


def test_who_reports_what_was_taken_back_is_told_so(client_of, kerwin, adjoa) -> None:
    message = write_a("message", kerwin)
    say(Work(message.room_id, kerwin.pk, Delete(uuid.uuid4(), message.pk)))
    answer = client_of(adjoa).get(reverse("report", args=["message", message.pk]))
    assert answer.status_code == 403
    assert "Taken back by its author." in answer.content.decode()


def test_a_page_that_a_muted_member_only_opens_speaks_of_no_text(client_of, adjoa, chiara) -> None:
    moderation.mute(adjoa, by=chiara, minutes=60, reason="A pause.")
    topic = adjoa.edition.topics.first()
    for name in ("new_thread", "write_reflection"):
        page = client_of(adjoa).get(reverse(name, args=[adjoa.edition.slug, topic.slug]))
        assert page.status_code == 403
        assert "You cannot write until <time" in page.content.decode()
        assert "Your text was not sent" not in page.content.decode()
