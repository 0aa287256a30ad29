"""What the demo shows of exchanges: one that has been, with its talk, a conversation of two people, and a round whose
first exchange is due soon.
"""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from academy.models import Edition, Membership
from commons.rendering import to_html
from rooms.conversations import say_hello
from exchanges.models import Exchange, Participant, Round, StageAct
from rooms.models import Message, Room, RoomKind
from exchanges.opening import open_room
from exchanges.rounds.making import make_round
from exchanges.rounds.proposing import propose
from exchanges.rounds.publishing import publish
from exchanges.stages.acts import as_message, clock_from
from forum.samples import members_by_name

WINDOW = datetime.timedelta(days=7)
SOON = datetime.timedelta(hours=2)
STEP = 10 * 60
FIRST_TO_MEET = ("adjoa.k", "kerwin.l", "mariam.p", "shanice.g")


@transaction.atomic
def load(edition: Edition, samples: dict[str, Any], shift: datetime.timedelta) -> None:
    """The samples' exchange in a published round of its own, and their conversation; neither where one of its members
    is not in the edition.
    """
    members = members_by_name(edition)
    entry, two = samples["exchange"], samples["conversation"]
    if all(name in members for name in entry["members"]):
        _load_exchange(edition, entry, members, shift)
    if all(name in members for name in two["members"]):
        to, by = (members[name] for name in two["members"])
        _fill(say_hello(to, by=by), _said(two["talk"], members, shift))


def _load_exchange(
    edition: Edition, entry: dict[str, Any], members: dict[str, Membership], shift: datetime.timedelta
) -> None:
    began = datetime.datetime.fromisoformat(entry["began"]) + shift
    exchange = _exchange(edition, entry, began)
    Participant.objects.bulk_create(
        Participant(exchange=exchange, membership=members[name]) for name in entry["members"]
    )
    talk = _said(entry["talk"], members, shift) + _stages(exchange, entry.get("stages", []), members, shift)
    _fill(open_room(exchange), talk)


def publish_demo_round(edition: Edition) -> Round:
    """A real round for everybody, its best common topics, published; one exchange of it begins in about two hours."""
    opens = timezone.now()
    format = edition.formats.get(slug="compare-pair")
    by = edition.memberships.facilitators().order_by("pk").first()
    round = make_round(edition, topic=None, format=format, opens=opens, closes=opens + WINDOW, by=by)
    propose(round, by=by)
    publish(round, by=by)
    exchange = _first_to_meet(round)
    if exchange is not None:
        exchange.begins_at = _soon(opens)
        exchange.save(update_fields=["begins_at"])
    return round


@transaction.atomic
def remove(edition: Edition) -> int:
    """Delete the edition's sample exchanges and conversations with their talk; how many of them, of their messages and
    of their rounds went.

    One in whose room people have written themselves stays as it is: a room's order has no gaps.
    """
    written = Message.objects.filter(room__edition=edition, sample=False).values("room")
    sampled = Room.objects.filter(edition=edition).exclude(pk__in=written)
    exchanges = Exchange.objects.filter(sample=True, room__in=sampled)
    conversations = sampled.filter(kind=RoomKind.DIRECT, messages__sample=True)
    going, talks = list(exchanges.values_list("pk", flat=True)), set(conversations.values_list("pk", flat=True))
    gone = len(going) + len(talks)
    gone += Message.objects.filter(Q(room__exchange__in=going) | Q(room__in=talks)).count()
    Exchange.objects.filter(pk__in=going).delete()
    Room.objects.filter(pk__in=talks).delete()
    rounds = Round.objects.filter(edition=edition, sample=True, exchanges=None)
    gone += rounds.count()
    rounds.delete()
    return gone


def _exchange(edition: Edition, entry: dict[str, Any], began: datetime.datetime) -> Exchange:
    topic = edition.topics.get(slug=entry["topic"])
    round = make_round(
        edition,
        topic=topic,
        format=edition.formats.get(slug=entry["format"]),
        opens=began - datetime.timedelta(days=1),
        closes=began + datetime.timedelta(days=1),
        by=None,
        sample=True,
    )
    Round.objects.filter(pk=round.pk).update(published_at=began - datetime.timedelta(days=1))
    return Exchange.objects.create(
        round=round, topic=topic, begins_at=began, worksheet=entry.get("worksheet", {}), sample=True
    )


def _said(talk: list[dict[str, Any]], members: dict[str, Membership], shift: datetime.timedelta) -> list[Message]:
    return [
        Message(
            author=members[said["by"]],
            client_id=uuid.uuid4(),
            body=said["text"],
            html=to_html(said["text"]),
            language=said["language"],
            sent_at=datetime.datetime.fromisoformat(said["at"]) + shift,
        )
        for said in talk
    ]


def _stages(
    exchange: Exchange, done: list[dict[str, Any]], members: dict[str, Membership], shift: datetime.timedelta
) -> list[Message]:
    """What was done with the stage clock, and what the talk says of it."""
    acts = StageAct.objects.bulk_create(
        StageAct(
            exchange=exchange,
            number=number,
            kind=entry["act"],
            by=members[entry["by"]],
            at=datetime.datetime.fromisoformat(entry["at"]) + shift,
        )
        for number, entry in enumerate(done, 1)
    )
    return [
        as_message(act, members[entry["by"]], clock_from(exchange, acts[: act.number], act.at))
        for act, entry in zip(acts, done, strict=True)
    ]


def _fill(room: Room, talk: list[Message]) -> None:
    """The messages in the order of their times, each with its place and revision, as if sent one after the other."""
    talk.sort(key=lambda message: (message.sent_at, message.is_said))
    for place, message in enumerate(talk, 1):
        message.room, message.sample = room, True
        message.seq = message.rev = message.first_rev = place
    Message.objects.bulk_create(talk)
    room.last_rev = room.last_seq = len(talk)
    room.save(update_fields=["last_rev", "last_seq"])


def _first_to_meet(round: Round) -> Exchange | None:
    """One that is not in writing alone, best with one of the demo's delegates whose links are printed."""
    exchanges = Exchange.objects.filter(round=round, asynchronous=False).order_by("pk")
    for name in FIRST_TO_MEET:
        if named := exchanges.filter(participants__membership__person__email__startswith=f"{name}@").first():
            return named
    return exchanges.first() or Exchange.objects.filter(round=round).order_by("pk").first()


def _soon(now: datetime.datetime) -> datetime.datetime:
    """About two hours from now, at the next full ten minutes."""
    later = (now + SOON).timestamp()
    return datetime.datetime.fromtimestamp(-(-later // STEP) * STEP, datetime.UTC)
