"""A course of 260 people with 10^4 posts and something on every page, for the benchmark of pages.

``python -m tests.load.pages.stage`` fills the environment's database and prints sessions and addresses as JSON.
"""

import datetime
import json
import os
import sys
import uuid
from typing import Any

import django

DELEGATES, THREADS, POSTS, MESSAGES, REPORTS, NOTICES = 255, 60, 10_000, 300, 20, 40
ASPECTS, SAYING, CARDS = 40, 120, 2_000


def fill() -> dict[str, Any]:
    """Returns ``sessions`` of a delegate who wrote a reflection and of a facilitator, and ``addresses`` of pages."""
    from django.db import connection, transaction

    from desk.corpus import grow
    from tests import cast

    with transaction.atomic():
        edition = cast.open_course()
        chiara, *_others = [cast.join(edition, name) for name in ("chiara", "luca", "trevor", "adjoa", "kerwin")]
        grow(edition, delegates=DELEGATES, threads=THREADS, posts=POSTS, seed=1, progress=lambda what, made: None)
        member = edition.memberships.delegates().filter(reflections__isnull=False).order_by("pk")[0]
        _talk(edition)
        exchange = _pair(edition, member, chiara)
        _desk_work(edition, member, chiara)
        _compare(edition)
        _take_home(edition)
        names = {"member": member, "facilitator": chiara}
        sessions = {name: session(each) for name, each in names.items()}
        said = {"sessions": sessions, "addresses": _addresses(edition, member, exchange)}
    if connection.vendor == "postgresql":  # by itself it does so a minute later
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return said


def _talk(edition: Any) -> None:
    """Writes MESSAGES into the plenary."""
    from django.utils import timezone

    from commons.texts.rendering import to_html
    from rooms.models import Message, Room, RoomKind

    room, members = edition.rooms.get(kind=RoomKind.PLENARY), list(edition.memberships.delegates())
    body = "How do you *count* the months of insurance with two employers?"
    Message.objects.bulk_create(
        Message(
            room=room,
            seq=n,
            rev=n,
            first_rev=n,
            author=members[n % 40],
            client_id=uuid.uuid4(),
            body=body,
            html=to_html(body),
            sent_at=timezone.now() - datetime.timedelta(minutes=MESSAGES - n),
        )
        for n in range(1, MESSAGES + 1)
    )
    Room.objects.filter(pk=room.pk).update(last_seq=MESSAGES, last_rev=MESSAGES)


def _pair(edition: Any, member: Any, chiara: Any) -> Any:
    """Pairs everybody; returns the member's exchange."""
    from django.utils import timezone

    from exchanges.creating import Group, create_exchanges
    from exchanges.models import Round

    now = timezone.now()
    made = Round.objects.create(
        edition=edition,
        number=1,
        format=edition.formats.first(),
        topic=edition.topics.first(),
        opens=now,
        closes=now + datetime.timedelta(days=7),
        made_by=chiara,
        published_at=now,
        published_by=chiara,
    )
    blocs = edition.blocs.order_by("code")
    shores = [edition.memberships.delegates().filter(bloc=bloc).order_by("pk") for bloc in blocs]
    groups = [Group(made.topic, {one.pk: {}, other.pk: {}}) for one, other in zip(*shores, strict=False)]
    return next(one for one in create_exchanges(made, groups) if one.participants.filter(membership=member).exists())


def _desk_work(edition: Any, member: Any, chiara: Any) -> None:
    """Writes REPORTS open reports of posts, NOTICES for the member, and as many entries in the log."""
    from commons.models import AuditEntry, Notice, Report
    from commons.targets import reference
    from forum.models import Post

    posts = Post.objects.filter(thread__topic__edition=edition).order_by("pk")[:REPORTS]
    Report.objects.bulk_create(Report(edition=edition, by=member, reason="other", **reference(post)) for post in posts)
    words = {"title": "T", "reason": "R", "excerpt": "E", "headline": "H"}
    Notice.objects.bulk_create(
        Notice(to=member, by=chiara, kind="answer", words=words, path="/") for _n in range(NOTICES)
    )
    AuditEntry.objects.bulk_create(
        AuditEntry(edition=edition, by=chiara, act="mute", subject=member, reason="Because.") for _n in range(NOTICES)
    )


def _compare(edition: Any) -> None:
    """Fills the first topic up to ASPECTS aspects; SAYING delegates, half of them on each shore, say a view on each and
    mark the other shore's."""
    from django.utils import timezone

    from commons.marks.marking import type_of
    from commons.models import Mark
    from compare.models import Aspect, Provision, View, Word

    topic, now = edition.topics.first(), timezone.now()
    while topic.aspects.count() < ASPECTS:
        like = topic.aspects.order_by("place").first()
        cells = list(like.provisions.filter(state=None))
        like.pk, like.place, like.slug = None, topic.aspects.count() + 1, f"aspect-{topic.aspects.count() + 1}"
        like.save()
        for cell in cells:
            cell.pk, cell.aspect = None, like
        Provision.objects.bulk_create(cells)
    people = list(edition.memberships.delegates().select_related("bloc").order_by("pk")[:SAYING])
    View.objects.bulk_create(
        View(aspect=aspect, author=member, law=Word.values[(n + aspect.place) % 5], why="For we tried it.", at=now)
        for aspect in Aspect.objects.filter(topic=topic)
        for n, member in enumerate(people)
    )
    Mark.objects.bulk_create(
        Mark(source_type=type_of(Provision), source_id=cell.pk, member=member, at=now)
        for cell in Provision.objects.filter(aspect__topic=topic, state=None)
        for member in people[cell.pk % 3 :: 3]
        if member.bloc_id != cell.bloc_id
    )


def _take_home(edition: Any) -> None:
    """Writes CARDS cards in all states, each with an owner and two sources, one of each shore."""
    from django.utils import timezone

    from board.delegations import key_of
    from board.models import Card, CardOwner, CardSource, State
    from commons.marks.marking import type_of
    from compare.models import Provision

    now, people = timezone.now(), list(edition.memberships.delegates().select_related("bloc", "state").order_by("pk"))
    topics, cells = list(edition.topics.all()), list(Provision.objects.filter(aspect__topic__edition=edition)[:80])
    cards = Card.objects.bulk_create(
        Card(
            edition=edition,
            author=(author := people[n % len(people)]),
            delegation=key_of(author),
            bloc=author.bloc,
            topic=topics[n % len(topics)],
            what=f"Count the months of insurance in both member states, as number {n} does",
            next_step="Ask the fund's director for an hour before the harvest.",
            due=now.date() + datetime.timedelta(days=n % 90) if n % 3 else None,
            state=State.values[n % len(State.values)],
            state_at=now,
            at=now,
        )
        for n in range(CARDS)
    )
    CardOwner.objects.bulk_create(
        CardOwner(card=card, member_id=card.author_id, by_id=card.author_id, at=now) for card in cards
    )
    CardSource.objects.bulk_create(
        CardSource(card=card, source_type=type_of(Provision), source_id=cell.pk, bloc_id=cell.bloc_id, at=now)
        for n, card in enumerate(cards)
        for cell in (cells[n % len(cells)], cells[(n + 1) % len(cells)])
    )


def _addresses(edition: Any, member: Any, exchange: Any) -> dict[str, str]:
    from django.db.models import Count
    from django.urls import reverse

    from forum.models import Reflection, Thread
    from rooms.models import RoomKind

    topic = edition.topics.annotate(size=Count("reflections")).order_by("-size")[0]
    thread = Thread.objects.filter(topic=topic, reflection=None, posts_count__gt=20).order_by("-posts_count")[0]
    reflection = Reflection.objects.filter(topic=topic).exclude(author=member).order_by("pk")[0]
    course = ["today", "topics", "people", "notices", "conversations", "exchanges"]
    course += ["desk", "moderation", "audit", "roster", "rounds"]
    return {name: reverse(name, args=[edition.slug]) for name in course} | {
        "thread": reverse("thread", args=[thread.pk]),
        "topic": reverse("topic", args=[edition.slug, topic.slug]),
        "comparison": reverse("comparison", args=[edition.slug, edition.topics.first().slug]),
        "board": reverse("board", args=[edition.slug]) + "?of=all",
        "discussions": reverse("discussions", args=[edition.slug, topic.slug]),
        "reflection": reverse("reflection", args=[reflection.pk]),
        "room": reverse("room", args=[edition.rooms.get(kind=RoomKind.PLENARY).pk]),
        "exchange": reverse("exchange", args=[exchange.pk]),
        "profile": reverse("profile"),
    }


def session(member: Any) -> str:
    """Returns the key of a new session of this person."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from academy.sign_in.sessions import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(member.person_id)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = member.person.get_session_auth_hash()
    store.create()
    return store.session_key


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kapok.settings")
    django.setup()
    from kapok.servers import serving

    serving.bring_up_to_date()
    json.dump(fill(), sys.stdout)
