"""Finds texts that take long to render: those with many of Markdown's signs, which cost ten microseconds each."""

from rooms.messages.frames import Act, Edit, Send, Write

SIGNS = "*_~[>|`\\<\n"
MANY = 250
"""From this number on, rendering takes milliseconds."""
SIGNS_PER_ACT = 1000
"""This many signs count as another act of their author."""


def is_costly(act: Act) -> bool:
    return _signs(act) >= MANY


def acts(act: Act) -> int:
    """Returns the number of acts that the text counts as."""
    return 1 + _signs(act) // SIGNS_PER_ACT


def _signs(act: Act) -> int:
    return sum(act.body.count(sign) for sign in SIGNS) if isinstance(act, Send | Edit | Write) else 0
