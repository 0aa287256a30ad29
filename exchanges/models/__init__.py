"""Formats, rounds, exchanges, their hours, the acts on their stage clocks, and their outcomes."""

from exchanges.models.exchanges import Exchange, Participant
from exchanges.models.hours import Acceptance, Hour, HourEnd
from exchanges.models.outcomes import Outcome, OutcomeAnswer, OutcomePart, OutcomeReaders, Quotes
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
    "Round",
    "StageAct",
    "StageActKind",
]
