"""Reports of mail servers: what did not arrive (RFC 3464), and what a reader called unwanted (RFC 5965).

A report counts only when it names a mail that Kapok sent to the very address, by its Message-ID; otherwise anybody
could stop somebody's mail.
"""

import email
import re
from collections.abc import Iterator

from academy.mail import message_ids, undelivered
from academy.mail.undelivered import How
from commons.inbound.opened import Opened, text_of

_FIELD = re.compile(r"^([A-Za-z-]+):[ \t]*(.*(?:\n[ \t].*)*)", re.MULTILINE)
_ID = re.compile(r"^Message-ID:\s*(<[^<>\s]{3,240}>)", re.IGNORECASE | re.MULTILINE)

_GIVEN_BACK = {"message/rfc822", "message/rfc822-headers", "text/rfc822-headers", "message/global"}


def is_report(mail: Opened) -> bool:
    return any(part.get_content_type() in {"message/delivery-status", "message/feedback-report"} for part in mail.parts)


def take(mail: Opened) -> int:
    """Records what the report says of each address; returns how many it recorded."""
    return sum(
        undelivered.record(address, how, words, message_id=message_id)
        for address, how, words, message_id in _said(mail)
    )


def _said(mail: Opened) -> Iterator[tuple[str, str, str, str]]:
    ids = list(_ids(mail))
    for part in mail.parts:
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            found = [_of_status(group) for group in _groups(part)]
        elif kind == "message/feedback-report":
            found = [_of_complaint(group) for group in _groups(part)]
        else:
            continue
        for addresses, how, words in filter(None, found):
            for address in addresses:
                message_id = next((said for said in ids if message_ids.is_for(said, address)), "")
                if message_id:
                    yield address, how, words, message_id
                    break


def _ids(mail: Opened) -> Iterator[str]:
    """Yields the Message-IDs of the mails that the report gives back, whole or their headers alone."""
    for part in mail.parts:
        if part.get_content_type() in _GIVEN_BACK:
            yield from _ID.findall(_plain(part)[:50_000])


def _plain(part: email.message.Message) -> str:
    payload = part.get_payload()
    return str(payload[0] if isinstance(payload, list) and payload else payload) if payload else text_of(part)


def _groups(part: email.message.Message) -> list[dict[str, str]]:
    """Returns the fields of each group; the parser makes a message of each."""
    payload = part.get_payload()
    texts = [str(one) for one in payload] if isinstance(payload, list) else re.split(r"\n\s*\n", text_of(part))
    found = []
    for text in texts[:200]:
        fields: dict[str, str] = {}
        for name, value in _FIELD.findall(text.replace("\r\n", "\n")[:20_000]):
            fields.setdefault(name.lower(), " ".join(value.split()))
        found.append(fields)
    return found


def _of_status(group: dict[str, str]) -> tuple[list[str], str, str] | None:
    if group.get("action", "").lower() != "failed":
        return None
    status, said = group.get("status", ""), group.get("diagnostic-code", "").removeprefix("smtp;").strip()
    code = re.match(r"\d{3}", said)
    how = undelivered.how_of(f"{status} {said}", int(code[0]) if code else 0)
    return _addresses(group, "original-recipient", "final-recipient"), how, said or status


def _of_complaint(group: dict[str, str]) -> tuple[list[str], str, str] | None:
    if group.get("feedback-type", "").lower() not in {"abuse", "fraud"}:
        return None
    return _addresses(group, "original-rcpt-to", "removal-recipient"), How.COMPLAINT, ""


def _addresses(group: dict[str, str], *fields: str) -> list[str]:
    """Returns the addresses that the report names. The mail may have been forwarded and failed at another address than
    ours."""
    return [group[name].rpartition(";")[2].strip().strip("<>") for name in fields if name in group]
