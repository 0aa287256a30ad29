"""Formats, rounds, exchanges, and the rooms where people talk live."""

from exchanges.models.exchanges import Exchange, Participant
from exchanges.models.messages import Message, MessageKind, MessageReaction, Receipt
from exchanges.models.rooms import Room, RoomKind, RoomRead
from exchanges.models.rounds import Format, Parting, Round
from exchanges.models.stages import StageAct, StageActKind

__all__ = [
    "Exchange",
    "Format",
    "Message",
    "MessageKind",
    "MessageReaction",
    "Participant",
    "Parting",
    "Receipt",
    "Room",
    "RoomKind",
    "RoomRead",
    "Round",
    "StageAct",
    "StageActKind",
]
