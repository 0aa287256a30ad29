"""Makes a mail about a notice answerable: its reply address and its headers."""

from collections.abc import Sequence

from django.conf import settings

from academy.mail import message_ids
from academy.models import Membership
from commons.inbound.addresses import key_for, with_key
from commons.inbound.answerable import thing_of
from commons.models import Notice


def key_of(member: Membership, shown: Sequence[Notice]) -> str:
    """Returns the key of a mail that says one thing which may be answered; "" for any other."""
    found = thing_of(shown[0]) if settings.REPLY_ADDRESS and len(shown) == 1 else None
    return key_for(found[0].letter, member, found[1]) if found else ""


def headers(to: str, key: str) -> dict[str, str]:
    """Returns the headers by which an answer finds its way, also from a program that ignores Reply-To."""
    return {"Reply-To": with_key(key), "Message-ID": message_ids.made_for(to, key)} if key else {}
