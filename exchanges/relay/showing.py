"""A relay for one reader: whose word it is and until when, the stages with their marks, and what they can do."""

from typing import Any

from academy.models import Membership
from academy.typed.sentences import fill
from academy.voices import voices_of
from exchanges.models import Exchange
from exchanges.permissions import may_hold_word
from exchanges.relay import words
from exchanges.relay.acts import relay_of
from exchanges.relay.clock import Relay
from exchanges.rounds.formats import agenda
from exchanges.stages import showing as stages
from exchanges.stages import words as said


def strip(exchange: Exchange, reader: Membership) -> dict[str, Any]:
    """Returns the strip of the exchange: that of its relay once it has begun, else that of its stage clock, with the
    words of the button that begins a relay. One query; two for members without a common hour who have not begun.
    """
    relay = relay_of(exchange)[0] if exchange.asynchronous else None
    if relay is None or not relay.has_begun:
        offer = words.BEGIN if exchange.asynchronous else words.ASK
        shown = {**stages.strip(exchange, reader), "relay": None, "offer": "" if reader.is_muted else offer}
        in_turns = exchange.asynchronous and exchange.begins_at is None and not shown["stands"].has_begun
        return {**shown, "prompt": str(words.IN_TURNS), "acts": []} if in_turns else shown
    agreed = [
        {**stages.said_of(stage, reader), "mark": _mark(relay, n)} for n, stage in enumerate(agenda(exchange.staged), 1)
    ]
    current = agreed[relay.number - 1]
    heading = fill(words.HEADING, {"number": relay.number, "of": relay.count, "title": current["title"]})
    return {
        "exchange": exchange,
        "stands": relay,
        "relay": relay,
        "stages": agreed,
        "role": stages.role_in(agreed, None if relay.is_over else relay.number),
        "heading": str(said.OVER) if relay.is_over else heading,
        "time": _whose(exchange, relay, reader),
        "prompt": str(said.STAYS_OPEN) if relay.is_over else current["prompt"],
        "acts": _acts(exchange, relay, reader),
        "mine": relay.turn is not None and relay.turn.holder == reader.pk,
        "offer": "",
    }


def _mark(relay: Relay, number: int) -> str:
    if number < relay.number or relay.is_over:
        return str(said.DONE)
    return str(said.NOW) if number == relay.number else ""


def _whose(exchange: Exchange, relay: Relay, reader: Membership) -> str:
    """Says whose word it is, until when, or from when if the turn opens later; "" when all is over."""
    turn = relay.turn
    if turn is None:
        return ""
    mine = turn.holder == reader.pk
    if relay.is_open:
        sentence, at = words.YOURS if mine else words.THEIRS, turn.deadline
    else:
        sentence, at = words.YOURS_FROM if mine else words.THEIRS_FROM, turn.opens
    return words.moment(sentence, at, reader, name=_name(exchange, turn.holder))


def _name(exchange: Exchange, pk: int) -> str:
    voices = voices_of(exchange.edition)
    return voices[pk].given_name if pk in voices else "…"


def _acts(exchange: Exchange, relay: Relay, reader: Membership) -> list[tuple[str, str]]:
    """Returns each button: the last part of its address and its words."""
    if relay.turn is None or reader.is_muted or not may_hold_word(reader, relay.turn.holder):
        return []
    onward = [("hand-on", _onward(exchange, relay))]
    return onward if relay.turn.extended else [*onward, ("extend", str(words.A_DAY_MORE))]


def _onward(exchange: Exchange, relay: Relay) -> str:
    follower = relay.next_holder
    if follower is None:
        return str(words.FINISH)
    if relay.turn is not None and follower == relay.turn.holder:
        return str(words.KEEP)
    return fill(words.HAND_ON, {"name": _name(exchange, follower)})
