"""What floors above listen to. Sent inside the transaction; what leaves the process must wait for its commit.

``hidden`` and ``restored``: sender is the target's class, ``target``.
``locked`` and ``unlocked``: sender is the target's class, ``target``.
``settled``: the open reports of something were closed; sender is the target's class, ``target``.
``standing_changed``: a mute, suspension or removal of a member, or its end; sender is Membership, ``membership``.
"""

from django.dispatch import Signal

hidden = Signal()
restored = Signal()
locked = Signal()
unlocked = Signal()
settled = Signal()
standing_changed = Signal()
