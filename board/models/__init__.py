"""Tables of what people take home: offers and needs."""

from board.models.offers import Common, Match, Offering, OfferingKind

__all__ = ["Common", "Match", "Offering", "OfferingKind"]
