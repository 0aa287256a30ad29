"""Rooms, their members, their messages, and measures about them."""

from rooms.models.accesses import Access, Block, Hand
from rooms.models.measures import MeasureKind, RoomMeasure
from rooms.models.messages import Message, MessageKind, MessageReaction, Receipt
from rooms.models.readers import Readers
from rooms.models.rooms import Lounge, Room, RoomKind, RoomMember, RoomRead, Speaker

__all__ = [
    "Access",
    "Block",
    "Hand",
    "Lounge",
    "MeasureKind",
    "Message",
    "MessageKind",
    "MessageReaction",
    "Readers",
    "Receipt",
    "Room",
    "RoomKind",
    "RoomMeasure",
    "RoomMember",
    "RoomRead",
    "Speaker",
]
