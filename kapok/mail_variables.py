"""Reads and checks the environment variables of mail, out and in."""

import re
from email.utils import getaddresses
from typing import Any
from urllib.parse import unquote

from kapok.variables import EnvironmentFault, parts_of


def email(url: str) -> dict[str, Any] | None:
    """Reads ``smtp://user:password@host:port`` (STARTTLS when it names a user) or ``smtps://…`` (TLS)."""
    if not url:
        return None
    parts = parts_of("KAPOK_EMAIL_URL", url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise EnvironmentFault("KAPOK_EMAIL_URL must look like smtp://user:password@host:587 or smtps://….")
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if secure else 587 if parts.username else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        "EMAIL_USE_TLS": bool(parts.username) and not secure,
        "EMAIL_TIMEOUT": 20,
    }


def sender(written: str, *, needed: bool) -> str:
    """Checks ``Name <address>``; a mail server refuses mail of nobody."""
    if not written and not needed:
        return "Kapok <kapok@localhost>"
    addresses = [address for _name, address in getaddresses([written])]
    whole = len(addresses) == 1 and re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+", addresses[0])
    if not (whole and written.isprintable()):
        raise EnvironmentFault(
            f"KAPOK_EMAIL_FROM must be the sender of all mail, like Kapok <kapok@example.org>, not “{written}”."
        )
    return written


def reply_address(written: str) -> str:
    """Checks the form of reply addresses, in which KEY stands for the key: ``reply+KEY@…`` or ``KEY@…``."""
    local, _, domain = written.rpartition("@")
    whole = re.fullmatch(r"[a-z0-9.+_=-]{0,12}KEY[a-z0-9.+_=-]{0,4}", local) and re.fullmatch(r"[A-Za-z0-9.-]+", domain)
    if written and not (whole and "KEY" not in domain):
        raise EnvironmentFault(
            f"KAPOK_REPLY_ADDRESS must have KEY before the @, like reply+KEY@example.org, not “{written}”."
        )
    return written


def mail_hook(written: str) -> str:
    """Checks ``name:password``. The message of a fault does not quote it, because it is a secret."""
    name, colon, password = written.partition(":")
    if written and not (name and colon and len(password) >= 16 and written.isascii() and written.isprintable()):
        raise EnvironmentFault("KAPOK_MAIL_HOOK must look like name:password, with at least 16 letters of password.")
    return written


def doubts(email: dict[str, Any] | None, reply_address: str, hook: str) -> list[str]:
    """Returns what is missing so that mail can be answered, in sentences that name the variables."""
    found = []
    if hook and not reply_address:
        found.append("KAPOK_MAIL_HOOK is set and KAPOK_REPLY_ADDRESS is not: no mail says where to answer it.")
    if reply_address and email is None:
        found.append("KAPOK_REPLY_ADDRESS is set and KAPOK_EMAIL_URL is not: no mail leaves that one could answer.")
    if reply_address and not hook:
        found.append(
            "Answers to mail come to KAPOK_REPLY_ADDRESS: a mail server must hand them to `manage.py receive_mail`, or "
            "a provider to KAPOK_MAIL_HOOK (docs/mail.md)."
        )
    return found
