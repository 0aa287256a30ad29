"""Mail that no person wrote to be read here: automatic answers, absences, lists, Kapok's own mail coming back.

X-Auto-Response-Suppress, List-Unsubscribe and Feedback-ID are no signs of it: some servers set them on people's own
mail.
"""

import re

from commons.inbound.opened import Opened

_OF_PROGRAMS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-AutoReply-From", "X-Mail-Autoreply", "X-Loop")
_PRECEDENCE = {"bulk", "junk", "list", "auto_reply", "auto-reply"}
_ABSENT = re.compile(
    r"^\s*(automatic reply|auto(matic)?[- ]?(reply|response)|autoreply|out of (the )?office"
    r"|réponse automatique|message automatique|absence du bureau|absen(t|te|ce)\s?[:(-]"
    r"|resposta automática|mensagem automática|fora do escritório|ausência\s?[:(-]"
    r"|undeliver(ed|able)|delivery status notification|returned mail|mail delivery (failed|failure|subsystem)"
    r"|non remis|échec de (la )?remise|não é possível entregar|falha na entrega)",
    re.IGNORECASE,
)
_ROBOTS = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|nao-?responda|ne-?pas-?repondre)@")


def is_automatic(mail: Opened, sender: str | None) -> bool:
    """Returns whether no person wrote the mail to be read here. ``sender``: the envelope's; "" says that nobody waits
    for an answer (RFC 5321), None that it is not known."""
    if sender == "" or mail.header("Return-Path").strip() == "<>":
        return True
    submitted = mail.header("Auto-Submitted").split(";")[0].strip().lower()
    if submitted not in {"", "no"}:
        return True
    if mail.header("Precedence").strip().lower() in _PRECEDENCE or mail.header("List-Id"):
        return True
    if mail.content_type == "multipart/report" or any(mail.header(name) for name in _OF_PROGRAMS):
        return True
    return _ABSENT.match(mail.header("Subject")) is not None or any(_ROBOTS.match(said) for said in mail.senders)
