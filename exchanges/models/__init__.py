"""Formats, rounds, exchanges, their hours, and the acts on their stage clocks."""

from exchanges.models.exchanges import Exchange, Participant
from exchanges.models.hours import Acceptance, Hour, HourEnd
from exchanges.models.rounds import Format, Parting, Round
from exchanges.models.stages import StageAct, StageActKind

__all__ = [
    "Acceptance",
    "Exchange",
    "Format",
    "Hour",
    "HourEnd",
    "Participant",
    "Parting",
    "Round",
    "StageAct",
    "StageActKind",
]
