"""Reply addresses: each is of one member, one thing and one use, and signed.

The key has lower-case letters and digits alone and fewer than 50 of them, because some servers refuse local parts of
more than 64 characters, and some change their case. It is withdrawn when its person signs out everywhere.
"""

import dataclasses
import re
from collections.abc import Iterable

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from academy.models import Membership

_KEY = re.compile(r"(?<![a-z0-9])([a-z])(\d{1,10})x(\d{1,18})m([0-9a-f]{16})(?![0-9a-z])", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Meant:
    """The purpose of an address. ``proven``: Kapok made it, and it is not withdrawn."""

    letter: str
    member: Membership
    thing: int
    proven: bool


def key_for(letter: str, member: Membership, thing: int) -> str:
    return f"{letter}{member.pk}x{thing}m{_proof(letter, member, thing)}"


def with_key(key: str) -> str:
    """Returns the whole address; "" when this installation takes no mail."""
    return settings.REPLY_ADDRESS.replace("KEY", key)


def is_ours(address: str) -> bool:
    """Returns whether mail to this address is for us: it has a key where keys stand, or it is the sender's own."""
    address = address.strip().lower()
    if address == settings.SENDER_ADDRESS.lower():
        return True
    before, _, after = settings.REPLY_ADDRESS.lower().partition("key")
    middle = address.removeprefix(before).removesuffix(after)
    whole = bool(settings.REPLY_ADDRESS) and address == f"{before}{middle}{after}"
    return whole and _KEY.fullmatch(middle) is not None


def meant_by(texts: Iterable[str]) -> Meant | None:
    """Returns the purpose of the first key in these headers, a proven one before others; None without a key."""
    found = [meant for text in texts for match in _KEY.finditer(text) if (meant := _meant(match)) is not None]
    return next((meant for meant in found if meant.proven), found[0] if found else None)


def _meant(match: re.Match[str]) -> Meant | None:
    letter, member_id, thing, proof = (part.lower() for part in match.groups())
    member = Membership.objects.select_related("person", "edition").filter(pk=int(member_id)).first()
    if member is None:
        return None
    proven = constant_time_compare(proof, _proof(letter, member, int(thing)))
    return Meant(letter, member, int(thing), proven)


def without_keys(text: str) -> str:
    """Returns the text without reply addresses, which would let everybody who reads it try to answer."""
    before, _, after = settings.REPLY_ADDRESS.partition("KEY")
    whole = re.compile(re.escape(before) + _KEY.pattern + re.escape(after), re.IGNORECASE)
    return _KEY.sub("…", whole.sub("…", text))


def _proof(letter: str, member: Membership, thing: int) -> str:
    words = f"{letter} {member.pk} {thing} {member.person.sign_in_stamp}"
    return salted_hmac("commons.inbound.addresses", words, algorithm="sha256").hexdigest()[:16]
