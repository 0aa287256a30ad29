"""Fills a course with as many things of each kind as a test asks for; a second call adds as many again."""

import datetime
import random
import uuid
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from academy.models import Edition, Membership
from board.models import Match, Offering
from commons.models import Announcement, AuditEntry, Letter, Mark, Notice, Report
from commons.targets import reference
from compare.models import (
    Aspect,
    Correction,
    Dispute,
    DisputeAnswer,
    Need,
    Practice,
    PracticeVersion,
    Provision,
    SourceRequest,
    Term,
    View,
    ViewVersion,
)
from exchanges.creating import create_exchange
from exchanges.models import Acceptance, Exchange, Hour, HourEnd, Participant, Round
from exchanges.rounds import proposing
from forum.models import Post, PostReaction, PostVersion, Reader, Reflection, ReflectionVersion, Thread, ThreadKind
from rooms.models import Access, Hand, Message, MessageReaction, Readers, Room, RoomKind, RoomMember
from tests import cast
from tests.board import many
from tests.commons.world import World

HOUR = datetime.timedelta(hours=1)
A_WEEK = 7 * 24 * HOUR


def add(world: World, size: int, *, start: int) -> None:
    """Adds ``size`` things of each kind that a page lists, by the world's people and crowds numbered from ``start``."""
    east = cast.crowd(world.edition, "ECOWAS", size, start=start)
    west = cast.crowd(world.edition, "CARICOM", size, start=start)
    Membership.objects.filter(pk__in=[member.pk for member in east[::2]]).update(welcomed_at=None)
    _reflections(world, east, west)
    _reflections(world, west, east)
    posts = _posts(Thread.objects.get(pk=world.of["thread"][0]), east + west)
    posts += _posts(Thread.objects.get(reflection=world.of["reflection"][0]), west + east)
    threads = _threads(world, east)
    _pairs(world, east)
    messages = _messages(world, east)
    messages += _conversations(world, east + west)
    _beside(world, size, start)
    _compared(world, east + west, start)
    _offered(world, east, west)
    many.add(world, east, west)
    _desk_work(world, east, [posts, threads, messages, list(Reflection.objects.filter(author__in=west))])
    proposing.propose(
        Round.objects.get(edition=world.edition, number=world.of["proposed"][1]), by=world.members["chiara"]
    )


def _reflections(world: World, authors: list[Membership], others: list[Membership]) -> None:
    """Each author has one reflection; the other shore answers every second one, and Kerwin is asked to read some."""
    topic, now = world.edition.topics.first(), timezone.now()
    made = Reflection.objects.bulk_create(
        Reflection(
            topic=topic,
            author=author,
            headline=f"Seen by {author.organisation}",
            answers_html=dict.fromkeys(("provisions", "compare"), "<p>It holds.</p>"),
            published_at=now - A_WEEK - n * HOUR,
            answered_at=now if n % 2 else None,
        )
        for n, author in enumerate(authors)
    )
    said = {"topic": topic, "kind": ThreadKind.COMMENTS, "opened_at": now}
    threads = Thread.objects.bulk_create(Thread(reflection=one, author=one.author, **said) for one in made)
    Post.objects.bulk_create(
        Post(thread=thread, author=other, body="Here too.", html="<p>Here too.</p>", posted_at=now)
        for thread, other in list(zip(threads, others, strict=True))[1::2]
    )
    if authors[0].bloc_id != world.members["kerwin"].bloc_id:
        Reader.objects.bulk_create(Reader(reflection=one, membership=world.members["kerwin"]) for one in made[::4])
    mine = Reflection.objects.get(pk=world.of["reflection"][0])
    ReflectionVersion.objects.bulk_create(
        ReflectionVersion(reflection=mine, headline="Before", answers_html=mine.answers_html, published_at=now)
        for _one in made
    )


def _posts(thread: Thread, authors: list[Membership]) -> list[Post]:
    """Each post answers the first and has reactions and an earlier version; every fifth is hidden."""
    now, first = timezone.now(), thread.posts.first()
    made = Post.objects.bulk_create(
        Post(
            thread=thread,
            author=author,
            body="As with us.",
            html="<p>As with us.</p>",
            answers=first,
            posted_at=now,
            edited_at=now,
            hidden_at=None if n % 5 else now,
        )
        for n, author in enumerate(authors)
    )
    PostReaction.objects.bulk_create(
        PostReaction(post=post, membership=author, kind=kind)
        for post in made
        for author in authors[:2]
        for kind in ("same", "useful")
    )
    PostVersion.objects.bulk_create(
        PostVersion(post=post, body="Before", html="<p>Before</p>", at=now) for post in made
    )
    return made


def _threads(world: World, authors: list[Membership]) -> list[Thread]:
    """Each author gets one thread of each kind with one post; Kerwin is the author of the questions."""
    topic, now = world.edition.topics.first(), timezone.now()
    kinds = [kind for kind in ThreadKind if kind != ThreadKind.COMMENTS]
    kerwin = world.members["kerwin"]
    made = Thread.objects.bulk_create(
        Thread(
            topic=topic,
            kind=kind,
            title="How is it done?",
            author=author if kind != ThreadKind.QUESTION else kerwin,
            opened_at=now,
            posts_count=1,
            last_post_at=now - n * HOUR,
        )
        for n, author in enumerate(authors)
        for kind in kinds
    )
    Post.objects.bulk_create(
        Post(thread=thread, author=authors[0], body="So.", html="<p>So.</p>", posted_at=now) for thread in made
    )
    return made


def _pairs(world: World, partners: list[Membership]) -> None:
    """Kerwin has a round and an exchange with each partner; all partners also join the exchange that a page shows."""
    edition, now = world.edition, timezone.now()
    first = edition.rounds.order_by("-number").first().number + 1
    format, topic, chiara = edition.formats.get(slug="compare-pair"), edition.topics.first(), world.members["chiara"]
    window = {"opens": now, "closes": now + A_WEEK, "made_by": chiara}
    common = {"edition": edition, "format": format, "topic": topic, **window}
    for n, partner in enumerate(partners):
        published = Round.objects.create(number=first + 2 * n, published_at=now, published_by=chiara, **common)
        Round.objects.create(number=first + 2 * n + 1, **common)
        hour = now + HOUR if n % 2 else None
        seats = [world.members["kerwin"].pk, partner.pk]
        create_exchange(published, topic, seats, begins_at=hour)
    looked_at = Exchange.objects.get(pk=world.of["exchange"][0])
    Hour.objects.bulk_create(
        Hour(exchange=looked_at, begins_at=now, by=partner, at=now, ended_at=now, end=HourEnd.REPLACED)
        for partner in partners
    )
    if partners and not looked_at.hours.filter(ended_at=None).exists():
        open = Hour.objects.create(exchange=looked_at, begins_at=now + 30 * HOUR, by=partners[0], at=now)
        Acceptance.objects.bulk_create(Acceptance(hour=open, by=partner, at=now) for partner in partners[1:])
    Participant.objects.bulk_create(Participant(exchange=looked_at, membership=partner) for partner in partners)
    RoomMember.objects.bulk_create(RoomMember(room=looked_at.room, membership=partner) for partner in partners)


def _messages(world: World, authors: list[Membership]) -> list[Message]:
    room, now = Room.objects.get(pk=world.of["room"][0]), timezone.now()
    first = room.messages.first()
    made = Message.objects.bulk_create(
        Message(
            room=room,
            seq=room.last_seq + n,
            rev=room.last_rev + n,
            first_rev=room.last_rev + n,
            author=author,
            client_id=uuid.uuid4(),
            body="Good.",
            html="<p>Good.</p>",
            reply_to=first,
            sent_at=now,
            hidden_at=None if n % 5 else now,
        )
        for n, author in enumerate(authors, 1)
    )
    MessageReaction.objects.bulk_create(MessageReaction(message=one, membership=one.author, emoji="👍") for one in made)
    Room.objects.filter(pk=room.pk).update(last_seq=made[-1].seq, last_rev=made[-1].rev)
    return made


def _conversations(world: World, others: list[Membership]) -> list[Message]:
    """Each of the others wrote to Kerwin and raised a hand; Chiara came into one direct room and one exchange room."""
    now, kerwin, chiara = timezone.now(), world.members["kerwin"], world.members["chiara"]
    rooms = Room.objects.bulk_create(
        Room(
            edition=world.edition,
            kind=RoomKind.DIRECT,
            readers=Readers.MEMBERS,
            pair=f"{kerwin.pk}-{other.pk}",
            last_seq=1,
            last_rev=1,
        )
        for other in others
    )
    RoomMember.objects.bulk_create(
        RoomMember(room=room, membership=member)
        for room, other in zip(rooms, others, strict=True)
        for member in (kerwin, other)
    )
    said = {"seq": 1, "rev": 1, "first_rev": 1, "body": "Hello.", "html": "<p>Hello.</p>", "sent_at": now}
    made = Message.objects.bulk_create(
        Message(room=room, author=other, client_id=uuid.uuid4(), **said)
        for room, other in zip(rooms, others, strict=True)
    )
    Hand.objects.bulk_create(Hand(room=room, by=other) for room, other in zip(rooms, others, strict=True))
    for room in (Room.objects.get(pk=world.of["conversation"][0]), Room.objects.get(pk=world.of["alone"][0])):
        hands = Hand.objects.bulk_create(Hand(room=room, by=kerwin, lowered_at=now) for _other in others)
        Access.objects.bulk_create(Access(room=room, by=chiara, hand=hand) for hand in hands)
    return made


def _beside(world: World, size: int, start: int) -> None:
    """Kerwin is a member of other courses and gets e-mails."""
    first, kerwin = world.edition, world.members["kerwin"]
    same = {key: getattr(first, key) for key in ("pack", "titles", "time_zone", "starts", "ends", "membership_date")}
    made = Edition.objects.bulk_create(Edition(slug=f"lma-{n}", **same) for n in range(start, start + size))
    Membership.objects.bulk_create(
        Membership(
            person=kerwin.person, edition=edition, role=kerwin.role, kind=kerwin.kind, welcomed_at=timezone.now()
        )
        for edition in made
    )
    Letter.objects.bulk_create(Letter(to=kerwin.person.email, subject="S", body="B") for _edition in made)


def _compared(world: World, people: list[Membership], start: int) -> None:
    """As many aspects, cells and rows as people; each says a view, disputes, corrects, and adds a practice."""
    topic, now = world.edition.topics.first(), timezone.now()
    aspect, cell = Aspect.objects.get(pk=world.of["aspect"][0]), Provision.objects.get(pk=world.of["cell"][0])
    practice, blocs = Practice.objects.get(pk=world.of["practice"][0]), list(world.edition.blocs.all())
    texts = {"title": {"en": "One more"}, "question": {"en": "Is it so?"}}
    made = Aspect.objects.bulk_create(
        Aspect(topic=topic, slug=f"more-{start}-{n}", place=100 + start + n, **texts) for n, _who in enumerate(people)
    )
    same = {"status": "adopted", "summary": {"en": "So it is."}, "confidence": "verified", "instrument": {"en": "Act"}}
    Provision.objects.bulk_create(Provision(aspect=each, bloc=bloc, **same) for each in made for bloc in blocs)
    said = {"at": now, "law": "level", "why": "So it is.", "practice": "alike"}
    views = View.objects.bulk_create(
        View(aspect=each, author=who, **said) for who in people for each in (aspect, made[0])
    )
    ViewVersion.objects.bulk_create(
        ViewVersion(view_id=world.of["view"][0], at=now, law="form", why="Before.") for _view in views
    )
    disputes = Dispute.objects.bulk_create(
        Dispute(provision=cell, author=who, reason="Not so.", at=now) for who in people
    )
    DisputeAnswer.objects.bulk_create(
        DisputeAnswer(dispute=each, by=world.members["chiara"], text="It is.", settles=False, at=now)
        for each in disputes
    )
    Correction.objects.bulk_create(
        Correction(provision=cell, author=who, at=now, changes={"year": [2013, 2014]}, source="A text")
        for who in people
    )
    _practices(world, practice, people)
    _marks(world, people, [aspect, *made])


def _offered(world: World, east: list[Membership], west: list[Membership]) -> None:
    """Everybody looks for something; in the west they also offer something that the east and Adjoa look for."""
    topic, now = world.edition.topics.first(), timezone.now()
    aspect, practice = topic.aspects.first(), Practice.objects.get(pk=world.of["practice"][0])
    same = {"edition": world.edition, "topic": topic, "text": "Words.", "at": now}
    needs = Offering.objects.bulk_create(
        Offering(kind="need", author=who, bloc=who.bloc, aspect=aspect, **same) for who in [*east, *west]
    )
    offers = Offering.objects.bulk_create(
        Offering(kind="offer", author=who, bloc=who.bloc, practice=practice, **same)
        for who in [*west, *(world.members["kerwin"] for _one in west)]
    )
    mine = Offering(pk=world.of["need"][0])
    Match.objects.bulk_create(
        Match(need=need, offer=offer, common="topic", at=now) for offer in offers for need in (mine, needs[0])
    )


def _marks(world: World, people: list[Membership], aspects: list[Aspect]) -> None:
    """Kerwin marks all cells and a third of all texts, whosever they are; everybody marks one cell."""
    kerwin, now = world.members["kerwin"], timezone.now()
    cells = Provision.objects.filter(aspect__in=aspects, state=None)
    texts = [found for model in (Practice, Reflection, Post) for found in model.objects.all()[::3]]
    sources = [*cells, *texts]
    random.Random(1).shuffle(sources)  # so that the newest are of all kinds
    types = {model: ContentType.objects.get_for_model(model) for model in {type(source) for source in sources}}
    marks = [Mark(source_type=types[type(each)], source_id=each.pk, member=kerwin, at=now) for each in sources]
    cell = world.of["cell"][0]
    marks += [Mark(source_type=types[Provision], source_id=cell, member=who, why="So.", at=now) for who in people]
    Mark.objects.bulk_create(marks, ignore_conflicts=True)


def _practices(world: World, practice: Practice, people: list[Membership]) -> None:
    now, topic, chiara = timezone.now(), world.edition.topics.first(), world.members["chiara"]
    texts = {field: {"en": "Words."} for field in ("title", "who", "done", "result")}
    made = Practice.objects.bulk_create(
        Practice(edition=world.edition, author=who, confidence="doubtful", at=now, **texts) for who in people
    )
    under = Practice.topics.through
    under.objects.bulk_create(under(practice=each, topic=topic) for each in made)
    Need.objects.bulk_create(
        Need(practice=practice, author=who, kind=kind, text="A clause.", at=now)
        for who in people
        for kind in ("law", "money")
    )
    SourceRequest.objects.bulk_create(
        SourceRequest(practice=practice, by=chiara, text="Where?", at=now, answered_by=who, answered_at=now, answer="X")
        for who in people
    )
    PracticeVersion.objects.bulk_create(PracticeVersion(practice=practice, by=who, at=now, **texts) for who in people)
    last = world.edition.terms.count()
    Term.objects.bulk_create(
        Term(edition=world.edition, place=last + n, texts={"en": "a term"}) for n, _who in enumerate(people, 1)
    )


def _desk_work(world: World, people: list[Membership], written: list[list[Any]]) -> None:
    """Notices of several kinds, reports of every kind of text (open and settled), and entries in the log."""
    edition, chiara, now = world.edition, world.members["chiara"], timezone.now()
    words = {"title": "T", "reason": "R", "excerpt": "E", "headline": "H", "partners": "P"}
    posts, threads, _messages, reflections = written
    Notice.objects.all().delete()  # so that a page shows the same kinds, however many there are
    offerings = list(Offering.objects.filter(author__in=people, kind="need"))
    about: dict[str, list[Any]] = {
        "need-met": offerings,
        "answer": threads,
        "comment": reflections,
        "reader": reflections,
        "hidden": posts,
    }
    Notice.objects.bulk_create(
        Notice(to=member, by=by, kind=kind, words=words, path="/", about=about[kind][n] if kind in about else None)
        for member in (chiara, world.members["kerwin"])
        for n, by in enumerate(people)
        for kind in (*about, "paired")
    )
    Announcement.objects.bulk_create(
        Announcement(edition=edition, author=chiara, titles={"en": "T"}, texts={"en": "T"}, html={"en": "T"}, at=now)
        for _by in people
    )
    reported = [(by, things[n]) for things in written for n, by in enumerate(people)]
    Report.objects.bulk_create(
        Report(
            edition=edition, by=by, reason="other", settled_at=at, settled_by=chiara if at else None, **reference(thing)
        )
        for by, thing in reported
        for at in (None, now)
    )
    AuditEntry.objects.bulk_create(
        AuditEntry(edition=edition, by=chiara, act="mute", subject=member, reason="Because.")
        for member in [*people, world.members["adjoa"]]
    )
