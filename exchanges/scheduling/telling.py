"""Notices about the hour of an exchange, to everybody in it but the one who acted, and calendar files to all.

Samples tell nobody.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from academy.models import Membership
from commons import notices
from commons.telling import groups
from exchanges.models import Exchange, Hour
from exchanges.tasks import send_invitation

SENTENCES = {
    "hour_proposed": _("%(who)s proposes a time for your exchange. Your answer is missing."),
    "hour_move_proposed": _("%(who)s proposes another time for your exchange. The agreed one stands until all accept."),
    "hour_accepted": _("%(who)s accepts the proposed time of your exchange."),
    "hour_refused": _("%(who)s cannot make the proposed time of your exchange. Propose another."),
    "hour_agreed": _("The time of your exchange is agreed: %(who)s gave the last answer."),
    "hour_moved": _("Your exchange has moved: all have accepted the new time."),
    "hour_set": _("%(who)s, of the course team, has set the time of your exchange."),
    "hour_called_off": _("%(who)s has called off the time of your exchange, and says why."),
}
OPEN = ("hour_proposed", "hour_move_proposed", "hour_accepted", "hour_refused", "silent", "silent-team")
"""Kinds that no longer hold once there is another proposal, or none is needed."""
SETTLED = ("hour_agreed", "hour_moved", "hour_set", "hour_called_off", "hour-tomorrow")
"""Kinds that no longer hold once the hour is another, or is called off."""
SOON = "hour-soon"
"""It leads to the room."""


def register() -> None:
    for kind, sentence in SENTENCES.items():
        notices.register(kind, sentence, groups.EXCHANGES)


def proposed(exchange: Exchange, members: Sequence[Membership], by: Membership, *, moves: bool) -> None:
    notices.withdraw_at(exchange.get_absolute_url(), *OPEN)
    _tell(exchange, members, "hour_move_proposed" if moves else "hour_proposed", by)


def accepted(exchange: Exchange, members: Sequence[Membership], by: Membership) -> None:
    """Who accepted may have done so out of a mail, and owes no answer any more; the others still do."""
    path = exchange.get_absolute_url()
    notices.withdraw_at(path, "hour_proposed", "hour_move_proposed", to=[by])
    notices.withdraw_at(path, "hour_accepted")
    _tell(exchange, members, "hour_accepted", by)


def refused(exchange: Exchange, members: Sequence[Membership], by: Membership) -> None:
    notices.withdraw_at(exchange.get_absolute_url(), *OPEN)
    _tell(exchange, members, "hour_refused", by)


def agreed(exchange: Exchange, hour: Hour, members: Sequence[Membership], by: Membership, *, moved: bool) -> None:
    takes_part = any(member.pk == by.pk for member in members)
    kind = ("hour_moved" if moved else "hour_agreed") if takes_part else "hour_set"
    _withdraw_all(exchange)
    _tell(exchange, members, kind, by, mailed=True)
    _invite(exchange, hour, members)


def called_off(exchange: Exchange, hour: Hour, members: Sequence[Membership], by: Membership) -> None:
    _withdraw_all(exchange)
    _tell(exchange, members, "hour_called_off", by, mailed=hour.agreed_at is not None)
    if hour.agreed_at is not None:
        _invite(exchange, hour, members)


def _withdraw_all(exchange: Exchange) -> None:
    notices.withdraw_at(exchange.get_absolute_url(), *OPEN, *SETTLED)
    notices.withdraw_at(exchange.room.get_absolute_url(), SOON)


def _invite(exchange: Exchange, hour: Hour, members: Sequence[Membership]) -> None:
    """Queues the calendar file for every member, in the transaction of the act."""
    if not exchange.sample:
        for member in members:
            send_invitation.enqueue(hour=hour.pk, to=member.pk)


def _tell(
    exchange: Exchange, members: Sequence[Membership], kind: str, by: Membership, *, mailed: bool = False
) -> None:
    """Tells the others. ``mailed``: the mail with the calendar file says it already."""
    if not exchange.sample:
        notices.tell(members, kind, exchange.get_absolute_url(), by=by, mailed=mailed, exchange=exchange.pk)
