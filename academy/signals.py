"""What higher floors listen to. Sent inside the transaction.

``edition_opened``: sender is Edition, ``edition``, ``content`` (the pack's content).
``signed_out``: a person signed out everywhere; sender is Person, ``person``.
"""

from django.dispatch import Signal

edition_opened = Signal()
signed_out = Signal()
