"""One text of each kind that people write, by one author."""

import uuid
from collections.abc import Callable
from typing import Any

from academy.models import Edition, Membership
from board.cards import discussing
from board.cards import writing as cards
from board.models import CardComment, Offering
from board.offering import writing as offers
from commons.marks import marking
from commons.models import Mark
from compare.comparing import saying
from compare.models import Need, Practice, Provision
from compare.objections import corrections, disputes
from compare.practices import writing
from forum import posting
from forum.models import ThreadKind
from forum.reflecting import reflections
from rooms.messages.frames import Send
from rooms.messages.posting import Work
from rooms.messages.posting import post as say
from rooms.models import Message, RoomKind

KINDS = (
    "reflection",
    "thread",
    "post",
    "message",
    "view",
    "dispute",
    "correction",
    "practice",
    "need",
    "offer",
    "mark",
    "card",
    "card-comment",
)


def _practice(edition: Edition, author: Membership, title: str = "Words of mine.") -> Practice:
    texts = {field: {"en": "Words of mine."} for field in ("who", "done", "result", "possible")}
    texts["title"] = {"en": title}
    analysis = {**texts, "years": "2019", "asks": [], "references": []}
    return writing.add(edition, by=author, topics=edition.topics.all()[:1], analysis=analysis)


def _need(edition: Edition, author: Membership) -> Need:
    practice = edition.practices.first()
    writing.say_needs(practice, by=author, needs={"law": "Words of mine."}, language="en")
    return Need.objects.get(practice=practice, author=author)


def _offer(edition: Edition, author: Membership, is_need: bool = False, text: str = "Words of mine.") -> Offering:
    said = {"kind": "need" if is_need else "offer", "topic": edition.topics.first(), "aspect": None, "practice": None}
    said |= {"text": text, "language": "en"}
    return offers.offer(edition, by=author, said=said, client_id=uuid.uuid4())


def cell_of(edition: Edition, aspect: str = "branches", bloc: str = "ECOWAS", state: str = "") -> Provision:
    """The cell of a bloc on an aspect of the first topic that has it; with ``state``, a row beneath it."""
    of = {"aspect__slug": aspect, "bloc__code": bloc, "state__code": state or None}
    found = Provision.objects.filter(aspect__topic__edition=edition, **{k: v for k, v in of.items() if v is not None})
    found = found if state else found.filter(state=None)
    return found.select_related("aspect__topic__edition").get()


def _mark(edition: Edition, author: Membership) -> Mark:
    """Marks what the other shore has."""
    other = edition.blocs.exclude(pk=author.bloc_id).first()
    marking.mark(cell_of(edition, bloc=other.code), by=author, why="Words of mine.", language="en")
    return author.marks.select_related("member__edition").latest("pk")


def _comment(edition: Edition, author: Membership) -> CardComment:
    """Comments on a card of the author's own."""
    card = cards.take_home(edition, by=author, content={"what": "A card."})
    return discussing.comment(card, by=author, body="Words of mine.", language="en", client_id=uuid.uuid4())


COMPARED: dict[str, Callable[..., Any]] = {
    "view": lambda edition, author: saying.say(cell_of(edition).aspect, by=author, law="level", why="Words of mine."),
    "dispute": lambda edition, author: disputes.dispute(cell_of(edition), by=author, reason="Words of mine."),
    "correction": lambda edition, author: corrections.propose(
        cell_of(edition), by=author, proposed={"year": 2014}, source="Words of mine."
    ),
    "practice": _practice,
    "need": _need,
    "offer": _offer,
    "mark": _mark,
    "card": lambda edition, author: cards.take_home(edition, by=author, content={"what": "Words of mine."}),
    "card-comment": _comment,
}


def write(kind: str, author: Membership, **said: Any) -> Any:
    """Writes as ``author`` in the first topic of their course; a message goes to its plenary."""
    edition = author.edition
    topic = edition.topics.first()
    if kind == "reflection":
        answers = {edition.prompts.first().key: "Words of mine."}
        return reflections.publish(topic, by=author, text={"headline": "Mine", "answers": answers, "language": "en"})
    if kind == "message":
        plenary = edition.rooms.get(kind=RoomKind.PLENARY)
        say(Work(plenary.pk, author.pk, Send(uuid.uuid4(), "Words of mine.")))
        return Message.objects.filter(author=author).latest("pk")
    if kind in COMPARED:
        return COMPARED[kind](edition, author, **said)
    text = {"body": "Words of mine.", "language": "en", "client_id": uuid.uuid4()}
    thread = posting.open_thread(topic, by=author, kind=ThreadKind.QUESTION, title="Words of mine", **text)
    return thread if kind == "thread" else thread.posts.get()
