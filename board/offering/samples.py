"""The demo's offers and needs, and the conversations that their matches opened."""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q

import rooms.registered.samples
from academy.models import Edition, Membership
from board.models import Match, Offering, OfferingKind
from board.offering import writing
from commons.models import Notice
from compare.models import Aspect

PART = "offers_and_needs"
Members = dict[str, Membership]


@transaction.atomic
def load(edition: Edition, entry: dict[str, Any], members: Members, shift: datetime.timedelta) -> None:
    """Makes the offers and needs through the verbs, in the order of their times, and moves them by ``shift``. Those of
    people who are not in the edition are left out.
    """
    aspects = {
        (each.topic.slug, each.slug): each
        for each in Aspect.objects.filter(topic__edition=edition).select_related("topic")
    }
    said = [(OfferingKind.OFFER, each) for each in entry["offers"]] + [
        (OfferingKind.NEED, each) for each in entry["needs"]
    ]
    made: dict[str, Offering] = {}
    for kind, each in sorted(said, key=lambda one: one[1]["at"]):
        if each["by"] in members:
            made[each["id"]] = _offer(edition, kind, each, aspects[each["topic"], each["aspect"]], members, shift)
    for each in entry["matches"]:
        if each["need"] in made and each["offer"] in made:
            _open(each, made[each["need"]], made[each["offer"]], members, shift)


@transaction.atomic
def remove(edition: Edition) -> int:
    """Deletes the edition's sample offers and needs and returns how many; their matches go with them."""
    found = list(Offering.objects.filter(edition=edition, sample=True))
    matches = Match.objects.filter(Q(need__in=found) | Q(offer__in=found)).select_related("need", "offer")
    told = {_path(one) for one in found} | {_path(side) for match in matches for side in (match.need, match.offer)}
    told |= {one.get_absolute_url() for one in found}
    Notice.objects.filter(to__edition=edition, path__in=told).delete()
    Offering.objects.filter(pk__in=[one.pk for one in found]).delete()
    return len(found)


def _path(offering: Offering) -> str:
    return f"{offering.get_absolute_url()}#matches"


def _offer(
    edition: Edition,
    kind: OfferingKind,
    entry: dict[str, Any],
    aspect: Aspect,
    members: Members,
    shift: datetime.timedelta,
) -> Offering:
    said = {"kind": kind, "topic": aspect.topic, "aspect": aspect, "practice": None}
    said |= {"text": entry["text"], "language": entry["language"]}
    made = writing.offer(edition, by=members[entry["by"]], said=said, client_id=uuid.uuid4())
    Offering.objects.filter(pk=made.pk).update(at=_moment(entry["at"], shift), sample=True)
    return made


def _open(entry: dict[str, Any], need: Offering, offer: Offering, members: Members, shift: datetime.timedelta) -> None:
    """Opens the conversation of a match with its first words."""
    match = Match.objects.select_related("need__author__person", "offer__author__person").get(need=need, offer=offer)
    by, told, opened = members[entry["opened_by"]], *(_moment(entry[key], shift) for key in ("told_at", "opened_at"))
    writing.write_across(match, by=by)
    Match.objects.filter(pk=match.pk).update(at=told, opened_at=opened)
    Notice.objects.filter(path__in=[_path(need), _path(offer)]).update(at=told)
    two = {name: member for name, member in members.items() if member.pk in {need.author_id, offer.author_id}}
    words = {"by": entry["opened_by"], "at": entry["opened_at"]}
    words |= {"language": entry["language"], "text": entry["first_words"]}
    rooms.registered.samples.load({"members": list(two), "talk": [words]}, members, shift)


def _moment(at: str, shift: datetime.timedelta) -> datetime.datetime:
    return datetime.datetime.fromisoformat(at) + shift
