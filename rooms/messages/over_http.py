"""One act of a member over plain HTTP: its rate, its transaction, its announcement."""

import time

from django.db import InterfaceError, OperationalError

from rooms import figures, rates
from rooms.announcing import room_reached
from rooms.messages import costly, posting
from rooms.messages.posting import Ack, Refusal, Work


def do(work: Work) -> Ack | Refusal:
    """Returns the answer once the act is on disk and announced to open sockets; "rate" when the database takes no
    writes."""
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
