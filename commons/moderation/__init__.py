"""What facilitators can do about what is written and by whom: each with a reason, told, logged, and to be undone."""

from commons.moderation.hiding import hide, restore
from commons.moderation.locking import lock, unlock
from commons.moderation.muting import MUTE_MINUTES, mute, unmute
from commons.moderation.reporting import report, settle
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
]
