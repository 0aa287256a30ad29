"""What an act is answered with, as a frame says it, through whichever door."""

from typing import Any

from django.utils import translation

from rooms.messages.posting import Ack, SAID_AS, WORDS


def ack_frame(ack: Ack) -> dict[str, Any]:
    return {"type": "ack", "id": str(ack.id), "message": ack.message, "seq": ack.seq, "rev": ack.rev}


def nack_frame(id: str | None, code: str, retry_after: int | None, language: str) -> dict[str, Any]:
    """``detail`` in the reader's language."""
    with translation.override(language):
        said = {"type": "nack", "id": id, "code": SAID_AS.get(code, code), "detail": str(WORDS[code])}
    return said if retry_after is None else {**said, "retry_after": retry_after}
