"""One text of each kind that people write, by one author."""

import uuid
from typing import Any

from academy.models import Membership
from forum import posting, reflections
from forum.models import ThreadKind
from rooms.messages.frames import Send
from rooms.messages.posting import Work
from rooms.messages.posting import post as say
from rooms.models import Message, RoomKind

KINDS = ("reflection", "thread", "post", "message")


def write(kind: str, author: Membership) -> Any:
    """Writes as ``author`` in the first topic of their course; a message goes to its plenary."""
    edition = author.edition
    topic = edition.topics.first()
    said = {"body": "Words of mine.", "language": "en", "client_id": uuid.uuid4()}
    if kind == "reflection":
        answers = {edition.prompts.first().key: "Words of mine."}
        return reflections.publish(topic, by=author, text={"headline": "Mine", "answers": answers, "language": "en"})
    if kind == "message":
        plenary = edition.rooms.get(kind=RoomKind.PLENARY)
        say(Work(plenary.pk, author.pk, Send(uuid.uuid4(), "Words of mine.")))
        return Message.objects.filter(author=author).latest("pk")
    thread = posting.open_thread(topic, by=author, kind=ThreadKind.QUESTION, title="Words of mine", **said)
    return thread if kind == "thread" else thread.posts.get()
