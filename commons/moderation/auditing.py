"""The audit log: its acts and their words, and the only way to write a line into it.

Each app registers the acts of its verbs in its ``apps.py``.
"""

from typing import Any

from academy.models import Edition, Membership
from commons.models import AuditEntry
from commons.targets import reference

_acts: dict[str, Any] = {}


def register(act: str, words: Any) -> None:
    """Registers an act; ``words``, a lazy translation, names it in the log. Raises ValueError for a name in use."""
    if act in _acts:
        raise ValueError(f"The act {act!r} is already registered.")
    _acts[act] = words


def acts() -> dict[str, Any]:
    """Returns every act that the log knows, with its words, in the order of registration."""
    return dict(_acts)


def words_of(act: str) -> str:
    """Returns the act's words in the active language; the act itself when an older version wrote it."""
    return str(_acts.get(act, act))


def record(
    act: str,
    *,
    by: Membership,
    edition: Edition,
    reason: str = "",
    target: Any = None,
    subject: Membership | None = None,
) -> None:
    """Writes one line into the audit log, in the caller's transaction. ``subject`` is the person whom it concerns.

    Raises ValueError when no app registered the act, because the log could not be filtered by it.
    """
    if act not in _acts:
        raise ValueError(f"The act {act!r} is not registered.")
    pointer = reference(target) if target is not None else {}
    AuditEntry.objects.create(act=act, by=by, edition=edition, reason=reason, subject=subject, **pointer)
