"""Computes a round's proposal, stores it on the round as JSON, and prepares it for the desk.

``Round.proposal`` holds ``{"groups": [{"topic", "worth", "share", "asynchronous", "repeats", "members": [{"id",
"facts"}]}], "unplaced": [{"id", "why"}], "gap"}``. ``id`` is a membership's, ``share`` the mean worth (0 to 1) of a
pair of partners. ``gap`` is as in ``Proposal``; older proposals lack it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from academy.models import Membership
from academy.pages.texts import localized
from exchanges.listing import west_first
from exchanges.models import Participant, Parting, Pin, Round
from exchanges.pairing.people import Across, Delegate, NoRound
from exchanges.pairing.reasons import as_text, why_left
from exchanges.pairing.weights import Weights
from exchanges.reasons import words_for
from exchanges.rounds import attending
from exchanges.rounds.across import across_of
from exchanges.rounds.making import RoundFault, check, check_open, check_unpublished, lock
from exchanges.scheduling.proposing import whereabouts_of

if TYPE_CHECKING:
    from exchanges.pairing.proposals import Group, Proposal


def proposal_for(round: Round) -> Proposal:
    """Pairs the active delegates who take part. The round need not be saved. Raises NoRound."""
    # numpy and scipy take a second to load, so they are imported only when a round is paired.
    from exchanges.pairing.proposals import propose

    return propose(**asked_of(round))


def asked_of(round: Round, members: Sequence[Membership] | None = None) -> dict[str, Any]:
    """Returns what ``pairing.proposals.propose`` takes: these members, by default those who take part, and rules."""
    edition = round.edition
    members = attending.members_of(round) if members is None else members
    emails = {member.pk: member.person.email for member in members}
    by_id = {member.pk: member for member in members}
    earlier, across = _earlier_partners(round, by_id), across_of(edition, by_id)
    partings = Parting.objects.filter(first__edition=edition).values_list("first", "second")
    pins = Pin.objects.filter(round_id=round.pk).values_list("first", "second")
    return {
        "delegates": [_delegate(member, earlier.get(member.pk, {}), across[member.pk]) for member in members],
        "topic": round.topic.slug if round.topic else None,
        "topics": list(edition.topics.standing().values_list("slug", flat=True)),
        "weights": Weights.from_stored(round.weights),
        "smallest_group": round.format.smallest_group,
        "largest_group": round.format.largest_group,
        "opens": round.opens,
        "closes": round.closes,
        "parted": [(emails[one], emails[two]) for one, two in partings if one in emails and two in emails],
        "pinned": [(emails[one], emails[two]) for one, two in pins if one in emails and two in emails],
    }


def as_json(proposal: Proposal, round: Round) -> dict[str, Any]:
    """Returns the output of ``pair_round --json``, with the reasons in the active language."""
    members = round.edition.memberships.select_related("person", "bloc")
    return proposal.as_json(words_for(round.edition.topics.all(), members))


def stored(proposal: Proposal, round: Round) -> dict[str, Any]:
    """Returns the proposal as ``Round.proposal`` stores it."""
    people = round.edition.memberships.filter(role="delegate").values_list("person__email", "pk")
    ids = dict(people)
    return {
        "groups": [_stored_group(group, ids) for group in proposal.groups],
        "unplaced": [{"id": ids[left.person.key], "why": left.why} for left in proposal.unplaced],
        "gap": proposal.gap,
    }


def laid_out(round: Round) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Returns the proposal for the desk: its groups, the weakest first, and people without a group. Two queries."""
    if not round.proposal:
        return [], []
    members = {
        member.pk: member for member in round.edition.memberships.select_related("person", "state", "bloc").delegates()
    }
    topics = list(round.edition.topics.all())
    titles = {topic.slug: localized(topic.titles) for topic in topics}
    words = words_for(topics, members.values())
    groups = sorted(round.proposal["groups"], key=lambda group: group["share"])
    left = [
        {"name": members[left["id"]].person.name, "reason": why_left(left["why"])}
        for left in round.proposal["unplaced"]
        if left["id"] in members
    ]
    return [_laid_out_group(group, members, titles, words) for group in groups], left


def percent_of_best(round: Round) -> int | None:
    """Returns the percentage of the best worth that the groups reach at least; None when they are proven best."""
    gap = (round.proposal or {}).get("gap")
    return None if gap is None else int((1 - gap) * 100)


def _delegate(member: Membership, earlier: Mapping[str, str], across: Across) -> Delegate:
    hours, place = tuple(map(tuple, member.free_hours)), whereabouts_of(member)
    return Delegate(
        key=member.person.email,
        bloc=member.bloc.code if member.bloc else "",
        country=member.state.code if member.state else "",
        kind=member.kind,
        languages=tuple(member.person.languages),
        zone=place.home,
        hours=hours,
        stays=place.stays,
        off=place.off,
        topics=tuple(member.ranked_topics),
        earlier=earlier,
        name=member.person.given_name or member.person.name,
        across=across,
    )


def _earlier_partners(round: Round, members: Mapping[int, Membership]) -> dict[int, dict[str, str]]:
    """Returns, by membership, the countries of partners in other published rounds, by the partner's e-mail."""
    seats = Participant.objects.filter(
        exchange__round__edition=round.edition_id, exchange__round__published_at__isnull=False
    ).exclude(exchange__round=round.pk)
    together: dict[int, list[Membership]] = {}
    for exchange, member in seats.values_list("exchange", "membership"):
        if member in members:
            together.setdefault(exchange, []).append(members[member])
    partners: dict[int, dict[str, str]] = {}
    for group in together.values():
        for one in group:
            for other in group:
                if one.bloc_id != other.bloc_id:
                    country = other.state.code if other.state else ""
                    partners.setdefault(one.pk, {})[other.person.email] = country
    return partners


def _stored_group(group: Group, ids: Mapping[str, int]) -> dict[str, Any]:
    return {
        "topic": group.topic,
        "worth": group.worth,
        "share": group.worth / len(group.partners),
        "asynchronous": group.asynchronous,
        "repeats": bool(group.repeats),
        "members": [{"id": ids[person.key], "facts": group.facts[person.key]} for person in group.members],
    }


def _laid_out_group(
    group: dict[str, Any], members: Mapping[int, Membership], titles: Mapping[str, str], words: Any
) -> dict[str, Any]:
    here = [members[entry["id"]] for entry in group["members"] if entry["id"] in members]
    return {
        "members": west_first(here),
        "topic": titles.get(group["topic"], ""),
        "percent": int(group["share"] * 100 + 0.5),
        "asynchronous": group["asynchronous"],
        "repeats": group["repeats"],
        "reasons": [
            (members[entry["id"]].person.name, as_text(entry["facts"], words))
            for entry in group["members"]
            if entry["id"] in members
        ],
    }


@transaction.atomic
def propose(round: Round, *, by: Membership | None) -> Proposal:
    """Pairs all active delegates and stores the proposal on the round. Raises PermissionDenied, RoundFault."""
    check(by, round.edition_id)
    check_open(round.edition)
    locked = lock(round)
    check_unpublished(locked)
    proposal = try_out(locked)
    locked.proposal, locked.proposed_at = stored(proposal, locked), timezone.now()
    locked.proposal_asked_at, locked.proposal_asked_by, locked.proposal_fault = None, None, ""
    locked.proposal_began_at = None
    locked.save()
    round.refresh_from_db()
    return proposal


def try_out(round: Round) -> Proposal:
    """Returns the proposal for a round, saved or not. Stores nothing. Raises RoundFault."""
    try:
        return proposal_for(round)
    except NoRound as fault:
        raise RoundFault(str(fault)) from fault


def take_over(kept: int, other: int, edition: int) -> None:
    """Names ``kept`` for ``other``, who is the same person; where both were placed, the round is proposed anew."""
    for round in Round.objects.filter(edition=edition).exclude(proposal=None):
        proposal: Any = round.proposal
        placed = [member for group in proposal["groups"] for member in group["members"]]
        rows = [row for row in [*placed, *proposal["unplaced"]] if row["id"] in {kept, other}]
        if len(rows) > 1:
            round.proposal = None
        for row in rows:
            row["id"] = kept
        if rows:
            round.save(update_fields=["proposal"])
