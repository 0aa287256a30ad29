"""The Message-IDs of Kapok's own mail. Each proves to whom it was sent, so nobody can forge a report that it did not
arrive."""

import re
import secrets
from email.utils import parseaddr

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_OURS = re.compile(r"<?(?:[a-z0-9]+\.)?([0-9a-f]{16})\.([0-9a-f]{20})@", re.IGNORECASE)


def made_for(to: str, key: str = "") -> str:
    """Returns a fresh Message-ID for one mail to one address. ``key``: of the reply address, which comes back in the
    References of an answer whose mail program ignores Reply-To."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    random = secrets.token_hex(8)
    return f"<{key}{'.' if key else ''}{random}.{_proof(random, to)}@{domain}>"


def is_for(message_id: str, to: str) -> bool:
    """Returns whether Kapok sent a mail with this Message-ID to this address."""
    found = _OURS.match(message_id.strip())
    return found is not None and constant_time_compare(found[2].lower(), _proof(found[1].lower(), to))


def _proof(random: str, to: str) -> str:
    return salted_hmac("academy.mail.message_ids", f"{random} {to.strip().lower()}", algorithm="sha256").hexdigest()[
        :20
    ]
