"""Tables of what people take home: cards, offers and needs."""

from board.models.advisers import Adviser
from board.models.cards import (
    OPEN,
    TAKES,
    TEXTS,
    Answer,
    Card,
    CardOwner,
    CardSource,
    CardState,
    Help,
    Helper,
    Readers,
    State,
)
from board.models.comments import CardComment
from board.models.offers import Common, Match, Offering, OfferingKind

__all__ = [
    "OPEN",
    "TAKES",
    "TEXTS",
    "Adviser",
    "Answer",
    "Card",
    "CardComment",
    "CardOwner",
    "CardSource",
    "CardState",
    "Common",
    "Help",
    "Helper",
    "Match",
    "Offering",
    "OfferingKind",
    "Readers",
    "State",
]
