"""Formats, rounds, exchanges, their hours, the acts on their stage clocks and relays, and their outcomes."""

from exchanges.models.exchanges import Exchange, Participant
from exchanges.models.hours import Acceptance, Hour, HourEnd
from exchanges.models.outcomes import Outcome, OutcomeAnswer, OutcomePart, OutcomeReaders, Quotes
from exchanges.models.relay import RelayAct, RelayActKind
from exchanges.models.rounds import Attendance, Format, Parting, PartnerWish, Pin, Round
from exchanges.models.stages import StageAct, StageActKind

__all__ = [
    "Acceptance",
    "Attendance",
    "Exchange",
    "Format",
    "Hour",
    "HourEnd",
    "Outcome",
    "OutcomeAnswer",
    "OutcomePart",
    "OutcomeReaders",
    "Participant",
    "Parting",
    "PartnerWish",
    "Pin",
    "Quotes",
    "RelayAct",
    "RelayActKind",
    "Round",
    "StageAct",
    "StageActKind",
]
