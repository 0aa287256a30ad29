"""One act of a member that comes over plain HTTP: its rate, its transaction, its announcement."""

import time

from django.db import InterfaceError, OperationalError

from rooms import figures, rates
from rooms.announcing import room_reached
from rooms.messages import costly, posting
from rooms.messages.posting import Ack, Refusal, Work


def do(work: Work) -> Ack | Refusal:
    """The answer, once what was done is on disk and every open socket is about to hear of it; "rate" where the database
    takes nothing now."""
    figures.act_came()
    came, answer = time.monotonic(), _done(work)
    if isinstance(answer, Refusal):
        figures.act_refused()
    else:
        figures.act_acked(time.monotonic() - came)
    return answer


def _done(work: Work) -> Ack | Refusal:
    if wait := rates.take(work.room, work.author, costly.acts(work.act)):
        return Refusal(work.act.id, "rate", wait)
    try:
        done = posting.post(work)
    except (OperationalError, InterfaceError):
        return Refusal(work.act.id, "rate", 2)
    for room_id, (_first, last, _messages) in done.changed.items():
        room_reached(room_id, last)
    return done.answers[0]
