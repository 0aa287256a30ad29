"""A room for everybody; for tests from outside, one staged course for all servers of the run."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from academy.models import Membership
from rooms.messages.posting import Ack, Refusal, Work, post
from rooms.models import Room, RoomKind
from tests.server import Server, Stage, serving, the_stage


@pytest.fixture
def room(edition) -> Room:
    return edition.rooms.get(kind=RoomKind.PLENARY)


@pytest.fixture
def does(room) -> Callable[..., Ack | Refusal]:
    """``does(adjoa, act)`` does one act of one member in the room, and returns its answer."""

    def act(member: Membership, what: Any, where: Room = room) -> Ack | Refusal:
        return post(Work(where.pk, member.pk, what)).answers[0]

    return act


@pytest.fixture(scope="session")
def stage(tmp_path_factory) -> Stage:
    return the_stage(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def server(stage, tmp_path_factory) -> Iterator[Server]:
    """One served course for all tests of a file, so each takes a room of its own. Its rate limit refuses nobody."""
    with serving(stage, tmp_path_factory.mktemp("served"), KAPOK_ROOM_RATE="100000") as server:
        yield server


@pytest.fixture(scope="module")
def _pairs(server) -> Iterator[int]:
    """Rooms of Adjoa and Kerwin that no test has used. "pair" and "pair1" are for tests that leave nothing behind."""
    return iter([server.said["rooms"][f"pair{number}"] for number in range(2, 40)])


@pytest.fixture
def pair(_pairs) -> int:
    return next(_pairs)
