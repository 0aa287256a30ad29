"""Signed links for one act of one member, which work without signing in. Signing out everywhere withdraws them."""

import datetime
from typing import Any

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from academy.models import Membership


class Expired(Exception):
    """The link was made longer ago than it lasts."""


class NotOurs(Exception):
    """Nobody here signed the link; somebody has altered it."""


def token(said: list[Any], member: Membership, *, salt: str) -> str:
    """Returns what stands in the link. ``salt``: the purpose, for which alone it is good."""
    return signing.dumps([*said, _stamp(member)], salt=salt)


def read(written: str, *, salt: str, lasts: datetime.timedelta) -> list[Any]:
    """Returns what ``token`` was given, with a stamp at its end for ``holds``. Raises Expired or NotOurs."""
    try:
        return list(signing.loads(written, salt=salt, max_age=lasts))
    except signing.SignatureExpired as late:
        raise Expired from late
    except (signing.BadSignature, ValueError) as altered:
        raise NotOurs from altered


def holds(stamp: str, member: Membership) -> bool:
    """Returns whether the member has not signed out everywhere since."""
    return constant_time_compare(stamp, _stamp(member))


def _stamp(member: Membership) -> str:
    return salted_hmac("commons.telling.signed_links", member.person.sign_in_stamp, algorithm="sha256").hexdigest()[:12]
