"""Aspects and provisions, and how people see them; practices, and what they would need at home; the glossary."""

from compare.models.comparisons import Comparison
from compare.models.glossary import Term
from compare.models.objections import Correction, Decision, Dispute, DisputeAnswer
from compare.models.opinions import View, ViewVersion, Word
from compare.models.practices import Need, NeedKind, Practice, PracticeVersion, SourceRequest
from compare.models.provisions import Aspect, Confidence, Provision, Status

__all__ = [
    "Aspect",
    "Comparison",
    "Confidence",
    "Correction",
    "Decision",
    "Dispute",
    "DisputeAnswer",
    "Need",
    "NeedKind",
    "Practice",
    "PracticeVersion",
    "Provision",
    "SourceRequest",
    "Status",
    "Term",
    "View",
    "ViewVersion",
    "Word",
]
