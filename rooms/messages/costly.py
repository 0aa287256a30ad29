"""Which texts take long to render: those that are little but Markdown's signs, ten microseconds for each."""

from rooms.messages.frames import Act, Edit, Send

SIGNS = "*_[!`\\<\n"
MANY = 250
"""From here on, some milliseconds."""
OF_AN_ACT = 1000
"""So many more count as another act of their author."""


def is_costly(act: Act) -> bool:
    return _signs(act) >= MANY


def acts(act: Act) -> int:
    """As how many acts it counts."""
    return 1 + _signs(act) // OF_AN_ACT


def _signs(act: Act) -> int:
    return sum(act.body.count(sign) for sign in SIGNS) if isinstance(act, Send | Edit) else 0
