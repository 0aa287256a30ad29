"""Formats, rounds, exchanges, and the rooms where people talk live."""

from exchanges.models.exchanges import Exchange, Participant
from exchanges.models.messages import Message, MessageReaction, Receipt
from exchanges.models.openings import Block, Hand, Opening
from exchanges.models.readers import Readers
from exchanges.models.rooms import Room, RoomKind, RoomRead
from exchanges.models.rounds import Format, Parting, Round

__all__ = [
    "Block",
    "Exchange",
    "Format",
    "Hand",
    "Message",
    "MessageReaction",
    "Opening",
    "Participant",
    "Parting",
    "Readers",
    "Receipt",
    "Room",
    "RoomKind",
    "RoomRead",
    "Round",
]
