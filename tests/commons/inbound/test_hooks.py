"""A provider's posts are taken with the secret of this installation alone."""

import base64
import hashlib
import hmac

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import NoReverseMatch, reverse

from commons.models import ReceivedMail
from kapok.servers import mail_hooks

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
    settings.MIDDLEWARE = ["kapok.servers.mail_hooks.MailHooks", *settings.MIDDLEWARE]
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": SECRET}


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


def raw(size: int, secret: str = SECRET) -> int:
    """Posts a whole mail as a field of a form, as another provider does, beside a file."""
    mail = f"From: adjoa@example.org\r\nMessage-ID: <2@phone.example>\r\n\r\nDéjà payé.\r\n{'x' * size}"
    signature = hmac.new(SECRET.encode(), b"1token", hashlib.sha256).hexdigest()
    form = {"body-mime": mail, "recipient": MAIL["OriginalRecipient"], "file": ContentFile(b"\r\n\0", "a.bin")}
    form |= {"timestamp": "1", "token": "token", "signature": signature}
    headers = {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}
    return Client(headers=headers).post("/mail/hooks/mailgun/inbound_mime/", form).status_code


def test_a_mail_may_be_larger_than_a_form(hooked, settings) -> None:
    large = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1
    assert raw(large) == 200
    assert post(SECRET, MAIL | {"MessageID": "2", "TextBody": "x" * large, "Headers": []}) == 200
    assert sorted(len(bytes(row.raw)) > large for row in ReceivedMail.objects.all()) == [True, True]
    taken = bytes(ReceivedMail.objects.earliest("pk").raw).decode()
    assert "Déjà payé." in taken
    assert raw(large, "provider:another-long-password") == 400
    assert raw(mail_hooks.LARGEST) == 413
    assert ReceivedMail.objects.count() == 2


def test_a_bounce_is_recorded(hooked, adjoa) -> None:
    said = {"RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, "ID": 4, "MessageID": "883953f4"}
    said |= {"Email": adjoa.person.email, "Details": "smtp;550 5.1.1 no such user", "Description": "unknown"}
    assert post(SECRET, said | {"BouncedAt": "2026-06-02T10:02:11Z"}, "tracking") == 200
    assert "no such user" in adjoa.person.undelivered.get().words
