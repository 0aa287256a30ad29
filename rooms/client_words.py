"""The phrases of the room's client in the browser: the page has them as one JSON value, in the reader's language."""

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

WORDS = {
    # The state of an act.
    "sending": _("sending"),
    "sent": _("sent"),
    "kept": _("kept on this phone until the line returns"),
    "loose": _("not sent yet: keep this page open until the line returns"),
    "refused": _("Not sent: {reason}"),
    "untaken": _("The server could not take it."),
    "again": _("Try again"),
    "drop": _("Discard"),
    # The talk.
    "you": _("You"),
    "somebody": _("Somebody"),
    "there": _("{time} in {place}"),
    "edited": _("edited"),
    "retracted": _("Taken back by its author."),
    "hidden": _("Hidden by a facilitator."),
    "new": _("new since you were here"),
    "below": _("{count} new below"),
    "came": _("{count} new messages, the last from {name}"),
    "older_failed": _("They could not be fetched. Try again once the line is better."),
    # The people who are here, and those who are writing.
    "here": _("Here now: {names}"),
    "many": _("{count} people are here now"),
    "alone": _("Nobody else is here now. What you write waits for them."),
    "writing": _("{names} is writing …"),
    "writing_together": _("{names} are writing …"),
    # The subject of the next message.
    "answering": _("Answering {name}"),
    "changing": _("Changing what you said"),
    "sure": _("Take this message back?"),
    # The worksheet.
    "keep": _("Keep in “{field}”"),
    # Reasons why one cannot write, or has to wait.
    "muted": _("A facilitator asked you to pause writing for a while."),
    "paused": _("This conversation is paused by the other person."),
    "pausing": _("You paused this conversation. Go on with it, and you can both write."),
    "unseated": _("Only those who sit in the inner circle write now. Ask for a chair."),
    "slow": _("This room is in slow mode: wait {count} s. Your text stays here."),
    "slowed": _("This room is in slow mode: each can write every {count} s."),
    "too_long": _("{count} letters too many: a message has at most 4,000. Send it in parts."),
    # The connection, and the end of the room.
    "away": _("The line is gone. You can go on writing; it leaves when the line returns."),
    "polling": _("This line does not keep a connection open; new messages come all the same."),
    "out": _("You are signed out. What you wrote is kept for you on this phone until you sign in again."),
    "gone": _("This room is no longer open to you."),
    "shut": _("This room is closed. You can read it."),
    # A facilitator enters a room that only its members read.
    "opened_by_report": _("{name} opened this room because of a report."),
    "opened_by_hand": _("{name} opened this room because a member called."),
}


def client_words() -> tuple[tuple[str, str], ...]:
    """Returns all phrases in the active language, each after the name under which ``static/js/room`` asks for it."""
    return _in_language(get_language())


@lru_cache
def _in_language(_language: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(phrase)) for name, phrase in WORDS.items())
