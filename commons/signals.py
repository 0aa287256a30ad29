"""Signals for the floors above, sent inside the transaction. A receiver tells other processes after the commit.

``hidden`` and ``restored``: sender is the target's class, ``target``.
``locked`` and ``unlocked``: sender is the target's class, ``target``.
``settled``: the open reports of a target were closed; sender is the target's class, ``target``.
``measure_changed``: a member's mute or suspension began or ended; sender is Membership, ``membership``.
"""

from django.dispatch import Signal

hidden = Signal()
restored = Signal()
locked = Signal()
unlocked = Signal()
settled = Signal()
measure_changed = Signal()
