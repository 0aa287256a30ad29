"""The listener says "taken" only once a mail is stored, and no mail or sender brings it down."""

import asyncio
import email.policy
import smtplib

import pytest
from django.db import DatabaseError

from commons.inbound import listening
from tests.commons.inbound.clients import mail

pytestmark = pytest.mark.pure
TO = "reply+p1x2m0123456789abcdef@course.example"


@pytest.fixture(autouse=True)
def takes_mail(settings) -> None:
    settings.REPLY_ADDRESS = "reply+KEY@course.example"


@pytest.fixture(autouse=True)
def stored(monkeypatch) -> list[tuple[bytes, list[str], str]]:
    """What the listener has stored: each mail, its recipients and its sender."""
    found: list[tuple[bytes, list[str], str]] = []
    monkeypatch.setattr(listening, "receive", lambda raw, to, *, sender: found.append((raw, list(to), sender)))
    return found


def talk(conversation, *, smtp: bool = False) -> None:
    """Runs the conversation, which gets a client, while the listener listens."""

    async def run() -> None:
        server = await listening.listen("127.0.0.1", 0, smtp=smtp)
        port = server.sockets[0].getsockname()[1]
        try:
            await asyncio.to_thread(lambda: _with_client(smtplib.SMTP if smtp else smtplib.LMTP, port))
        finally:
            server.close()

    def _with_client(kind, port: int) -> None:
        with kind("127.0.0.1", port) as client:
            conversation(client)

    asyncio.run(run())


@pytest.mark.parametrize("smtp", [False, True], ids=["lmtp", "smtp"])
def test_a_mail_is_taken_as_it_comes(smtp: bool, stored) -> None:
    raw = mail("Déjà.", cte="8bit").as_bytes(policy=email.policy.SMTP)
    talk(lambda client: client.sendmail("adjoa@example.org", [TO.upper()], raw), smtp=smtp)
    assert stored == [(raw, [TO.upper()], "adjoa@example.org")]


def test_an_empty_sender_is_handed_on(stored) -> None:
    talk(lambda client: client.sendmail("", [TO], mail("Away.").as_bytes()))
    assert stored[0][2] in {"", "<>"}


def test_only_addresses_of_ours_are_taken(stored) -> None:
    def strange(client: smtplib.SMTP) -> None:
        for address in ("someone@else.example", "reply+x@course.example", "reply+@course.example"):
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                client.sendmail("a@x.example", [address], b"Subject: x\r\n\r\nx")

    talk(strange)
    assert stored == []


def test_a_second_recipient_is_asked_to_come_again(stored) -> None:
    def both(client: smtplib.SMTP) -> None:
        refused = client.sendmail("a@x.example", [TO, TO.replace("x2m", "x3m")], mail().as_bytes())
        assert [code for code, _words in refused.values()] == [452]

    talk(both)
    assert len(stored) == 1


def test_while_the_database_is_away_the_mail_server_keeps_the_mail(monkeypatch, stored) -> None:
    def away(*_args: object, **_options: object) -> int:
        raise DatabaseError

    def again(client: smtplib.SMTP) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(listening, "receive", away)
            with pytest.raises(smtplib.SMTPDataError) as refused:
                client.sendmail("a@x.example", [TO], mail().as_bytes())
            assert refused.value.smtp_code == 451
        client.sendmail("a@x.example", [TO], mail().as_bytes())

    talk(again)
    assert len(stored) == 1


def test_hostile_talk_does_not_end_the_listener(stored) -> None:
    def rude(client: smtplib.SMTP) -> None:
        client.docmd("\0" * 100)
        with pytest.raises((smtplib.SMTPDataError, smtplib.SMTPSenderRefused)):
            client.sendmail("a@x.example", [TO], b"Subject: x\r\n\r\n" + b"y" * 2_000_000)
        client.sendmail("a@x.example", [TO], b"z" * 50_000 + b"\r\n" + b"\0\xff" * 300 + b"\r\n.\r\n.\r\n")

    talk(rude)
    assert len(stored) == 1
