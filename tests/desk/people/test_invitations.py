"""Invitations by mail: who gets one, in which language, once, and what the desk knows of it."""

import datetime
import re
import smtplib
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from academy.courses.life import Closed
from academy.invitations import inviting, sending
from academy.models import Invitation, Membership, Phase
from academy.tasks import send_letter
from tests import cast
from tests.academy.letters import delivered

LINK = re.compile(r"http://\S+/enter/\S+/")


@pytest.fixture(autouse=True)
def mail_leaves(settings) -> None:
    """A demo takes mail in; an installation on PostgreSQL is none by default."""
    settings.DEMO = True


@pytest.fixture
def invited(edition, chiara) -> SimpleNamespace:
    """Adjoa, who has not come, and Kerwin, who has."""
    adjoa = cast.join(edition, "adjoa", welcomed_at=None)
    return SimpleNamespace(adjoa=adjoa, kerwin=cast.join(edition, "kerwin"))


def post(client: Client, edition, **fields: object) -> str:
    return client.post(reverse("invite", args=[edition.slug]), fields, follow=True).text


def test_all_who_have_not_come_are_invited_once(
    edition, chiara, invited, client_of, django_capture_on_commit_callbacks
) -> None:
    desk = client_of(chiara)
    with django_capture_on_commit_callbacks(execute=True):
        page = post(desk, edition, line="See you in Turin, 100% sure.")
        assert "1 invitation is on its way." in page
        assert "There is nobody to invite." in post(desk, edition)
    (letter,) = delivered()
    assert letter.to == ["adjoa@example.org"]
    assert letter.reply_to == ["chiara@example.org"]
    assert letter.subject.startswith("Invitation\xa0: ")
    assert "Chiara T." in letter.body
    assert "See you in Turin, 100% sure." in letter.body
    sent = letter.message()
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Message-ID"].endswith("@localhost>")
    (html, kind), *_more = letter.alternatives
    assert kind == "text/html"
    assert LINK.search(html)[0].rstrip('"') in letter.body
    page = desk.get(reverse("roster", args=[edition.slug])).text
    assert "invited " in page
    assert "Send again" in page


def test_the_link_of_an_invitation_leads_to_the_welcome(
    edition, chiara, invited, client_of, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        post(client_of(chiara), edition, member=invited.adjoa.pk)
    (letter,) = delivered()
    browser, link = Client(), LINK.search(letter.body)[0]
    for _scanner in range(2):
        assert browser.get(link).status_code == 200
        assert browser.head(link).status_code == 200
    assert "somebody else" in browser.get(link).text
    answer = browser.post(link)
    assert answer["Location"] == reverse("welcome", args=[edition.slug])
    assert browser.get(answer["Location"]).status_code == 200
    assert Client().get(link).status_code == 410


def test_a_refused_address_is_said_at_the_desk_and_the_others_go_out(
    edition, chiara, invited, client_of, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    nilton = cast.join(edition, "nilton", welcomed_at=None)
    send = EmailMultiAlternatives.send

    def refuse_one(letter: EmailMultiAlternatives, *args: object) -> int:
        if letter.to == ["adjoa@example.org"]:
            raise smtplib.SMTPRecipientsRefused({"adjoa@example.org": (550, b"No such user\r\nhere")})
        return send(letter, *args)

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse_one)
    with django_capture_on_commit_callbacks(execute=True):
        post(client_of(chiara), edition)
    assert [letter.to for letter in delivered()] == [[nilton.person.email]]
    assert Invitation.objects.get(membership=nilton).sent_at
    assert (
        "could not be delivered: 550 No such user here"
        in client_of(chiara).get(reverse("roster", args=[edition.slug])).text
    )


def test_who_was_removed_before_it_went_out_gets_none(edition, chiara, invited) -> None:
    inviting.invite(edition, [invited.adjoa], by=chiara)
    Membership.objects.filter(pk=invited.adjoa.pk).update(left_at=timezone.now())
    sending.send_some(edition.pk)
    assert not delivered()


def test_an_address_that_refuses_twice_is_not_tried_a_third_time(edition, chiara, invited, monkeypatch) -> None:
    tried = []

    def refuse(letter: EmailMultiAlternatives, *args: object) -> int:
        tried.append(letter.to)
        raise smtplib.SMTPRecipientsRefused({letter.to[0]: (550, b"No such user")})

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    for _again in range(3):
        assert inviting.invite(edition, [invited.adjoa], by=chiara) == 1
        sending.send_some(edition.pk)
    assert len(tried) == 2
    assert inviting.states([invited.adjoa.pk]) == {invited.adjoa.pk: "could not be delivered: 550 No such user"}


def test_a_broken_connection_sends_no_second_copy_by_itself(edition, chiara, invited, monkeypatch) -> None:
    def hang_up(*_args: object) -> int:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(EmailMultiAlternatives, "send", hang_up)
    inviting.invite(edition, [invited.adjoa], by=chiara)
    assert not sending.send_some(edition.pk)
    monkeypatch.undo()
    assert not sending.send_some(edition.pk)
    assert mail.outbox == []
    assert inviting.states([invited.adjoa.pk]) == {invited.adjoa.pk: "perhaps sent: the connection broke off"}


def test_nobody_is_invited_to_a_course_that_is_over(edition, chiara, invited, client_of) -> None:
    edition.chosen_phase = Phase.AFTER
    edition.save()
    with pytest.raises(Closed):
        inviting.invite(edition, [invited.adjoa], by=chiara)
    assert "The course is over" in post(client_of(chiara), edition)
    assert not Invitation.objects.exists()


def test_nobody_counts_as_invited_where_no_mail_leaves(edition, chiara, invited, client_of, settings) -> None:
    settings.DEMO = False
    assert "sends no mail yet, so nobody was invited" in post(client_of(chiara), edition)
    assert not Invitation.objects.exists()
    assert "make a link to hand out" in client_of(chiara).get(reverse("roster", args=[edition.slug])).text


def test_members_of_other_courses_are_not_invited_here(edition, chiara, outsider, client_of) -> None:
    for number in (outsider.pk, "x", 9**30):
        assert "There is nobody to invite." in post(client_of(chiara), edition, member=number)
    assert inviting.invite(edition, [outsider], by=chiara) == 0


def test_the_table_counts_roster_invited_and_came(edition, chiara, invited) -> None:
    Invitation.objects.create(membership=invited.adjoa, by=chiara, sent_at=invited.kerwin.welcomed_at)
    found = {tally.bloc: (tally.here, tally.invited, tally.came) for tally in inviting.tallies(edition)}
    assert found == {
        invited.adjoa.bloc_id: (1, 1, 0),
        invited.kerwin.bloc_id: (1, 0, 1),
        None: (1, 0, 1),
    }


@pytest.mark.parametrize(
    ("chosen", "spoken", "language"),
    [("pt", ["fr"], "pt"), ("", ["ht", "fr"], "fr"), ("", ["ar"], "pt"), ("", [], "pt")],
)
def test_an_invitation_is_in_the_persons_language(edition, chosen, spoken, language) -> None:
    member = cast.join(edition, "nilton")
    member.person.language, member.person.languages = chosen, spoken
    assert sending.language_of(Membership(person=member.person, state=member.state)) == language


def test_a_test_mail_says_what_the_server_answered(db, settings, monkeypatch) -> None:
    from django.core.management import CommandError, call_command

    call_command("send_test_mail", "ada@example.org")
    assert mail.outbox[0].to == ["ada@example.org"]

    def refuse(*_args: object) -> int:
        raise smtplib.SMTPAuthenticationError(535, b"Bad password")

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    with pytest.raises(CommandError, match="535 Bad password"):
        call_command("send_test_mail", "ada@example.org")
    with pytest.raises(CommandError, match="is not an e-mail address"):
        call_command("send_test_mail", "ada")


def test_what_no_letter_can_be_addressed_to_holds_up_nobody(edition, chiara, invited, monkeypatch) -> None:
    nilton = cast.join(edition, "nilton", welcomed_at=None)
    send = EmailMultiAlternatives.send

    def refuse_one(letter: EmailMultiAlternatives, *args: object) -> int:
        if letter.to == ["adjoa@example.org"]:
            raise UnicodeEncodeError("ascii", "é", 0, 1, "no such letter")
        return send(letter, *args)

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse_one)
    inviting.invite(edition, [invited.adjoa, nilton], by=chiara)
    sending.send_some(edition.pk)
    assert [letter.to for letter in mail.outbox] == [[nilton.person.email]]
    assert inviting.states([invited.adjoa.pk])[invited.adjoa.pk].startswith("could not be delivered: ")


def test_a_full_minute_sends_the_others_in_the_next_one(edition, chiara, invited, settings, monkeypatch) -> None:
    settings.MAIL_PER_MINUTE = 1
    nilton = cast.join(edition, "nilton", welcomed_at=None)
    now = datetime.datetime(2027, 7, 1, 8, 30, 20, tzinfo=datetime.UTC)
    monkeypatch.setattr("academy.mail.mail_rate.timezone.now", lambda: now)
    inviting.invite(edition, [invited.adjoa, nilton], by=chiara)
    assert sending.send_some(edition.pk) == datetime.datetime(2027, 7, 1, 8, 31, tzinfo=datetime.UTC)
    assert len(mail.outbox) == 1
    later = now + datetime.timedelta(minutes=1)
    monkeypatch.setattr("academy.mail.mail_rate.timezone.now", lambda: later)
    assert sending.send_some(edition.pk) is None
    assert [letter.to[0] for letter in mail.outbox] == ["adjoa@example.org", nilton.person.email]


def test_a_letter_waits_for_the_next_minute_and_a_code_does_not(db, settings, monkeypatch) -> None:
    settings.MAIL_PER_MINUTE = 1
    now = timezone.now().replace(second=30, microsecond=0) + datetime.timedelta(minutes=2)
    monkeypatch.setattr("academy.mail.mail_rate.timezone.now", lambda: now)
    letter = {"subject": "News", "body": "Of the course.", "to": "adjoa@example.org", "language": "fr"}
    for _twice in range(2):
        send_letter.enqueue(**letter)
    send_letter.enqueue(**letter | {"subject": "123456"}, anyway=True)
    assert [sent.subject for sent in delivered()] == ["News", "123456"]
    (waiting,) = DBTaskResult.objects.filter(status="READY")
    assert waiting.run_after == now + datetime.timedelta(seconds=30)
    assert waiting.args_kwargs["kwargs"]["subject"] == "News"
