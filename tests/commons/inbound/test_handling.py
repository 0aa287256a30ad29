"""An answer by mail becomes a text in its writer's name, once; whatever may not becomes one kind mail, or nothing."""

import datetime
from email.message import EmailMessage

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from commons import notices
from commons.inbound import handling
from commons.inbound.addresses import key_for, with_key
from commons.inbound.receiving import LARGEST, TooLarge, receive
from commons.models import Became, Notice, ReceivedMail
from commons.moderation import hiding, locking, muting, suspending
from commons.telling import mailing
from forum.models import Post
from rooms.models import Message
from tests.commons.inbound.clients import OPENING, gmail, mail, quoted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def takes_mail(settings) -> None:
    settings.REPLY_ADDRESS = "reply+KEY@course.example"


def letters() -> list[dict]:
    return [result.args_kwargs["kwargs"] for result in DBTaskResult.objects.order_by("enqueued_at")]


def come(sent: EmailMessage | bytes, *, to: str = "", sender: str | None = "adjoa@example.org") -> ReceivedMail:
    raw = sent if isinstance(sent, bytes) else sent.as_bytes()
    receive(raw, [to or "kapok@course.example"], sender=sender)
    handling.work_off(timezone.now())
    return ReceivedMail.objects.latest("pk")


@pytest.fixture
def post(write, kerwin) -> Post:
    return write(kerwin, "With us they do not count.")


@pytest.fixture
def address(post, adjoa) -> str:
    """Adjoa's address to answer Kerwin's post."""
    return with_key(key_for("p", adjoa, post.pk))


def wrote(member) -> list[str]:
    return list(Post.objects.filter(author=member).order_by("pk").values_list("body", flat=True))


class TestAnswers:
    def test_a_notices_mail_can_be_answered(self, post, adjoa) -> None:
        later = timezone.now().replace(hour=12) + datetime.timedelta(days=2)
        mailing.tell_what_is_due(later)
        (letter,) = [said for said in letters() if said["to"] == adjoa.person.email]
        address = letter["headers"]["Reply-To"]
        assert "…" not in address
        assert len(address.partition("@")[0]) < 64
        assert address.partition("@")[0].removeprefix("reply+").isalnum()
        row = come(mail(gmail("fr"), of=f"Adjoa <{adjoa.person.email}>"), to=address)
        assert row.became == Became.SAID
        said = Post.objects.get(author=adjoa, answers=post)
        assert said.body.startswith("Nous les comptons aussi.")
        assert "écrit :" in said.body
        assert "Kapok" not in said.body
        assert said.language == "fr"
        assert bytes(row.raw) == b""

    def test_the_same_mail_says_it_once(self, address, adjoa) -> None:
        for _twice in range(2):
            come(mail("Once."), to=address)
        ReceivedMail.objects.update(done_at=None, raw=mail("Once.").as_bytes(), tries=0, next_at=timezone.now())
        handling.work_off(timezone.now())
        assert wrote(adjoa).count("Once.") == 1

    def test_an_address_in_capitals_or_in_another_header_works(self, address, adjoa) -> None:
        come(mail("One.", message_id="<1@x>"), to=address.upper())
        key = address.partition("+")[2].partition("@")[0]
        come(mail("Two.", message_id="<2@x>", References=f"<a@b> <{key}.1234@course.example>"))
        come(mail("Three.", message_id="<3@x>", to=address))
        assert wrote(adjoa)[1:] == ["One.", "Two.", "Three."]

    def test_a_comment_answers_a_reflection(self, publish, adjoa, kerwin) -> None:
        reflection = publish(kerwin)
        row = come(mail("I read it."), to=with_key(key_for("r", adjoa, reflection.pk)))
        assert row.became == Became.SAID
        assert Post.objects.get(author=adjoa).thread.reflection == reflection

    def test_a_message_answers_a_room(self, edition, adjoa, topic) -> None:
        room = edition.rooms.filter(readers="everybody").first() or edition.rooms.first()
        row = come(mail("I come on Monday."), to=with_key(key_for("m", adjoa, room.pk)))
        assert row.became == Became.SAID
        assert Message.objects.get(author=adjoa, room=room).body == "I come on Monday."

    def test_only_notices_that_can_be_answered_have_the_address(self, adjoa) -> None:
        notices.tell([adjoa], "hidden", "/posts/1/", excerpt="x", reason="y")
        notices.tell([adjoa], "muted", "/", reason="y")
        assert all(answerable_of(notice) is None for notice in Notice.objects.filter(to=adjoa))

    def test_files_are_left_out_and_that_is_said(self, address, adjoa) -> None:
        sent = mail("See the law.")
        sent.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="law.pdf")
        come(sent, to=address)
        assert wrote(adjoa)[-1] == "See the law."
        assert f"/posts/{Post.objects.latest('pk').pk}/" in letters()[-1]["body"]


def answerable_of(notice: Notice):
    from commons.inbound.answerable import thing_of

    return thing_of(notice)


class TestRefusals:
    """Each is answered by one mail in the writer's language, with their words in it, and nothing is posted."""

    def refused(self, address: str, words: str, *, says: str = "My words.") -> None:
        before = Post.objects.count()
        row = come(mail(says), to=address)
        assert (row.became, Post.objects.count()) == (Became.REFUSED, before)
        (letter,) = letters()[-1:]
        assert letter["language"] == "fr"
        assert words in letter["body"]
        assert says[:500] in letter["body"]
        assert letter["to"] == "adjoa@example.org"

    def test_locked(self, address, thread, chiara) -> None:
        locking.lock(thread, by=chiara, reason="Too loud")
        self.refused(address, "Too loud")

    def test_hidden(self, address, post, chiara) -> None:
        hiding.hide(post, by=chiara, reason="Rude")
        self.refused(address, "n’est plus là")

    def test_muted(self, address, adjoa, chiara) -> None:
        muting.mute(adjoa, by=chiara, minutes=90, reason="Rest")
        self.refused(address, "écrire")

    def test_suspended(self, address, adjoa, chiara) -> None:
        suspending.suspend(adjoa, by=chiara, reason="No")
        self.refused(address, "suspendu")

    def test_left(self, address, adjoa) -> None:
        adjoa.left_at = timezone.now()
        adjoa.save()
        self.refused(address, "ne participez plus")

    def test_archived(self, address, edition) -> None:
        edition.chosen_phase = "archived"
        edition.save()
        self.refused(address, "archiv")

    def test_too_long(self, address) -> None:
        self.refused(address, "10000", says="Long. " * 2000)

    def test_nothing_but_the_quotation(self, address, adjoa) -> None:
        row = come(mail(f"{OPENING['fr']}\n\n{quoted()}"), to=address)
        assert row.became == Became.REFUSED
        assert wrote(adjoa) == ["Who pays for it?"]
        assert "Who pays" in letters()[-1]["body"], "what was written may stand among the quoted lines"

    def test_a_person_gets_ten_a_day_at_most(self, address, thread, chiara) -> None:
        locking.lock(thread, by=chiara, reason="Too loud")
        before = len(letters())
        for number in range(15):
            come(mail("Again.", message_id=f"<{number}@x>"), to=address)
        assert len(letters()) - before == 10

    def test_who_answers_too_often_is_told_so_once_a_day(self, address, adjoa, monkeypatch) -> None:
        monkeypatch.setattr(handling, "MOST_AN_HOUR", 2)
        before = len(letters())
        became = [come(mail(f"Words {n}.", message_id=f"<{n}@x>"), to=address).became for n in range(4)]
        assert became == [Became.SAID, Became.SAID, Became.OFTEN, Became.OFTEN]
        (told,) = [letter for letter in letters()[before:] if letter["to"] == adjoa.person.email]
        assert "Words 2." in told["body"]
        ReceivedMail.objects.update(done_at=timezone.now() - handling.HOUR)
        assert come(mail("Later.", message_id="<9@x>"), to=address).became == Became.SAID


class TestStrangers:
    def test_another_address_posts_nothing_and_its_person_is_told_once_a_day(self, address, adjoa) -> None:
        before = len(letters())
        for number in range(3):
            row = come(mail("I am Adjoa.", of="eve@evil.example", message_id=f"<{number}@x>"), to=address)
            assert row.became == Became.STRANGER
        assert wrote(adjoa) == ["Who pays for it?"]
        (told,) = letters()[before:]
        assert told["to"] == adjoa.person.email
        assert "eve@evil.example" in told["body"]

    def test_two_senders_are_a_stranger(self, address, adjoa) -> None:
        row = come(mail("Both.", of="adjoa@example.org, eve@evil.example"), to=address)
        assert row.became == Became.STRANGER

    def test_a_key_that_was_altered_is_none(self, address, adjoa, kerwin) -> None:
        forged = address.replace(f"p{adjoa.pk}x", f"p{kerwin.pk}x")
        row = come(mail("I am Kerwin.", of=kerwin.person.email), to=forged)
        assert (row.became, "I am Kerwin." in wrote(kerwin)) == (Became.ASTRAY, False)

    def test_who_signs_out_everywhere_withdraws_the_addresses(self, address, adjoa) -> None:
        adjoa.person.sign_in_stamp = "another"
        adjoa.person.save()
        assert come(mail("Late."), to=address).became == Became.ASTRAY
        assert letters()[-1]["to"] == adjoa.person.email

    def test_mail_to_the_sender_from_nobody_we_know_is_answered_by_nothing(self, db) -> None:
        row = come(mail("Hello?", of="stranger@x.example"))
        assert (row.became, letters()) == (Became.ASTRAY, [])


AUTOMATIC = {
    "auto-replied": {"Auto_Submitted": "auto-replied (vacation)"},
    "generated": {"Auto_Submitted": "auto-generated"},
    "bulk": {"Precedence": "bulk"},
    "list": {"List_Id": "<x.lists.example>"},
    "program": {"X_Autoreply": "yes"},
    "no way back": {"Return_Path": "<>"},
}


class TestWhatNeverActs:
    @pytest.mark.parametrize("headers", AUTOMATIC.values(), ids=AUTOMATIC)
    def test_automatic_mail(self, address, adjoa, headers) -> None:
        before = len(letters())
        row = come(mail("I am away.", **headers), to=address)
        assert (row.became, wrote(adjoa), len(letters())) == (Became.AUTOMATIC, ["Who pays for it?"], before)

    def test_mail_without_a_sender_in_its_envelope(self, address) -> None:
        for number, empty in enumerate(("", "<>")):
            sent = mail("Away", message_id=f"<{number}@x>")
            assert come(sent, to=address, sender=empty).became == Became.AUTOMATIC

    @pytest.mark.parametrize(
        "subject",
        ["Automatic reply: Who pays?", "Réponse automatique : Who pays?", "Resposta automática: Who pays?"],
    )
    def test_an_absence_by_its_subject(self, address, subject: str) -> None:
        sent = mail("I am away until Monday.")
        sent.replace_header("Subject", subject)
        assert come(sent, to=address).became == Became.AUTOMATIC

    def test_a_header_that_servers_set_on_peoples_own_mail_is_no_sign(self, address) -> None:
        sent = mail("I wrote this.", X_Auto_Response_Suppress="All", Auto_Submitted="no")
        assert come(sent, to=address).became == Became.SAID

    def test_our_own_mail_coming_back(self, address, adjoa) -> None:
        from django.core import mail as outbox

        from academy.mail.letters import deliver

        deliver("Who pays?", "Kerwin answered.", adjoa.person.email)
        raw = outbox.outbox[-1].message().as_bytes()
        assert come(raw, to=address).became == Became.AUTOMATIC


class TestNothingIsLost:
    def test_a_mail_that_cannot_be_handled_is_tried_again_and_given_up(self, address, adjoa, monkeypatch) -> None:
        def fail(*_args: object) -> str:
            raise RuntimeError("the database is away")

        with monkeypatch.context() as broken:
            broken.setattr(handling, "_say", fail)
            row = come(mail("Later."), to=address)
            assert (row.done_at, row.tries, bool(row.raw)) == (None, 1, True)
        handling.work_off(timezone.now())
        assert "Later." not in wrote(adjoa), "it waits a while"
        handling.work_off(timezone.now() + datetime.timedelta(minutes=3))
        assert wrote(adjoa)[-1] == "Later."

    def test_a_mail_that_kills_its_worker_is_given_up_and_kept_and_that_is_said(self, address, adjoa, chiara) -> None:
        receive(mail("x").as_bytes(), [address])
        ReceivedMail.objects.update(tries=handling.TRIES)
        handling.work_off(timezone.now())
        row = ReceivedMail.objects.get()
        assert (row.became, bool(row.raw)) == (Became.FAULTY, True)
        assert letters()[-1]["to"] == adjoa.person.email
        told = Notice.objects.get(to=chiara, kind="answer-lost")
        assert (told.by, told.path.endswith(f"/people/{adjoa.pk}/")) == (adjoa, True)

    def test_what_is_too_large_is_refused_at_the_door(self, db) -> None:
        with pytest.raises(TooLarge):
            receive(b"x" * (LARGEST + 1), ["a@course.example"])
        assert not ReceivedMail.objects.exists()

    def test_old_mail_is_forgotten(self, address) -> None:
        come(mail("x"), to=address)
        handling.work_off(timezone.now() + datetime.timedelta(days=100))
        assert not ReceivedMail.objects.exists()


HOSTILE = {
    "nothing": b"",
    "zeros": b"\0" * 5000,
    "noise": bytes(range(256)) * 200,
    "no end of headers": b"Subject: " + b"x" * 100_000,
    "broken headers": b"From: =?utf-8?b?////?= <adjoa@example.org\nSubject: =?x?q?=\nTo: <<>>,,\nMessage-ID:\n\nhello",
    "broken charset": b'From: adjoa@example.org\nContent-Type: text/plain; charset="\0\xff"\n\n\xff\xfe\0hello',
    "broken base64": b"From: adjoa@example.org\nContent-Transfer-Encoding: base64\n\n!!!not base64!!",
    "broken parameter": b"From: adjoa@example.org\nContent-Type: text/plain; name*=utf-8''%ff%fe; format*0*=x\n\nhi",
    "a boundary that never comes": b"From: a@x\nContent-Type: multipart/mixed; boundary=b\n\nhello",
    "deep": b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000)),
    "mails in mails": b"Content-Type: message/rfc822\n\n" * 3000,
    "many parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 20_000,
    "a report of nothing": b"Content-Type: message/delivery-status\n\n\0\xff: x\nAction: failed\n\n",
    "a calendar of nothing": b"From: adjoa@example.org\nContent-Type: text/calendar\n\nMETHOD:REPLY\nATTENDEE:\nUID:\n",
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mail_is_done_with_at_the_first_try(raw: bytes, address, caplog) -> None:
    row = come(raw, to=address)
    assert (row.done_at is not None, row.tries) == (True, 1), caplog.text


def test_ten_megabytes_of_text_are_done_with(address) -> None:
    assert come(mail("Words and words. " * 600_000), to=address).became == Became.REFUSED
