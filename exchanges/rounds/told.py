"""Notices to members when a published round changes, and to facilitators when somebody asks for another partner."""

from collections.abc import Iterable

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academy.models import Membership, Role
from academy.pages.pages_above import own_exchanges
from commons import notices
from commons.telling import groups
from exchanges.models import Exchange, Round

SENTENCES = [
    (
        "group_joined",
        gettext_lazy("You have a place in an exchange with %(partners)s. %(who)s: “%(why)s”"),
        groups.EXCHANGES,
    ),
    (
        "group_changed",
        gettext_lazy("Your exchange has changed: you are now with %(partners)s. %(who)s: “%(why)s”"),
        groups.EXCHANGES,
    ),
    (
        "group_left",
        gettext_lazy("You are no longer in your exchange with %(partners)s. %(who)s: “%(why)s”"),
        groups.EXCHANGES,
    ),
    (
        "pairs_ready",
        gettext_lazy("The pairs of round %(number)s are computed. Look at them, then publish."),
        groups.DESK,
    ),
    ("pairs_impossible", gettext_lazy("The pairs of round %(number)s cannot be made. The page says why."), groups.DESK),
    ("another_partner", gettext_lazy("%(who)s asks for another partner in a round."), groups.DESK),
]


def changed(
    exchange: Exchange, before: Iterable[Membership], after: Iterable[Membership], *, by: Membership, why: str
) -> None:
    """Tells everybody who was in the exchange or is in it now. To who leaves it nothing there is news any more, and
    who asked for another partner has one."""
    before, after = list(before), list(after)
    gone = [member for member in before if member not in after]
    for place in (exchange.get_absolute_url(), exchange.room.get_absolute_url()):
        notices.withdraw_at(place, to=gone)
    for member in gone:
        notices.withdraw_at(exchange.round.get_absolute_url(), "another_partner", by=member)
    for member in {*before, *after}:
        comes, stays = member not in before, member in after
        kind = "group_joined" if comes else "group_changed" if stays else "group_left"
        partners = [other for other in (after if stays else before) if other != member]
        path = exchange.get_absolute_url() if stays else own_exchanges.path(exchange.round.edition.slug)
        notices.tell([member], kind, path, by=by, partners=notices.named(partners), why=why)


def another_partner(round: Round, *, by: Membership) -> None:
    team = round.edition.memberships.active().filter(role__in=[Role.FACILITATOR, Role.ADMINISTRATOR])
    notices.tell(team, "another_partner", round.get_absolute_url(), by=by)


def names(members: Iterable[Membership]) -> str:
    return str(get_text_list([member.person.given_name or member.person.name for member in members], _("and")))
