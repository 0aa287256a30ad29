"""Lets a course grow old: as many more rows as a test asks for of all that its people leave behind.

Its people, topics and rounds stay the same, because a course has a limited number of them. Rows are copied inside the
database, so that tens of thousands take seconds.
"""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils import timezone

from academy.models import Edition, Session, SignInLink
from board.models import Match, Offering
from commons import models as commons
from compare import models as compare
from exchanges.models import Acceptance, Exchange, Hour, Participant, Round, StageAct, StageActKind
from forum import models as forum
from forum.models import Post, Thread, ThreadKind
from rooms import models as rooms
from rooms.models import Message, Room
from tests.commons.world import World

NEW_ID = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
LONG_AGO = timezone.now() - datetime.timedelta(days=90)


class Ageing:
    """The rows that are copied. ``grow`` may be called again."""

    def __init__(self, world: World) -> None:
        self.world, self.edition = world, world.edition
        self.adjoa, self.kerwin, self.chiara = (world.members[name] for name in ("adjoa", "kerwin", "chiara"))
        self.new_id = NEW_ID[connection.vendor]

    def grow(self, size: int) -> None:
        """Adds ``size`` rows to each table that grows with the age of a course."""
        self._threads(size)
        self._posts(size)
        self._rooms(size)
        self._analyse()  # PostgreSQL takes a new table for an empty one, and reads it once for each row
        self._messages(size)
        self._exchanges(size)
        self._offers(size)
        self._compared(size)
        self._desk(size)
        self._signing_in(size)
        self._marks(size)
        self._analyse()

    def _analyse(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _marks(self, size: int) -> None:
        """Adjoa marked a post and took it back, again and again."""
        post = ContentType.objects.get_for_model(Post)
        said = {"source_type": post, "source_id": self.world.of["post"][0], "at": LONG_AGO, "removed_at": LONG_AGO}
        copy([commons.Mark.objects.create(member=self.adjoa, **said)], size)

    def _threads(self, size: int) -> None:
        """Kerwin has read all of these discussions; they are older than the world's own."""
        topic = self.edition.topics.first()
        said = {"topic": topic, "author": self.adjoa, "title": "Long ago", "opened_at": LONG_AGO}
        for kind in (ThreadKind.QUESTION, ThreadKind.ANNOUNCEMENT):
            first = Thread.objects.create(kind=kind, posts_count=1, last_post_at=LONG_AGO, **said)
            copy([first], size // 2)
        made = Thread.objects.filter(title="Long ago", posts=None)
        follows = commons.Following(
            member=self.kerwin, place_type=ContentType.objects.get_for_model(Thread), place_id=0
        )
        follows.stance = commons.Stance.PART
        fill(follows, made, place_id="old.id")
        post = Post(author=self.adjoa, body="So.", html="<p>So.</p>", posted_at=LONG_AGO, thread_id=0)
        fill(post, made, thread_id="old.id", client_id=self.new_id)
        read = forum.ThreadRead(membership=self.kerwin, thread_id=0)
        newest = "(SELECT max(p.id) FROM forum_post p WHERE p.thread_id = old.id)"
        fill(read, made, thread_id="old.id", last_post_id=newest)

    def _posts(self, size: int) -> None:
        """The thread and the comments of the world grow; each new post answers Kerwin and has a reaction of his."""
        first = Post.objects.get(pk=self.world.of["post"][0])
        comments = Thread.objects.get(reflection=self.world.of["reflection"][0])
        under = Post.objects.create(thread=comments, author=self.kerwin, body="So.", html="So.", posted_at=LONG_AGO)
        last = Post.objects.order_by("-pk").first().pk
        copy([first, under], size, client_id=self.new_id)
        made = Post.objects.filter(pk__gt=last)
        fill(forum.Reply(to=self.kerwin, post_id=0), made, post_id="old.id")
        fill(forum.PostReaction(membership=self.kerwin, kind="useful", post_id=0, at=LONG_AGO), made, post_id="old.id")
        copy([forum.PostVersion.objects.create(post=first, body="B", html="B", at=LONG_AGO)], size)
        reflection = forum.Reflection.objects.get(pk=self.world.of["reflection"][0])
        asked = [forum.Reader(reflection=reflection, membership=one) for one in self.edition.memberships.all()]
        forum.Reader.objects.bulk_create(asked, ignore_conflicts=True)
        version = {"headline": "Before", "answers_html": reflection.answers_html, "published_at": LONG_AGO}
        copy([forum.ReflectionVersion.objects.create(reflection=reflection, **version)], size)

    def _rooms(self, size: int) -> None:
        """Rooms of other exchanges, each with a message that Kerwin has read."""
        self.old_rooms = self._copied(Room.objects.get(pk=self.world.of["room"][0]), size)
        first = Message.objects.get(pk=self.world.of["message"][1])
        fill(first, self.old_rooms, room_id="old.id", client_id=self.new_id, seq="1", rev="1", first_rev="1")
        for member in (self.world.members["trevor"], self.world.members["suspended"]):
            fill(rooms.RoomMember(membership=member, room_id=0), self.old_rooms, room_id="old.id")
        fill(rooms.RoomRead(membership=self.kerwin, rev=1, room_id=0), self.old_rooms, room_id="old.id")
        called = {"by": self.world.members["trevor"], "at": LONG_AGO, "lowered_at": LONG_AGO}
        fill(rooms.Hand(room_id=0, **called), self.old_rooms, room_id="old.id")
        hands = rooms.Hand.objects.filter(room__in=self.old_rooms)
        room = "(SELECT h.room_id FROM rooms_hand h WHERE h.id = old.id)"
        fill(rooms.Access(by=self.chiara, hand_id=0, at=LONG_AGO), hands, hand_id="old.id", room_id=room)

    def _messages(self, size: int) -> None:
        """The author was in the room while writing, so the read mark moved along."""
        for name in ("room", "alone", "conversation", "lounge"):
            room = Room.objects.get(pk=self.world.of[name][0])
            first = room.messages.first() or self._said_in(room)
            n, last = "(SELECT last_seq FROM rooms_room r WHERE r.id = room_id) + n", first.pk
            copy([first], size, client_id=self.new_id, seq=n, rev=n, first_rev=n)
            Room.objects.filter(pk=room.pk).update(last_seq=room.last_seq + size, last_rev=room.last_rev + size)
            seen = {"defaults": {"rev": room.last_rev + size}}
            rooms.RoomRead.objects.update_or_create(room=room, membership=first.author, **seen)
            made = Message.objects.filter(room=room, pk__gt=last).exclude(reactions__membership=self.kerwin)
            fill(rooms.MessageReaction(membership=self.kerwin, emoji="👍", message_id=0), made, message_id="old.id")
            about = {"room": room, "author": self.kerwin, "client_id": uuid.uuid4(), "message": first, "rev": 1}
            copy([rooms.Receipt.objects.create(**about)], size, client_id=self.new_id)
            lifted = {"by": self.chiara, "at": LONG_AGO, "lifted_at": LONG_AGO}
            copy([rooms.RoomMeasure.objects.create(room=room, kind="slow", seconds=9, **lifted)], size)
            copy([rooms.Block.objects.create(room=room, by=self.kerwin, at=LONG_AGO, lifted_at=LONG_AGO)], size)

    def _said_in(self, room: Room) -> Message:
        said = {"room": room, "seq": 1, "rev": 1, "first_rev": 1, "author": self.adjoa, "client_id": uuid.uuid4()}
        Room.objects.filter(pk=room.pk).update(last_seq=1, last_rev=1)
        room.last_seq = room.last_rev = 1
        return Message.objects.create(body="So.", html="<p>So.</p>", sent_at=LONG_AGO, **said)

    def _exchanges(self, size: int) -> None:
        """Other people's, long over, in a round of their own."""
        like = Exchange.objects.select_related("round").get(pk=self.world.of["exchange"][0])
        last = Exchange.objects.order_by("-pk").first().pk
        like.begins_at, like.round = LONG_AGO, self._old_round(like.round)
        fill(like, self.old_rooms, room_id="old.id")
        made = Exchange.objects.filter(pk__gt=last)
        for member in (self.world.members["trevor"], self.world.members["suspended"]):
            fill(Participant(membership=member, exchange_id=0), made, exchange_id="old.id")
        fill(StageAct(number=1, kind=StageActKind.BEGUN, at=LONG_AGO, exchange_id=0), made, exchange_id="old.id")
        held = {"begins_at": LONG_AGO, "by": self.adjoa, "at": LONG_AGO, "agreed_at": LONG_AGO, "sequence": 0}
        fill(Hour(exchange_id=0, **held), made, exchange_id="old.id")
        old = Hour.objects.filter(exchange__in=made)
        fill(Acceptance(by=self.kerwin, at=LONG_AGO, hour_id=0), old, hour_id="old.id")

    def _old_round(self, like: Round) -> Round:
        like.pk, like.number = None, Round.objects.filter(edition=self.edition).order_by("-number")[0].number + 1
        like.opens, like.closes = LONG_AGO, LONG_AGO + datetime.timedelta(days=1)
        like.save()
        return like

    def _offers(self, size: int) -> None:
        """Needs of somebody else, in turns in this course and another; Kerwin offered what they look for, and wrote."""
        need = Offering.objects.get(pk=self.world.of["need"][0])
        offer = Offering.objects.filter(author=self.kerwin, kind="offer").first()
        elsewhere = Edition.objects.exclude(pk=self.edition.pk).first()
        need.pk, need.author, need.client_id = None, self.world.members["suspended"], uuid.uuid4()
        need.save()
        here = Offering.objects.get(pk=need.pk)
        need.pk, need.edition, need.client_id = None, elsewhere, uuid.uuid4()
        need.topic = elsewhere.topics.first() or need.topic
        need.save()
        last = need.pk
        copy([here, need], size, client_id=self.new_id)
        met = {"common": "topic", "at": LONG_AGO, "opened_at": LONG_AGO, "opened_by": self.adjoa}
        made = Offering.objects.filter(pk__gt=last, edition=self.edition)
        fill(Match(offer=offer, need_id=0, **met), made, need_id="old.id")

    def _compared(self, size: int) -> None:
        """Marks and notes that were removed; disputes and corrections of another provision that are settled; what
        views and practices were before."""
        of = {"source_type": ContentType.objects.get_for_model(Post), "source_id": self.world.of["post"][0]}
        gone: dict[str, Any] = {"member": self.kerwin, "at": LONG_AGO, "removed_at": LONG_AGO, **of}
        copy([commons.Mark.objects.create(of=self.adjoa, why="So.", **gone)], size)
        copy([commons.Note.objects.create(text="So.", **gone)], size)
        here = [self.world.of[name][0] for name in ("cell", "state")]
        other = compare.Provision.objects.exclude(pk__in=here).first()
        said: dict[str, Any] = {"provision": other, "author": self.adjoa, "at": LONG_AGO}
        copy([compare.Dispute.objects.create(reason="So.", settled_at=LONG_AGO, **said)], size)
        answer = compare.DisputeAnswer(dispute_id=0, by=self.chiara, text="So.", settles=True, at=LONG_AGO)
        fill(answer, compare.Dispute.objects.filter(provision=other), dispute_id="old.id")
        decided = {"decision": "accepted", "decided_by": self.chiara, "decided_at": LONG_AGO, "changes": {}}
        copy([compare.Correction.objects.create(source="So.", **decided, **said)], size)
        view = self.world.of["hidden_view"][0]
        copy([compare.ViewVersion.objects.create(view_id=view, law="form", at=LONG_AGO)], size)

    def _desk(self, size: int) -> None:
        """Settled reports, lifted measures, notices that were read, the log, and mail."""
        post = Post.objects.get(pk=self.world.of["post"][0])
        about = {"target_type": ContentType.objects.get_for_model(Post), "target_id": post.pk}
        done = {"reason": "wrong", "settled_at": LONG_AGO, "settled_by": self.chiara}
        copy([commons.Report.objects.create(edition=self.edition, by=self.kerwin, **done, **about)], size)
        words = {"by": self.adjoa, "kind": "answer", "words": {"title": "T"}, "path": "/", "read_at": LONG_AGO}
        told = (self.kerwin, self.chiara, self.adjoa)
        copy([commons.Notice.objects.create(to=member, **words) for member in told], size)
        entry = {"edition": self.edition, "by": self.chiara, "reason": "Because."}
        elsewhere = Edition.objects.exclude(pk=self.edition.pk).first()
        copy([commons.AuditEntry.objects.create(edition=elsewhere, by=self.chiara, act="mute", reason="R")], size)
        acts = [(act, subject) for act in ("mute", "hide") for subject in (self.adjoa, None)]
        copy([commons.AuditEntry.objects.create(act=act, subject=subject, **entry) for act, subject in acts], size // 2)
        lifted: dict[str, Any] = {"by": self.chiara, "reason": "R", "lifted_at": LONG_AGO, "lifted_by": self.chiara}
        copy([commons.Hiding.objects.create(**lifted, **about)], size)
        thread = {"target_type": ContentType.objects.get_for_model(Thread), "target_id": post.thread_id}
        copy([commons.Lock.objects.create(**lifted, **thread)], size)
        copy([commons.Mute.objects.create(membership=self.adjoa, until=LONG_AGO, **lifted)], size)
        copy([commons.Suspension.objects.create(membership=self.adjoa, **lifted)], size)
        copy([commons.Letter.objects.create(to="a@example.org", subject="S", body="B")], size)

    def _signing_in(self, size: int) -> None:
        key = "substr(replace(CAST(" + self.new_id + " AS varchar(36)), '-', ''), 1, 32)"
        copy([Session.objects.first()], size, session_key=key)
        expired = {"person": self.kerwin.person, "expires_at": LONG_AGO, "used_at": LONG_AGO}
        copy([SignInLink.objects.create(digest=uuid.uuid4().hex, **expired)], size, digest=key)

    def _copied(self, one: Any, size: int) -> Any:
        model, last = type(one), type(one).objects.order_by("-pk").first().pk
        copy([one], size)
        return model.objects.filter(pk__gt=last)


def copy(rows: Sequence[Any], size: int, **changed: str) -> None:
    """Copies each row, in turns; ``changed`` maps columns to SQL, in which ``n`` counts the copies from 1."""
    table, key = rows[0]._meta.db_table, rows[0]._meta.pk
    names = [field.column for field in rows[0]._meta.concrete_fields if field is not key or key.column in changed]
    values = ", ".join(changed.get(name, f'"{name}"') for name in names)
    ids = ", ".join(["%s"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s) "
            f'INSERT INTO "{table}" ({_listed(names)}) SELECT {values} FROM "{table}", numbers '
            f'WHERE "{table}"."{key.column}" IN ({ids}) ORDER BY n',
            [size, *(row.pk for row in rows)],
        )


def fill(one: models.Model, of: models.QuerySet[Any], **changed: str) -> None:
    """Adds a row like ``one`` for each row of ``of``; ``changed`` maps columns to SQL, in which ``old`` is that row."""
    table, (found, params) = of.model._meta.db_table, of.order_by().values("pk").query.sql_with_params()
    fields = [field for field in one._meta.concrete_fields if not field.primary_key and field.column not in changed]
    said = [f"CAST(%s AS {field.cast_db_type(connection)})" for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{one._meta.db_table}" ({_listed([*(field.column for field in fields), *changed])}) '
            f'SELECT {", ".join([*said, *changed.values()])} FROM "{table}" old WHERE old.id IN ({found})',
            [*(field.get_db_prep_save(getattr(one, field.attname), connection) for field in fields), *params],
        )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
