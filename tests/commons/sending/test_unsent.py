"""Nothing typed is lost: what could not be taken comes back with the reason, or after signing in."""

import datetime
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from academy.models import Session
from academy.sign_in.links import make_link
from commons import moderation
from commons.sending.unsent import MOST, signed_writer
from forum import posting
from forum.models import Post
from rooms.models import Message, RoomKind

TEXT = "It took me an hour to write this."


def token(page: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]


@pytest.fixture
def careful(kerwin) -> Client:
    """Kerwin's browser; the server checks the tokens of its forms."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(kerwin.person)
    return client


@pytest.fixture
def address(thread) -> str:
    return reverse("write_post", args=[thread.pk])


class TestStale:
    def test_a_form_of_before_a_new_sign_in_comes_back_with_its_text_and_a_fresh_token(
        self, careful, thread, address, kerwin
    ) -> None:
        careful.get(thread.get_absolute_url())
        stale = {"body": TEXT, "client_id": str(uuid.uuid4()), "csrfmiddlewaretoken": "a" * 64}
        answer = careful.post(address, stale)
        page = answer.content.decode()
        assert answer.status_code == 403
        assert TEXT in page
        assert f'action="{address}"' in page
        assert stale["client_id"] in page
        assert careful.post(address, stale | {"csrfmiddlewaretoken": token(page)}).status_code == 302
        assert Post.objects.filter(author=kerwin, body=TEXT).count() == 1

    @pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
    def test_a_form_of_a_foreign_page_gets_nothing_back(self, careful, address, headers) -> None:
        answer = careful.post(address, {"body": TEXT, "csrfmiddlewaretoken": "a" * 64}, headers=headers)
        assert answer.status_code == 403
        assert TEXT not in answer.content.decode()

    def test_somebody_else_who_has_signed_in_since_cannot_send_it(self, careful, address, adjoa) -> None:
        stale = {"body": TEXT, "writer": signed_writer(adjoa.person), "csrfmiddlewaretoken": "a" * 64}
        page = careful.post(address, stale).content.decode()
        assert TEXT in page
        assert "has signed in on this device since" in page
        assert "Send again" not in page

    def test_a_form_without_text_gets_the_advice(self, careful) -> None:
        page = careful.post(reverse("language"), {"language": "fr"}).content.decode()
        assert "This page was open too long" in page
        assert "Send again" not in page


class TestSignedOut:
    def test_what_was_typed_is_there_after_signing_in_until_it_is_sent(self, address, thread, kerwin) -> None:
        client = Client()
        answer = client.post(address, {"body": TEXT, "writer": signed_writer(kerwin.person)})
        assert answer["Location"].startswith(reverse("account_request_login_code"))
        client.force_login(kerwin.person)
        page = client.get(reverse("unsent")).content.decode()
        assert f">\n{TEXT}</textarea>" in page
        assert f'action="{address}"' in page
        assert reverse("unsent") in client.get(thread.get_absolute_url()).content.decode()
        client.post(address, {"body": TEXT, "writer": signed_writer(kerwin.person)})
        assert Post.objects.filter(author=kerwin, body=TEXT).count() == 1
        assert reverse("unsent") not in client.get(thread.get_absolute_url()).content.decode()
        assert client.get(reverse("unsent"))["Location"] == "/"

    def test_the_way_leads_back_to_it(self, address, kerwin) -> None:
        writer = {"writer": signed_writer(kerwin.person)}
        assert "unsent" in Client().post(address, writer | {"body": TEXT})["Location"]
        assert "unsent" not in Client().post(address, writer | {"client_id": "1"})["Location"]

    @pytest.mark.parametrize("writer", ["", "1", "1:forged"])
    def test_of_a_stranger_nothing_is_kept(self, address, writer) -> None:
        before = Session.objects.count()
        assert "unsent" not in Client().post(address, {"body": TEXT, "writer": writer})["Location"]
        assert Session.objects.count() == before

    def test_a_one_time_link_leads_to_it_too(self, address, thread, kerwin) -> None:
        client = Client()
        client.post(address, {"body": TEXT, "writer": signed_writer(kerwin.person)})
        client.post(make_link(kerwin.person))
        assert reverse("unsent") in client.get(thread.get_absolute_url()).content.decode()
        assert TEXT in client.get(reverse("unsent")).content.decode()

    def test_nobody_else_reads_it(self, address, thread, kerwin, adjoa) -> None:
        client = Client()
        client.post(address, {"body": TEXT, "writer": signed_writer(kerwin.person)})
        client.force_login(adjoa.person)
        assert client.get(reverse("unsent")).status_code == 302
        assert reverse("unsent") not in client.get(thread.get_absolute_url()).content.decode()

    def test_it_can_be_discarded(self, address, kerwin) -> None:
        client = Client()
        client.post(address, {"body": TEXT, "writer": signed_writer(kerwin.person)})
        client.force_login(kerwin.person)
        assert TEXT in client.get(reverse("unsent")).content.decode()
        client.post(reverse("unsent"))
        assert client.get(reverse("unsent")).status_code == 302

    def test_a_flood_is_not_kept(self, address, kerwin) -> None:
        client = Client()
        client.post(address, {"body": "x " * MOST, "writer": signed_writer(kerwin.person)})
        client.force_login(kerwin.person)
        assert client.get(reverse("unsent")).status_code == 302

    @pytest.mark.parametrize("form", ["room", "message"])
    def test_a_rooms_plain_forms_keep_their_text_too(self, kerwin, form) -> None:
        room = kerwin.edition.rooms.get(kind=RoomKind.PLENARY)
        client, sent = Client(), {"form": str(uuid.uuid4()), "body": TEXT, "act": "edit"}
        sent["writer"] = signed_writer(kerwin.person)
        where = reverse("room_messages", args=[room.pk]) if form == "room" else reverse("message", args=[room.pk, 1])
        answer = client.post(where, sent, headers={"accept": "text/html"})
        assert answer.status_code == (401 if form == "room" else 302)
        client.force_login(kerwin.person)
        assert TEXT in client.get(reverse("unsent")).content.decode()


class TestTooLate:
    def test_a_muted_member_gets_the_text_back_and_until_when(self, client_of, kerwin, chiara, thread, topic) -> None:
        moderation.mute(kerwin, by=chiara, minutes=60, reason="A pause.")
        new = reverse("new_thread", args=[topic.edition.slug, topic.slug])
        for where in (reverse("write_post", args=[thread.pk]), new):
            answer = client_of(kerwin).post(where, {"body": TEXT, "title": "A title", "kind": "question"})
            assert answer.status_code == 403
            assert TEXT in answer.content.decode()
            assert "You cannot write until <time" in answer.content.decode()

    def test_a_reflection_of_a_muted_delegate_comes_back(self, client_of, adjoa, topic) -> None:
        adjoa.muted_until = timezone.now() + datetime.timedelta(hours=1)
        adjoa.save()
        address = reverse("write_reflection", args=[topic.edition.slug, topic.slug])
        answer = client_of(adjoa).post(address, {"act": "publish", "headline": "One", "answer-provisions": TEXT})
        assert answer.status_code == 403
        assert TEXT in answer.content.decode()

    @pytest.mark.parametrize("gone", ["hidden thread", "hidden reflection", "suspended"])
    def test_what_was_written_under_what_is_gone_comes_back(
        self, client_of, adjoa, kerwin, chiara, thread, publish, gone
    ) -> None:
        if gone == "suspended":
            moderation.suspend(kerwin, by=chiara, reason="A pause.")
        elif gone == "hidden thread":
            moderation.hide(thread, by=chiara, reason="Not here.")
        else:
            reflection = publish(adjoa)
            moderation.hide(reflection, by=chiara, reason="Not here.")
            thread = reflection.thread
        answer = client_of(kerwin).post(reverse("write_post", args=[thread.pk]), {"body": TEXT})
        assert answer.status_code in {403, 404}
        assert TEXT in answer.content.decode()

    def test_an_edit_of_a_locked_post_comes_back(self, client_of, adjoa, chiara, thread) -> None:
        moderation.lock(thread, by=chiara, reason="Enough for today.")
        answer = client_of(adjoa).post(reverse("edit_post", args=[thread.posts.get().pk]), {"body": TEXT})
        assert answer.status_code == 422
        assert TEXT in answer.content.decode()
        assert "Enough for today." in answer.content.decode()

    def test_what_was_written_to_a_room_that_closed_comes_back(self, client_of, kerwin) -> None:
        room = kerwin.edition.rooms.get(kind=RoomKind.PLENARY)
        type(room).objects.filter(pk=room.pk).update(closed_at=timezone.now())
        sent = {"form": str(uuid.uuid4()), "body": TEXT}
        answer = client_of(kerwin).post(reverse("room_messages", args=[room.pk]), sent, headers={"accept": "text/html"})
        assert answer.status_code == 409
        assert TEXT in answer.content.decode()


class TestTwice:
    def test_one_form_with_another_text_is_another_post(self, thread, write, kerwin) -> None:
        form = uuid.uuid4()
        one, again, other = (write(kerwin, body, client_id=form) for body in ("One.", "One.", "Other."))
        assert one == again != other
        assert write(kerwin, "Other.", client_id=form) == other
        posting.edit(one, by=kerwin, body="One, changed.")
        assert write(kerwin, "One.", client_id=form) == one  # sent again after its answer was lost

    def test_one_form_with_another_title_or_text_is_another_discussion(self, topic, adjoa) -> None:
        said = {"kind": "question", "language": "en", "client_id": uuid.uuid4(), "by": adjoa}
        texts = [("Who pays?", "Who?"), ("Who pays?", "Who?"), ("Who pays?", "Which fund?"), ("Who counts?", "Who?")]
        one, again, other, third = (posting.open_thread(topic, title=title, body=body, **said) for title, body in texts)
        assert one == again
        assert len({one.pk, other.pk, third.pk}) == 3

    def test_what_was_sent_is_sent_also_when_the_discussion_was_locked_since(
        self, write, kerwin, chiara, thread
    ) -> None:
        form = uuid.uuid4()
        post = write(kerwin, "One.", client_id=form)
        moderation.lock(thread, by=chiara, reason="Enough.")
        assert write(kerwin, "One.", client_id=form) == post

    def test_a_rooms_form_with_another_text_is_another_message(self, client_of, kerwin) -> None:
        room = kerwin.edition.rooms.get(kind=RoomKind.PLENARY)
        client, form = client_of(kerwin), {"form": str(uuid.uuid4())}
        for body in ("One.", "One.", "Other."):
            client.post(
                reverse("room_messages", args=[room.pk]), form | {"body": body}, headers={"accept": "text/html"}
            )
        assert [message.body for message in Message.objects.order_by("pk")] == ["One.", "Other."]
        address = reverse("message", args=[room.pk, Message.objects.latest("pk").pk])
        for body in ("First change.", "Second change."):
            client.post(address, form | {"act": "edit", "body": body}, headers={"accept": "text/html"})
        assert Message.objects.latest("pk").body == "Second change."

    def test_an_id_is_one_act_over_every_way(self, client_of, kerwin) -> None:
        room = kerwin.edition.rooms.get(kind=RoomKind.PLENARY)
        client, address = client_of(kerwin), reverse("room_messages", args=[room.pk])
        said = {"id": str(uuid.uuid4()), "body": "Once."}
        client.post(address, said, headers={"accept": "text/html"})
        client.post(address, said)
        client.post(address, said, content_type="application/json")
        assert [message.body for message in Message.objects.all()] == ["Once."]

    def test_two_pages_that_change_one_message_are_both_shown(self, client_of, kerwin) -> None:
        room = kerwin.edition.rooms.get(kind=RoomKind.PLENARY)
        client, html = client_of(kerwin), {"accept": "text/html"}
        client.post(reverse("room_messages", args=[room.pk]), {"id": str(uuid.uuid4()), "body": "One."}, headers=html)
        address = reverse("message", args=[room.pk, Message.objects.get().pk])
        form = client.get(address, headers=html).content.decode()
        said = {"act": "edit", "form": str(uuid.uuid4()), "seen": re.search(r'name="seen" value="(.*?)"', form)[1]}
        assert client.post(address, said | {"body": "From the office."}, headers=html).status_code == 302
        late = client.post(address, said | {"body": "From the ferry."}, headers=html)
        assert late.status_code == 422
        assert "From the office." in late.content.decode()
        assert "From the ferry." in late.content.decode()
        assert Message.objects.get().body == "From the office."
        seen = re.search(r'name="seen" value="(.*?)"', late.content.decode())[1]
        client.post(address, said | {"body": "From both.", "seen": seen}, headers=html)
        assert Message.objects.get().body == "From both."


class TestTheDevice:
    def test_it_is_told_which_text_was_taken(self, client_of, kerwin, address) -> None:
        answer = client_of(kerwin).post(address, {"body": TEXT, "kept": "7-answer-1"})
        assert answer.cookies["kapok-sent"].value == "7-answer-1"

    @pytest.mark.parametrize(
        "sent", [{"body": " ", "kept": "7-answer-1"}, {"body": TEXT, "kept": "a b"}, {"body": TEXT}]
    )
    def test_it_keeps_what_was_refused_and_what_nobody_named(self, client_of, kerwin, address, sent) -> None:
        assert "kapok-sent" not in client_of(kerwin).post(address, sent).cookies

    def test_it_keeps_what_was_sent_while_signed_out(self, address) -> None:
        assert "kapok-sent" not in Client().post(address, {"body": TEXT, "kept": "7-answer-1"}).cookies


@pytest.mark.parametrize("route", ["hide", "mute", "close"])
def test_a_reason_that_is_too_long_comes_back_whole(route, client_of, publish, adjoa, kerwin, chiara, edition) -> None:
    post = publish(adjoa)
    address = {
        "hide": lambda: reverse("hide", args=["reflection", post.pk]),
        "mute": lambda: reverse("mute", args=[edition.slug, kerwin.pk]),
        "close": lambda: reverse("close", args=[edition.topics.first().lounge.room_id]),
    }[route]()
    reason = "Too sharp. " * 2000
    answer = client_of(chiara).post(address, {"reason": reason, "minutes": "60"}, headers={"accept": "text/html"})
    assert answer.status_code == 400
    assert reason.strip() in answer.content.decode()
    assert "Too long by" in answer.content.decode()
