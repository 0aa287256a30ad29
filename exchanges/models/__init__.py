"""Formats, rounds, exchanges, and the rooms where people talk live."""

from exchanges.models.exchanges import Exchange, Participant
from rooms.models.measures import MeasureKind, RoomMeasure
from rooms.models.messages import Message, MessageKind, MessageReaction, Receipt
from rooms.models.accesses import Block, Hand, Opening
from rooms.models.readers import Readers
from rooms.models.rooms import Room, RoomKind, RoomRead
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
