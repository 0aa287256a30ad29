"""Histories of two people in one room, written by hand for the tests of the checker."""

from typing import Any

from tests.faults.histories import Story

ROOM, ADJOA, KERWIN = 7, 1, 2


def message(
    id: int, rev: int, body: str, *, seq: int | None = None, author: int = ADJOA, **more: Any
) -> dict[str, Any]:
    return {
        "id": id, "seq": seq or id, "rev": rev, "author": author, "kind": "said", "stage": None, "body": body,
        "html": body and f"<p>{body}</p>\n", "lang": "fr", "reply_to": None, "sent_at": "s", "edited_at": None,
        "deleted_at": None, "hidden_at": None, "reactions": {}, **more,
    }  # fmt: skip


def changes(*messages: dict[str, Any], rev: int | None = None, more: bool = False) -> dict[str, Any]:
    return {"type": "changes", "messages": list(messages), "rev": rev or messages[-1]["rev"], "more": more}


class Telling:
    """One client's history: ``at`` advances by a second with each frame.

    A frame of changes follows the one before, unless it names another ``after``.
    """

    def __init__(self, member: int, door: str = "socket") -> None:
        name = {ADJOA: "adjoa", KERWIN: "kerwin"}[member]
        self.story = Story(name, name, member, ROOM, door, [])
        self.n = self.at = self.told = 0

    def _then(self, **event: Any) -> "Telling":
        self.at += 1
        self.story.events.append({"at": float(self.at), "n": self.n, **event})
        return self

    def come(self, since: int, rev: int, **more: Any) -> "Telling":
        self.n += 1
        self._then(open=self.story.door)
        return self.hello(since, rev, **more)

    def hello(self, since: int, rev: int, **more: Any) -> "Telling":
        self.say(type="hello", since=since, **more).hear(type="welcome", rev=rev)
        self.told = min(since, rev)
        return self

    def say(self, **frame: Any) -> "Telling":
        return self._then(say=frame)

    def send(self, id: str, body: str) -> "Telling":
        return self.say(type="send", id=id, body=body, reply_to=None)

    def hear(self, **frame: Any) -> "Telling":
        if frame["type"] == "changes":
            frame = {"after": self.told, **frame}
            self.told = frame["rev"]
        return self._then(hear=frame)

    def ack(self, id: str, message: int, seq: int, rev: int) -> "Telling":
        return self.hear(type="ack", id=id, message=message, seq=seq, rev=rev)

    def end(self, code: int = 1006) -> "Telling":
        return self._then(end=code)
