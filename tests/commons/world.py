"""One small course with something of every kind in it, and a browser for every kind of reader."""

import contextlib
import dataclasses
import datetime
import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import SimpleCookie
from django.test import Client, override_settings
from django.utils import timezone

from academy.courses.editions import open_edition
from academy.models import Edition, Membership, Person
from academy.secret_addresses import CALENDAR, NOTICES
from academy.sign_in.links import make_link
from board.cards import discussing, helping
from board.cards import writing as cards
from board.follow_ups.answering import link
from board.models import Match
from commons import moderation
from commons.announcements import announcing
from commons.marks import sources
from commons.targets import kind_of
from commons.telling.stopping import address_of
from compare.comparing.saying import say
from compare.practices import writing
from exchanges.creating import create_exchange
from exchanges.gatherings import acts as gathering_acts
from exchanges.gatherings import coming, opening
from exchanges.models import Exchange, Outcome
from exchanges.outcomes import confirming
from exchanges.outcomes import making as outcomes
from exchanges.rounds import making, proposing
from exchanges.scheduling import hours, one_tap
from forum import posting
from forum.models import ThreadKind
from forum.reflecting import reflections
from kapok.models import Heartbeat
from rooms.conversations import say_hello
from rooms.messages.frames import Send, Write
from rooms.messages.posting import Work
from rooms.messages.posting import post as post_message
from rooms.models import Readers
from rooms.moderation.hands import raise_hand
from tests import cast
from tests.commons.written import cell_of, write

VISITORS = ("anonymous", "ecowas", "caricom", "other", "resource", "facilitator", "administrator", "suspended")


@dataclasses.dataclass
class World:
    """``of`` holds a route's arguments under a name; ``cookies`` holds a session for each of VISITORS."""

    edition: Edition
    members: dict[str, Membership]
    of: dict[str, list[Any]]
    cookies: dict[str, SimpleCookie] = dataclasses.field(default_factory=dict)

    def client(self, visitor: str, **options: Any) -> Client:
        """Returns a new browser with a copy of the cookies of ``visitor``."""
        client = Client(**options)
        client.cookies = SimpleCookie({key: morsel.value for key, morsel in self.cookies[visitor].items()})
        return client


def build() -> World:
    """Adjoa (ECOWAS) wrote everything; Kerwin (CARICOM) is her partner and reported her post.

    They also have a conversation, in which he reported her first message and called a facilitator, who has not come.
    """
    edition = cast.open_course()
    names = ("adjoa", "kerwin", "trevor", "chiara")
    members = {name: cast.join(edition, name) for name in names}
    members["suspended"] = cast.join(edition, "nilton", suspended_at=timezone.now())
    other = cast.hold_open(open_edition("lma-2024", pack="lma-2023"))
    members["outsider"] = cast.join(other, "guerline")
    world = World(edition, members, {"nothing": [], "course": [edition.slug], "other": [other.slug]})
    world.of |= _written(world) | _paired(world) | _talking(world) | _compared(world)
    world.of |= _offered(world) | _taken_home(world) | _gathered(world)
    world.of |= {"member": [edition.slug, members["adjoa"].pk], "token": [_token(members["adjoa"].person)]}
    world.of |= {"feed": [CALENDAR.secret_of(members["adjoa"].person)], "no_feed": ["1-nobody"]}
    world.of |= {"notices_feed": [NOTICES.secret_of(members["adjoa"].person)]}
    world.of |= {"stop": [address_of(members["adjoa"].person).split("/")[-2]], "no_stop": ["forged"]}
    world.of["its_topic"] = [edition.slug, "topic", edition.topics.first().pk]
    world.of["its_format"] = [edition.slug, "format", edition.formats.first().pk]
    world.of["its_aspects"] = [edition.slug, edition.topics.first().pk]
    world.of["its_aspect"] = [*world.of["its_aspects"], edition.topics.first().aspects.first().pk]
    world.of["its_side"] = [*world.of["its_aspect"], edition.blocs.first().code]
    state = edition.blocs.first().states_on(edition.membership_date).first()
    world.of["its_row"] = [*world.of["its_side"], state.code]
    world.of["its_stages"] = [edition.slug, edition.formats.first().pk]
    world.of["its_stage"] = [*world.of["its_stages"], edition.formats.first().stages[0]["key"]]
    world.of["a_kind"] = [edition.slug, "topic"]
    world.of["first"] = ["a-link-of-an-installation-with-an-administrator"]
    words = announcing.Words({"fr": "Who pays?"}, {"fr": "Who?"})
    made = announcing.announce(edition, by=members["chiara"], words=words, client_id=uuid.uuid4())
    world.of |= {"announcement": [edition.slug, made.pk], "kind,announcement": ["announcement", made.pk]}
    _sign_in(world)
    Heartbeat.objects.create(worker="a worker", at=timezone.now() + datetime.timedelta(days=1))
    return world


@contextlib.contextmanager
def shared(blocker: Any) -> Iterator[World]:
    """A world for all tests of a file; each test rolls back with ``undone``. ``blocker`` is pytest-django's."""
    plain = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with blocker.unblock(), override_settings(STORAGES=plain, DEMO=False, ROOM_RATE=(1e6, 1e6)), undone():
        yield build()


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """Rolls back every change that is made inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _written(world: World) -> dict[str, list[Any]]:
    edition, adjoa, kerwin, chiara = (world.edition, *(world.members[n] for n in ("adjoa", "kerwin", "chiara")))
    topic, fresh = edition.topics.all()[:2]
    key = edition.prompts.first().key
    text = {"headline": "Periods count on both shores", "answers": {key: "We **count** them."}, "language": "fr"}
    reflection = reflections.publish(topic, by=adjoa, text=text)
    reflections.save_draft(fresh, by=adjoa, text=text)
    draft = reflections.own(fresh, adjoa)
    said = {"language": "fr", "client_id": uuid.uuid4()}
    thread = posting.open_thread(topic, by=adjoa, kind=ThreadKind.QUESTION, title="Who pays?", body="Who?", **said)
    post, hidden = (
        posting.write(thread, by=adjoa, body=body, language="fr", client_id=uuid.uuid4()) for body in ("One.", "Two.")
    )
    moderation.hide(hidden, by=chiara, reason="Too sharp.")
    moderation.report(post, by=kerwin, reason="wrong")
    report = edition.reports.get()
    return {
        "topic": [edition.slug, topic.slug],
        "reflection": [reflection.pk],
        "draft": [draft.pk],
        "thread": [thread.pk],
        "post": [post.pk],
        "hidden": [hidden.pk],
        "kind,reflection": ["reflection", reflection.pk],
        "kind,draft": ["reflection", draft.pk],
        "kind,thread": ["thread", thread.pk],
        "kind,post": ["post", post.pk],
        "kind,hidden": ["post", hidden.pk],
        "report": [edition.slug, report.pk],
    }


def _paired(world: World) -> dict[str, list[Any]]:
    edition, adjoa, kerwin, chiara = (world.edition, *(world.members[n] for n in ("adjoa", "kerwin", "chiara")))
    now = timezone.now()
    said = {
        "topic": edition.topics.first(),
        "format": edition.formats.get(slug="compare-pair"),
        "opens": now,
        "closes": now + datetime.timedelta(days=7),
        "by": chiara,
    }
    published, proposed = making.make_round(edition, **said), making.make_round(edition, **said)
    published.published_at = now
    published.save(update_fields=["published_at"])
    proposing.propose(proposed, by=chiara)
    two = [adjoa.pk, kerwin.pk]
    exchange = create_exchange(published, said["topic"], two)
    room = exchange.room
    post_message(Work(room.pk, adjoa.pk, Send(uuid.uuid4(), "Good morning.")))
    message = room.messages.get()
    hour = hours.propose(exchange, now + datetime.timedelta(days=2), by=adjoa)
    met = create_exchange(published, said["topic"], two)
    hours.accept(hours.propose(met, now + datetime.timedelta(days=3), by=adjoa), by=kerwin)
    draft, open_one = (_outcome(one, adjoa, kerwin) for one in (exchange, met))
    for member in (adjoa, kerwin):
        confirming.confirm(open_one, by=member, version=1, wishes=confirming.Wishes("edition", "name", False))
    alone = making.make_round(edition, **said, readers=Readers.MEMBERS)
    private = create_exchange(alone, said["topic"], two)
    post_message(Work(private.room_id, adjoa.pk, Send(uuid.uuid4(), "Between us.")))
    return {
        "alone": [private.room.pk],
        "hour_tap": [one_tap.link(exchange, kerwin, hour.begins_at, hour.pk).strip("/").split("/")[-1]],
        "exchange": [exchange.pk],
        "exchange,begin": [exchange.pk, "begin"],
        "exchange,extend": [exchange.pk, "extend"],
        "sheet": [exchange.room_id, "alike"],
        "unconfirmed": [draft.pk],
        "outcome": [open_one.pk],
        "sheet_alone": [private.room_id, "alike"],
        "hour": [exchange.pk, hour.pk],
        "agreed": [met.pk],
        "room": [room.pk],
        "lounge": [edition.topics.first().lounge.room_id],
        "message": [room.pk, message.pk],
        "kind,message": ["message", message.pk],
        "published": [edition.slug, published.number],
        "proposed": [edition.slug, proposed.number],
        "pin": [edition.slug, proposed.number, "pin", 1],
    }


def _gathered(world: World) -> dict[str, list[Any]]:
    """A café of one table in its first turn, at which Adjoa and Kerwin sit."""
    edition, adjoa, kerwin, chiara = (world.edition, *(world.members[n] for n in ("adjoa", "kerwin", "chiara")))
    said = {"question": "What can we learn?", "tables": ["Who is left out?"], "turns": 2, "language": "fr"}
    made = opening.open_gathering(edition, by=chiara, format=edition.formats.get(slug="world-cafe"), **said)
    for member in (adjoa, kerwin):
        coming.come(made, by=member)
    gathering_acts.act(made, "begin", by=chiara)
    table = made.tables.get()
    post_message(Work(table.room_id, adjoa.pk, Write(uuid.uuid4(), "harvest", "One form."), "fr"))
    acts = {f"gathering,{act}": [made.pk, act] for act in ("begin", "come", "bring", "host", "ask", "seat", "end")}
    return {"gathering": [made.pk], "table": [table.room_id], "plenary": [made.room_id], **acts}


def _outcome(exchange: Exchange, adjoa: Membership, kerwin: Membership) -> Outcome:
    for member, field in ((adjoa, "east_could_adopt"), (kerwin, "alike")):
        post_message(Work(exchange.room_id, member.pk, Write(uuid.uuid4(), field, "One form."), "fr"))
    return outcomes.make(exchange, by=adjoa)


def _talking(world: World) -> dict[str, list[Any]]:
    adjoa, kerwin = world.members["adjoa"], world.members["kerwin"]
    room = say_hello(kerwin, by=adjoa)
    for body in ("For you alone.", "And this."):
        post_message(Work(room.pk, adjoa.pk, Send(uuid.uuid4(), body)))
    reported, other = room.messages.order_by("seq")
    moderation.report(reported, by=kerwin, reason="wrong")
    raise_hand(room, by=kerwin)
    return {
        "conversation": [room.pk],
        "kind,reported": ["message", reported.pk],
        "kind,private": ["message", other.pk],
        "private": [room.pk, other.pk],
        "its_report": [world.edition.slug, world.edition.reports.order_by("pk").last().pk],
        "hand": [world.edition.slug, room.hands.get().pk],
    }


def _compared(world: World) -> dict[str, list[Any]]:
    """Adjoa said a view, disputed a cell and added two practices; one of each kind is hidden."""
    edition, adjoa, chiara = world.edition, world.members["adjoa"], world.members["chiara"]
    practice, hidden_practice = (write("practice", adjoa, title=title) for title in ("A way.", "Another way."))
    view, dispute, correction = (write(kind, adjoa) for kind in ("view", "dispute", "correction"))
    hidden_view = say(edition.topics.first().aspects.last(), by=adjoa, law="alike")
    asked = writing.ask_source(practice, by=chiara, text="Where?", language="en")
    for target in (hidden_view, hidden_practice):
        moderation.hide(target, by=chiara, reason="Too sharp.")
    need, marked = write("need", adjoa), write("mark", adjoa)
    of = {"aspect": view.aspect, "view": view, "hidden_view": hidden_view, "cell": dispute.provision}
    of |= {"disputed": dispute, "correction": correction, "practice": practice, "hidden_practice": hidden_practice}
    of |= {"state": cell_of(edition, "states-covered", "CARICOM", "VC"), "asked": asked}
    of["marked"] = marked
    kinds = {"view": view, "hidden_view": hidden_view, "dispute": dispute, "need": need, "mark": marked}
    pointed = {
        "aspect": view.aspect,
        "cell": dispute.provision,
        "state": of["state"],
        "practice": practice,
        "unread": hidden_practice,
    }
    return (
        {name: [row.pk] for name, row in of.items()}
        | {f"kind,{name}": [sources.kind_of(type(row)).name, row.pk] for name, row in pointed.items()}
        | {f"kind,{name}": [kind_of(type(row)).name, row.pk] for name, row in kinds.items()}
        | {"two": [practice.pk, edition.practices.first().pk]}
    )


def _offered(world: World) -> dict[str, list[Any]]:
    """Adjoa looks for what Kerwin offers; another need of hers is hidden."""
    adjoa, kerwin, chiara = (world.members[name] for name in ("adjoa", "kerwin", "chiara"))
    need, hidden = (write("offer", adjoa, is_need=True, text=text) for text in ("For us.", "For them."))
    moderation.hide(hidden, by=chiara, reason="Too sharp.")
    write("offer", kerwin)
    return {
        "need": [need.pk],
        "hidden_offer": [hidden.pk],
        "kind,offer": ["offer", need.pk],
        "kind,hidden_offer": ["offer", hidden.pk],
        "match": [Match.objects.get(need=need).pk],
    }


def _taken_home(world: World) -> dict[str, list[Any]]:
    """Adjoa took a cell home and asked Kerwin for help; another card of hers is for her delegation alone."""
    edition, adjoa, kerwin = world.edition, world.members["adjoa"], world.members["kerwin"]
    topic, source = edition.topics.first(), cell_of(edition, bloc="CARICOM")
    said = {"why": "So.", "topic": topic, "next_step": "A letter.", "language": "fr"}
    card = cards.take_home(edition, by=adjoa, content={**said, "what": "One certificate"}, source=source)
    own = cards.take_home(edition, by=adjoa, content={**said, "what": "Ours", "readers": "delegation"})
    asked = helping.ask(card, kerwin, by=adjoa)
    words = {"body": "A letter.", "language": "fr", "client_id": uuid.uuid4()}
    said_of_it = discussing.comment(card, by=adjoa, **words)
    tap = link(card, adjoa, 30, "moved").strip("/").split("/")[-1]
    state = {"card": [card.pk], "own_card": [own.pk], "asked_helper": [asked.pk], "tap": [tap]}
    state |= {"delegation": [edition.slug, own.delegation]}
    state |= {"kind,card": ["card", card.pk], "kind,own_card": ["card", own.pk]}
    return state | {"kind,card_comment": ["card-comment", said_of_it.pk]}


def _token(person: Person) -> str:
    return make_link(person).strip("/").split("/")[-1]


def _sign_in(world: World) -> None:
    admin = Person.objects.create_superuser("admin@example.org", given_name="Ada")
    people = {name: world.members[name].person for name in world.members}
    who = {"ecowas": "adjoa", "caricom": "kerwin", "other": "outsider", "resource": "trevor", "facilitator": "chiara"}
    signed_in = {visitor: people[name] for visitor, name in who.items()}
    signed_in |= {"administrator": admin, "suspended": people["suspended"]}
    world.cookies["anonymous"] = SimpleCookie()
    for visitor, person in signed_in.items():
        client = Client()
        client.force_login(person)
        world.cookies[visitor] = client.cookies
