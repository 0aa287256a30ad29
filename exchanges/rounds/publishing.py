"""Publishes a round: its proposal becomes exchanges with rooms."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from academy.models import Membership, Topic
from academy.typed.sentences import fill
from commons import notices
from commons.models import Notice
from exchanges.creating import Group, create_exchanges
from exchanges.models import Exchange, Round
from exchanges.rounds.making import RoundFault, check, check_open, lock


@transaction.atomic
def publish(round: Round, *, by: Membership | None) -> None:
    """Turns the proposal into exchanges with rooms, and notifies their members. A second call changes nothing.

    Publishes exactly what was proposed. Raises RoundFault with the names of people who have left or were suspended
    since then, and PermissionDenied.
    """
    check(by, round.edition_id)
    check_open(round.edition)
    locked = lock(round)
    if locked.published_at is None:
        _publish(locked, by)
    round.refresh_from_db()


def _publish(round: Round, by: Membership | None) -> None:
    if round.proposal_asked_at is not None:
        raise RoundFault(_("The pairs are being computed. Look at them when they are there, then publish."))
    if not (round.proposal and round.proposal["groups"]):
        raise RoundFault(_("There is nothing to publish yet; propose pairs first."))
    groups = round.proposal["groups"]
    people = _people_in(round, groups)
    topics = {topic.slug: topic for topic in round.edition.topics.all()}
    exchanges = create_exchanges(round, [_group(group, topics, sample=round.sample) for group in groups])
    pairs = list(zip(exchanges, groups, strict=True))
    Notice.objects.bulk_create(
        notice
        for exchange, group in pairs
        for notice in _notices(exchange, [people[m["id"]] for m in group["members"]], by)
    )
    # Each exchange is read with its round: the proposal of many people would be decoded with every one of them.
    round.published_at, round.published_by, round.proposal = timezone.now(), by, None
    round.save(update_fields=["published_at", "published_by", "proposal"])
    notices.withdraw_at(round.get_absolute_url(), "pairs_ready", "pairs_impossible")


def _group(proposed: dict[str, Any], topics: Mapping[str, Topic], *, sample: bool) -> Group:
    return Group(
        topic=topics[proposed["topic"]],
        members={member["id"]: member["facts"] for member in proposed["members"]},
        more={name: proposed[name] for name in ("worth", "asynchronous")} | {"sample": sample},
    )


def _people_in(round: Round, groups: list[dict[str, Any]]) -> dict[int, Membership]:
    """Returns the proposal's memberships by id. Raises RoundFault when one is no longer an active delegate."""
    ids = {member["id"] for group in groups for member in group["members"]}
    everybody = {member.pk: member for member in round.edition.memberships.select_related("person") if member.pk in ids}
    here = set(round.edition.memberships.active().delegates().values_list("pk", flat=True))
    gone = sorted(everybody[pk].person.name if pk in everybody else _("somebody who left") for pk in ids - here)
    if gone:
        raise RoundFault(
            fill(
                _("No longer taking part since the pairs were proposed: %(names)s. Propose again, then publish."),
                {"names": get_text_list(gone, _("and"))},
            )
        )
    return everybody


def _notices(exchange: Exchange, members: list[Membership], by: Membership | None) -> list[Notice]:
    return [
        Notice(
            to=member,
            by=by,
            kind="paired",
            path=exchange.get_absolute_url(),
            words={
                "partners": notices.named(other for other in members if other.pk != member.pk),
                "exchange": exchange.pk,
            },
        )
        for member in members
    ]
