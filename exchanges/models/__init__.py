"""Formats, rounds, exchanges, and the rooms where people talk live."""

from exchanges.models.exchanges import Exchange, Participant
from exchanges.models.measures import MeasureKind, RoomMeasure
from exchanges.models.messages import Message, MessageKind, MessageReaction, Receipt
from exchanges.models.openings import Block, Hand, Opening
from exchanges.models.readers import Readers
from exchanges.models.rooms import Room, RoomKind, RoomRead
from exchanges.models.rounds import Format, Parting, Round
from exchanges.models.stages import StageAct, StageActKind

__all__ = [
    "Block",
    "Exchange",
    "Format",
    "Hand",
    "MeasureKind",
    "Message",
    "MessageKind",
    "MessageReaction",
    "Opening",
    "Participant",
    "Parting",
    "Readers",
    "Receipt",
    "Room",
    "RoomKind",
    "RoomMeasure",
    "RoomRead",
    "Round",
    "StageAct",
    "StageActKind",
]
