"""Replays from a client's history the state that it holds, as live.md describes it, and finds the faults in it."""

import dataclasses
from typing import Any

from tests.faults.histories import Story


@dataclasses.dataclass(frozen=True)
class Fault:
    kind: str
    what: str


EMPTY = {"stage": None, "edited_at": None, "deleted_at": None, "hidden_at": None, "reply_to": None, "reactions": {}}


def whole(message: dict[str, Any]) -> dict[str, Any]:
    """Returns a lean message with the fields that were left out."""
    return EMPTY | {"html": message["body"] and f"<p>{message['body']}</p>\n"} | message


def content(message: dict[str, Any]) -> tuple[Any, ...]:
    """Returns all of a message that its revision fixes. Reactions may be newer, as they were when the page was read."""
    names = ("id", "seq", "rev", "author", "body", "reply_to", "sent_at", "edited_at", "deleted_at")
    return tuple(message[name] for name in names)


class Follower:
    def __init__(self, story: Story, touched: dict[int, int]) -> None:
        self.client, self.polls, self.touched = story.client, story.door != "socket", touched
        self.held: dict[int, dict[str, Any]] = {}
        self.rev = 0  # complete up to here, except ``pending``
        self.pending: set[int] = set()  # skipped revisions, whose message has to come in a later state
        self.heard = 0  # the last revision heard on this connection since its last hello
        self.since, self.asking = 0, not self.polls
        self.told = 0  # the revision that frames on this connection have reached since the last welcome
        self.lean = False  # asked for in the last hello
        self.faults: list[Fault] = []

    def fault(self, kind: str, what: str) -> None:
        self.faults.append(Fault(kind, f"{self.client}: {what}"))

    def say(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "hello":
            self.since, self.asking, self.lean = frame["since"], True, frame.get("lean", False)
            if frame["since"] != self.rev:
                self.fault("missed", f"said hello with {frame['since']}, has {self.rev}: the client is wrong")

    def hear(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "welcome":
            self.heard, self.told, self.asking = self.since, min(self.since, frame["rev"]), False
        elif frame["type"] == "changes" and not self.asking:
            self.changes(frame)

    def changes(self, frame: dict[str, Any]) -> None:
        revs = [message["rev"] for message in frame["messages"]]
        if revs != sorted(set(revs)) or (revs and revs[-1] > frame["rev"]):
            self.fault("out of order", f"a frame with {revs}, up to {frame['rev']}")
        if not revs and not self.polls:
            return
        if not self.polls:
            if frame["after"] != self.told:
                self.fault("out of order", f"after {frame['after']}, and what was told before reached {self.told}")
            self.told = frame["rev"]
            if frame["after"] > self.rev:
                return  # a gap: the client says hello and ignores changes until the welcome
        for message in frame["messages"]:
            self.take(whole(message) if self.lean else message)
        self.pending |= set(range(self.rev + 1, frame["rev"] + 1)) - set(revs)
        self.rev = max(self.rev, frame["rev"])
        if not frame["more"]:
            self.settle()

    def take(self, message: dict[str, Any]) -> None:
        before = self.held.get(message["id"])
        if before is not None and before["rev"] == message["rev"]:
            if content(before) != content(message):
                self.fault("doubled", f"{content(before)} came again as {content(message)}")
        elif message["rev"] <= self.heard or (before is not None and message["rev"] < before["rev"]):
            self.fault("out of order", f"heard {content(message)} after revision {self.heard}")
        self.held[message["id"]] = message
        self.heard = max(self.heard, message["rev"])

    def settle(self) -> None:
        """Every skipped revision is covered by a later revision of the same message."""
        for rev in self.pending:
            id = self.touched.get(rev)
            if id is not None and self.held.get(id, {"rev": 0})["rev"] < rev:
                self.fault("missed", f"revision {rev} (message {id}) never came; is at {self.rev}")
        self.pending.clear()


def follow(story: Story, touched: dict[int, int], final: list[dict[str, Any]]) -> list[Fault]:
    """Returns the client's faults. ``touched``: the message that each revision changed. In the end the client holds the
    same as a newcomer.
    """
    follower = Follower(story, touched)
    for event in story.events:
        if "say" in event:
            follower.say(event["say"])
        elif "hear" in event:
            follower.hear(event["hear"])
        elif "end" in event:
            follower.asking = True
    newcomer = {message["id"]: message for message in final}
    for id in newcomer.keys() | follower.held.keys():
        if newcomer.get(id) != follower.held.get(id):
            follower.fault("missed", f"in the end holds {follower.held.get(id)}, a newcomer {newcomer.get(id)}")
    return follower.faults
