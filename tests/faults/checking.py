"""Checks the six promises of live.md against the histories of a room's clients and the room's final state.

Each function returns the faults that it finds; without faults, the promise was kept. A fault's kind is one of KINDS.
"""

import collections
import dataclasses
from collections.abc import Iterable
from typing import Any

from tests.faults.following import Fault, content, follow, whole
from tests.faults.histories import Story

KINDS = (
    "lost",
    "doubled",
    "out of order",
    "missed",
    "answers differ",
    "unanswered",
    "let in",
    "closed wrongly",
    "ended badly",
)
NEW = {"send", "write"}  # acts that make a message
AS_IT_COMES = {1000, 1001, 1005, 1006, 1012, 1013}  # close codes that any connection may end with


@dataclasses.dataclass(frozen=True)
class Measure:
    """A facilitator's measure on a person. It was in force for certain from ``since`` to ``until`` (monotonic seconds),
    while each room went from its revision in ``revs`` to that in ``revs_at_end``.
    """

    person: str
    member: int
    what: str  # mute, suspension, sign-out
    since: float
    until: float
    revs: dict[int, int]
    revs_at_end: dict[int, int]


@dataclasses.dataclass
class Acts:
    """All acts in a room by (member, id), with their answers: acks as (message, seq, rev).

    ``copies``: how often each was sent. An HTTP request counts twice, because the proxy may double it.
    """

    said: dict[tuple[int, str], dict[str, Any]] = dataclasses.field(default_factory=dict)
    acks: dict[tuple[int, str], set[tuple[int, int, int]]] = dataclasses.field(default_factory=dict)
    placed: dict[tuple[int, str], set[int]] = dataclasses.field(default_factory=dict)
    refused: dict[tuple[int, str], set[str]] = dataclasses.field(default_factory=dict)
    copies: collections.Counter[tuple[int, str]] = dataclasses.field(default_factory=collections.Counter)

    def open(self) -> list[tuple[int, str]]:
        """Returns acts that may have been done or not: unanswered, or refused once while the author was muted."""
        return [
            key
            for key in self.said
            if key not in self.acks
            and (key not in self.refused or (self.refused[key] == {"muted"} and self.copies[key] > 1))
        ]

    def by_rev(self) -> list[tuple[int, int, int, int, dict[str, Any]]]:
        """Returns (rev, message, seq, member, act) of each acknowledged act, in the order of revisions."""
        return sorted(
            ((rev, message, seq, key[0], self.said.get(key, {})) for key, known in self.acks.items()
             for message, seq, rev in known),
            key=lambda act: act[:3],
        )  # fmt: skip


def acts_of(stories: Iterable[Story]) -> Acts:
    acts = Acts()
    for story in stories:
        for frame in story.said():
            if frame["type"] in {"send", "edit", "delete", "react", "write"}:
                acts.said.setdefault((story.member, frame["id"]), frame)
                acts.copies[story.member, frame["id"]] += 1 if story.door == "socket" else 2
        for frame in story.heard():
            key = (story.member, frame.get("id"))
            if frame["type"] == "ack":
                acts.acks.setdefault(key, set()).add((frame["message"], frame["seq"], frame["rev"]))
            elif frame["type"] == "placed":
                acts.placed.setdefault(key, set()).add(frame["message"])
            elif frame["type"] == "nack" and frame["code"] != "rate":
                acts.refused.setdefault(key, set()).add(frame["code"])
    return acts


def answers(acts: Acts) -> list[Fault]:
    """Each id has one answer, over sockets and HTTP alike."""
    faults = []
    for key, known in acts.acks.items():
        if len(known) > 1 or {message for message, _seq, _rev in known} | acts.placed.get(key, set()) != {
            message for message, _seq, _rev in known
        }:
            faults.append(Fault("answers differ", f"{key}: {sorted(known)}, {acts.placed.get(key)}"))
        if key in acts.refused:
            faults.append(Fault("answers differ", f"{key}: {sorted(known)}, and refused {acts.refused[key]}"))
    unanswered = [key for key in acts.said if key not in acts.acks and key not in acts.refused]
    return faults + [Fault("unanswered", f"{key}: {acts.said[key]}") for key in unanswered]


def revisions(acts: Acts, last: int) -> list[Fault]:
    """Revisions count 1, 2, 3 … without gaps, each given once. ``last``: the room's revision in the end."""
    given = collections.Counter(rev for known in acts.acks.values() for _message, _seq, rev in known)
    faults = [Fault("doubled", f"revision {rev} was given {times} times") for rev, times in given.items() if times > 1]
    faults += [Fault("lost", f"revision {rev} is past the room's last, {last}") for rev in given if rev > last]
    holes = sorted(set(range(1, last + 1)) - set(given))
    if len(holes) > len(acts.open()):
        faults.append(Fault("lost", f"{len(holes)} revisions belong to nothing that was said: {holes[:5]}"))
    return faults


def messages(acts: Acts, final: list[dict[str, Any]]) -> list[Fault]:
    """Acknowledged acts are in the room in their last state; acts that were refused, or that nobody did, are not."""
    expected, faults = replay(acts), list[Fault]()
    found = {message["id"]: message for message in final}
    if len(found) < len(final):
        faults.append(Fault("doubled", "a message is read twice"))
    for id, wanted in expected.items():
        message = found.get(id)
        if message is None:
            faults.append(Fault("lost", f"message {id}: {wanted}"))
        elif (is_now := {name: state_of(message)[name] for name in wanted}) != wanted:
            faults.append(Fault("lost", f"message {id} should be {wanted}, is {is_now}"))
    sends = (key for key in acts.open() if acts.said[key]["type"] in NEW)
    possible = collections.Counter((key[0], acts.said[key]["body"]) for key in sends)
    for id, message in found.items():
        if id not in expected:
            possible[message["author"], message["body"]] -= 1
            if possible[message["author"], message["body"]] < 0:
                faults.append(Fault("doubled", f"nobody was told that this was said: {message}"))
    return faults


def replay(acts: Acts) -> dict[int, dict[str, Any]]:
    """Returns the messages that follow from the acks, by id. Reactions are by sign, without their order."""
    room: dict[int, dict[str, Any]] = {}
    for rev, id, seq, member, act in acts.by_rev():
        kind = act.get("type")
        if kind in NEW:
            answers = act.get("reply_to")
            room[id] = {"seq": seq, "author": member, "body": act["body"], "reply_to": answers, "reactions": {}}
        message = room.setdefault(id, {"reactions": {}})
        message |= {"rev": rev}
        if kind == "edit":
            message["body"] = act["body"]
        elif kind == "delete":
            message |= {"body": "", "reactions": {}}
        elif kind == "react":
            signs = message["reactions"].setdefault(act["emoji"], set())
            (signs.add if act["on"] else signs.discard)(member)
    for message in room.values():
        message["reactions"] = {sign: who for sign, who in message["reactions"].items() if who}
    return room


def state_of(message: dict[str, Any]) -> dict[str, Any]:
    return message | {"reactions": {sign: set(who) for sign, who in message["reactions"].items()}}


def places(final: list[dict[str, Any]], acts: Acts) -> list[Fault]:
    """Places are dense, and given in the order of revisions."""
    faults = []
    seqs = sorted(message["seq"] for message in final)
    if seqs != list(range(1, len(seqs) + 1)):
        faults.append(Fault("out of order", f"{len(seqs)} places, not 1 to {len(seqs)}: {seqs[:3]} … {seqs[-3:]}"))
    sent = [seq for _rev, _id, seq, _member, act in acts.by_rev() if act.get("type") in NEW]
    if sent != sorted(sent):
        faults.append(Fault("out of order", "a later message has an earlier place"))
    return faults


def sheet(acts: Acts, final: list[dict[str, Any]]) -> list[Fault]:
    """A version of a field gives way to those alone whose authors had seen it, so that no clash is silent."""
    faults = []
    written = {id: act for _rev, id, _seq, _member, act in acts.by_rev() if act.get("type") == "write"}
    known = {message["id"]: message for message in final if message["kind"] == "field"}
    for id, message in known.items():
        over, act = set(message["over"]), written.get(id)
        if act is not None and over != set(act["over"]):
            faults.append(Fault("lost", f"version {id} is over {sorted(over)}, its author said {act['over']}"))
        if any(known.get(each, {}).get("field") != message["field"] for each in over):
            faults.append(Fault("lost", f"version {id} is over versions of another field: {sorted(over)}"))
    return faults


def one_truth(stories: Iterable[Story]) -> list[Fault]:
    """At one revision, a message is the same for all clients, except its reactions (see ``content``)."""
    known: dict[tuple[int, int], Any] = {}
    faults = []
    for story in stories:
        for frame in story.heard():
            for message in frame.get("messages", ()) if frame["type"] == "changes" else ():
                heard = content(whole(message))
                first = known.setdefault((message["id"], message["rev"]), heard)
                if first != heard:
                    faults.append(Fault("out of order", f"{story.client} heard {heard}, others {first}"))
    return faults


def shut_out(stories: Iterable[Story], acts: Acts, measures: Iterable[Measure]) -> list[Fault]:
    """A person who is muted, suspended or signed out does nothing. The last two hear nothing but their close code."""
    faults = []
    stories, code = list(stories), {"suspension": 4403, "sign-out": 4401}
    for measure in measures:
        room = stories[0].room if stories else 0
        first, last = measure.revs.get(room, 0), measure.revs_at_end.get(room, 0)
        for key, known in acts.acks.items():
            inside = [rev for _message, _seq, rev in known if first < rev <= last]
            if key[0] == measure.member and inside:
                faults.append(Fault("let in", f"{measure.person} did {key[1]} under a {measure.what}: {inside}"))
        for story in stories if measure.what in code else ():
            if story.member == measure.member:
                faults += _outside(story, measure, code[measure.what])
    return faults


def _outside(story: Story, measure: Measure, code: int) -> list[Fault]:
    faults, revs = [], (measure.revs.get(story.room, 0), measure.revs_at_end.get(story.room, 0))
    for event in story.events:
        heard = event.get("hear", {})
        if not measure.since < event["at"] < measure.until:
            continue
        late = [m["rev"] for m in heard.get("messages", ()) if revs[0] < m["rev"] <= revs[1]]
        if late:
            faults.append(Fault("let in", f"{story.client} heard {late} after a {measure.what}"))
        if event.get("end", code) not in AS_IT_COMES | {code}:
            faults.append(Fault("closed wrongly", f"{story.client}: {event['end']}, not {code}"))
    return faults


def check(
    stories: list[Story], final: list[dict[str, Any]], last: int, measures: Iterable[Measure] = ()
) -> list[Fault]:
    """Checks all promises for one room."""
    acts = acts_of(stories)
    faults = answers(acts) + revisions(acts, last) + messages(acts, final) + places(final, acts)
    faults += sheet(acts, final) + one_truth(stories)
    touched = {rev: message for rev, message, _seq, _member, _act in acts.by_rev()}
    for story in stories:
        faults += follow(story, touched, final)
    return faults + shut_out(stories, acts, measures)
