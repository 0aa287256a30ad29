"""Formats, rounds, exchanges, and the acts on their stage clocks."""

from exchanges.models.exchanges import Exchange, Participant
from exchanges.models.rounds import Format, Parting, Round
from exchanges.models.stages import StageAct, StageActKind

__all__ = [
    "Exchange",
    "Format",
    "Participant",
    "Parting",
    "Round",
    "StageAct",
    "StageActKind",
]
