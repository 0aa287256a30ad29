"""For any acts in any grouping: revisions have no gaps, acks repeat, and every catch-up ends in the same state."""

import dataclasses
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.conversations import say_hello
from rooms.messages import changes
from rooms.messages.frames import EMOJI, Act, Delete, Edit, React, Send
from rooms.messages.posting import Ack, Work, post_all
from rooms.models import Room, RoomKind

SLOTS = st.integers(0, 11)
# Texts that parsing lets through: no control characters, no lone surrogates.
BODIES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
ACTS = st.one_of(
    st.tuples(st.just("send"), BODIES, st.none() | SLOTS),
    st.tuples(st.just("edit"), BODIES, SLOTS),
    st.tuples(st.just("delete"), SLOTS),
    st.tuples(st.just("react"), SLOTS, st.sampled_from(EMOJI), st.booleans()),
    st.tuples(st.just("again"), SLOTS),
)
# A group shares one commit; one of two members does each act.
GROUPS = st.lists(st.lists(st.tuples(st.integers(0, 1), ACTS), min_size=1, max_size=6), max_size=8)


@dataclasses.dataclass
class Expected:
    """The room as plain Python expects it; ``messages`` by id, each as (author, body, deleted, reactions)."""

    rev: int = 0
    messages: dict[int, list[Any]] = dataclasses.field(default_factory=dict)
    acked: dict[tuple[int, uuid.UUID], Ack] = dataclasses.field(default_factory=dict)

    def take(self, author: int, act: Act, answer: Any) -> None:
        """Compares the answer with the expected one, then applies the act."""
        key = (author, act.id)
        if key in self.acked:
            assert answer == self.acked[key]
            return
        if not self.may(author, act):
            assert not isinstance(answer, Ack)
            return
        assert isinstance(answer, Ack)
        self.acked[key] = answer
        self.rev += 1
        assert answer.rev == self.rev
        self.do(author, act, answer)

    def may(self, author: int, act: Act) -> bool:
        if isinstance(act, Send):
            return act.reply_to is None or act.reply_to in self.messages
        found = self.messages.get(act.message)
        return found is not None and not found[2] and (isinstance(act, React) or found[0] == author)

    def do(self, author: int, act: Act, ack: Ack) -> None:
        if isinstance(act, Send):
            assert ack.seq == len(self.messages) + 1
            self.messages[ack.message] = [author, act.body, False, set()]
            return
        found = self.messages[act.message]
        if isinstance(act, Edit):
            found[1] = act.body
        elif isinstance(act, Delete):
            found[1:] = ["", True, set()]
        elif act.on:
            found[3].add((act.emoji, author))
        else:
            found[3].discard((act.emoji, author))


def act_of(expected: Expected, drawn: tuple, sent_before: list[tuple[int, Act]]) -> Act:
    """A drawn slot is the place of an existing message, or of one that does not exist."""
    kind, *rest = drawn
    ids = sorted(expected.messages)

    def at(slot: int | None) -> int | None:
        return None if slot is None else ids[slot % len(ids)] if ids and slot < 9 else 10**12 + slot

    if kind == "again" and sent_before:
        return sent_before[rest[0] % len(sent_before)][1]
    if kind == "edit":
        return Edit(uuid.uuid4(), at(rest[1]), rest[0])
    if kind == "delete":
        return Delete(uuid.uuid4(), at(rest[0]))
    if kind == "react":
        return React(uuid.uuid4(), at(rest[0]), rest[1], rest[2])
    return Send(uuid.uuid4(), str(rest[0]), at(rest[1]) if kind == "send" else None)


def caught_up(room: Room, state: dict[int, dict], since: int) -> tuple[int, dict[int, dict]]:
    """Returns ``state`` with every page of changes after ``since`` applied, and the revision reached."""
    state = dict(state)
    while True:
        found = changes.since(room.pk, since)
        revisions = [message["rev"] for message in found.messages]
        assert revisions == sorted(set(revisions))
        assert all(since < rev <= found.rev for rev in revisions)
        state |= {message["id"]: message for message in found.messages}
        since = found.rev
        if not found.more:
            return since, state


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(GROUPS)
def test_every_catch_up_ends_with_the_same_room(adjoa, kerwin, groups):
    Room.objects.filter(kind=RoomKind.DIRECT).delete()  # from the example before
    room = say_hello(kerwin, by=adjoa)
    authors, expected, sent_before, readers = [adjoa.pk, kerwin.pk], Expected(), [], {0: {}}
    for group in groups:
        acts = [(authors[who], act_of(expected, drawn, sent_before)) for who, drawn in group]
        done = post_all([Work(room.pk, author, act) for author, act in acts])
        before = expected.rev
        for (author, act), answer in zip(acts, done.answers, strict=True):
            expected.take(author, act, answer)
        sent_before += acts
        # Live sockets get the same changes as a client that reads from the earlier state.
        handed = done.changed.get(room.pk, (before + 1, before, []))
        assert handed[:2] == (before + 1, expected.rev)
        assert handed[2] == changes.since(room.pk, before).messages
        readers[expected.rev] = readers[before] | {message["id"]: message for message in handed[2]}
    finals = [caught_up(room, state, since) for since, state in readers.items()]
    assert all(final == (expected.rev, finals[0][1]) for final in finals)
    assert {pk: (m["author"], m["body"]) for pk, m in finals[0][1].items()} == {
        pk: (author, body) for pk, (author, body, *_rest) in expected.messages.items()
    }
    for pk, (_author, _body, deleted, reactions) in expected.messages.items():
        read = finals[0][1][pk]
        assert bool(read["deleted_at"]) == deleted
        assert {(emoji, who) for emoji, members in read["reactions"].items() for who in members} == reactions


def test_a_long_absence_is_read_in_pages(room, adjoa, does):
    acks = [does(adjoa, Send(uuid.uuid4(), f"{n}")) for n in range(changes.PAGE * 2 + 1)]
    does(adjoa, Edit(uuid.uuid4(), acks[0].message, "the first, last changed"))
    first = changes.since(room.pk, 0)
    assert (len(first.messages), first.more) == (changes.PAGE, True)
    rev, state = caught_up(room, {}, 0)
    assert rev == changes.PAGE * 2 + 2
    assert [message["seq"] for message in state.values()][-1] == 1
    assert {message["seq"] for message in state.values()} == set(range(1, changes.PAGE * 2 + 2))


def characters(page: list[dict]) -> int:
    return sum(len(message["body"]) + len(message["html"]) for message in page)


def test_long_messages_come_in_shorter_pages_that_miss_nothing(room, adjoa, does):
    for number in range(40):
        does(adjoa, Send(uuid.uuid4(), ("&" if number % 10 == 9 else "x") * (number * 100 + 1)))
    pages = [changes.since(room.pk, 0)]
    while pages[-1].more:
        pages.append(changes.since(room.pk, pages[-1].rev))
    assert [message["seq"] for page in pages for message in page.messages] == list(range(1, 41))
    assert all(characters(page.messages) <= 25_000 or len(page.messages) == 1 for page in pages)
    assert any(characters(page.messages) > 20_000 for page in pages)
    assert [message["seq"] for message in changes.since_each({room.pk: 0})[room.pk].messages] == list(range(1, 41))


def test_older_pages_of_long_messages_are_shorter_and_meet(room, adjoa, client_of, does):
    for _number in range(20):
        does(adjoa, Send(uuid.uuid4(), "x" * 4000))
    browser, before, seen = client_of(adjoa), 21, []
    for _page in range(7):
        said = browser.get(f"/rooms/{room.pk}/changes", {"before": str(before)}).json()
        assert (len(said["messages"]), said["more"]) == (min(3, before - 1), before > 3)
        before = said["messages"][0]["seq"]
        seen = [message["seq"] for message in said["messages"]] + seen
    assert seen == list(range(1, 21))


def test_a_client_that_has_everything_or_more_gets_the_rooms_revision(room, adjoa, does):
    does(adjoa, Send(uuid.uuid4(), "One"))
    assert changes.since(room.pk, 1) == changes.since(room.pk, 2**63 - 1) == changes.Changes(1, [], last=1)


def test_older_pages_meet_without_overlap(room, adjoa, does):
    for number in range(7):
        does(adjoa, Send(uuid.uuid4(), str(number)))
    newest, more = changes.older(room.pk, None, size=3)
    assert ([message.seq for message in newest], more) == ([5, 6, 7], True)
    middle, more = changes.older(room.pk, 5, size=3)
    assert ([message.seq for message in middle], more) == ([2, 3, 4], True)
    oldest, more = changes.older(room.pk, 2, size=3)
    assert ([message.seq for message in oldest], more) == ([1], False)
