"""Signals for higher floors, sent inside the transaction.

``edition_opened``: sender is Edition, ``edition``, ``content`` (the pack's content), ``like`` (the earlier edition
whose items the new one takes over, None when they come from the pack).
``pack_changed``: the edition's pack was loaded again; sender is Edition, ``edition``, ``before`` and ``content`` (the
pack's contents). A receiver of these two may raise PackFault, and then nothing of the pack is stored.
``role_changed``: a member got another role, or left the course; sender is Membership, ``membership``.
``signed_out``: a person signed out everywhere; sender is Person, ``person``.
"""

from django.dispatch import Signal

edition_opened = Signal()
pack_changed = Signal()
role_changed = Signal()
signed_out = Signal()
