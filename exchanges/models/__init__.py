"""Formats, rounds, exchanges with their hours, clocks, relays and outcomes, and gatherings of the whole course."""

from exchanges.models.exchanges import Exchange, Participant
from exchanges.models.gatherings import Chair, Coming, Gathering, GatheringAct, Seat, Table
from exchanges.models.hours import Acceptance, Hour, HourEnd
from exchanges.models.outcomes import Outcome, OutcomeAnswer, OutcomePart, OutcomeReaders, Quotes
from exchanges.models.relay import RelayAct, RelayActKind
from exchanges.models.rounds import Attendance, Format, MonthlyWish, Parting, PartnerWish, Pin, Round
from exchanges.models.stages import StageAct, StageActKind

__all__ = [
    "Acceptance",
    "Attendance",
    "Chair",
    "Coming",
    "Exchange",
    "Format",
    "Gathering",
    "GatheringAct",
    "Hour",
    "HourEnd",
    "MonthlyWish",
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
    "Seat",
    "StageAct",
    "StageActKind",
    "Table",
]
