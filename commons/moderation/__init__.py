"""Reports, and measures on texts and people. The person reads the reason; the log keeps it; a measure can be lifted."""

from commons.moderation.hiding import hide, restore
from commons.moderation.locking import lock, unlock
from commons.moderation.muting import MUTE_MINUTES, mute, unmute
from commons.moderation.reporting import report, settle, witness, witnessed
from commons.moderation.suspending import lift_suspension, suspend

__all__ = [
    "MUTE_MINUTES",
    "hide",
    "lift_suspension",
    "lock",
    "mute",
    "report",
    "restore",
    "settle",
    "suspend",
    "unlock",
    "unmute",
    "witness",
    "witnessed",
]
