"""A provider's posts are taken with the secret of this installation alone."""

import base64

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from commons.models import ReceivedMail

pytestmark = pytest.mark.django_db
SECRET = "provider:a-long-enough-password"
MAIL = {
    "FromFull": {"Email": "adjoa@example.org", "Name": "Adjoa"},
    "From": "adjoa@example.org",
    "OriginalRecipient": "reply+p1x2m0123456789abcdef@course.example",
    "Subject": "Re: Who pays?",
    "MessageID": "22c74902",
    "TextBody": "Déjà payé.",
    "HtmlBody": "",
    "Headers": [{"Name": "Message-ID", "Value": "<1@phone.example>"}],
    "Attachments": [],
}


@pytest.fixture
def hooked(settings) -> None:
    settings.ROOT_URLCONF = "tests.commons.inbound.hooked"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}


def post(secret: str | None, mail: dict = MAIL, to: str = "inbound") -> int:
    headers = {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"} if secret else {}
    path = f"/mail/hooks/postmark/{to}/"
    return Client(headers=headers).post(path, mail, content_type="application/json").status_code


def test_without_the_setting_the_addresses_do_not_exist() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("anymail:postmark_inbound_webhook")


@pytest.mark.parametrize("secret", [None, "provider:another-long-password", "x"])
def test_without_the_secret_nothing_is_taken(hooked, secret) -> None:
    assert post(secret) == 400
    assert not ReceivedMail.objects.exists()


def test_a_mail_is_taken_once(hooked) -> None:
    assert (post(SECRET), post(SECRET)) == (200, 200)
    row = ReceivedMail.objects.get()
    assert row.recipient == MAIL["OriginalRecipient"]


def test_a_bounce_is_recorded(hooked, adjoa) -> None:
    said = {"RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, "ID": 4, "MessageID": "883953f4"}
    said |= {"Email": adjoa.person.email, "Details": "smtp;550 5.1.1 no such user", "Description": "unknown"}
    assert post(SECRET, said | {"BouncedAt": "2026-06-02T10:02:11Z"}, "tracking") == 200
    assert "no such user" in adjoa.person.undelivered.get().words
