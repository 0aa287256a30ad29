"""What people take home: cards, delegations and their plans, offers and needs."""

from board.models.cards import (
    OPEN,
    TAKES,
    TEXTS,
    Answer,
    Card,
    CardOwner,
    CardSource,
    CardState,
    Helper,
    Readers,
    State,
)

__all__ = [
    "OPEN",
    "TAKES",
    "TEXTS",
    "Answer",
    "Card",
    "CardOwner",
    "CardSource",
    "CardState",
    "Helper",
    "Readers",
    "State",
]
