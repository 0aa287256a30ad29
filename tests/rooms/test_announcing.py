"""Over one Redis, all processes get every announcement; over several, a room's own group gets its announcements."""

import pytest

from rooms import announcing
from rooms.announcing import ALL, MembershipChanged, Passing, Present, RoomClosed, RoomsReached, SessionEnded, SignedOut

pytestmark = pytest.mark.pure
ROOMS = RoomsReached([(3, 7), (4, 1)])
PRESENT = Present([(3, [1, 2]), (4, [])])
TYPING = Passing(3, {"type": "typing", "who": 1})
MEMBER = MembershipChanged(1)


class Layer:
    def __init__(self) -> None:
        self.sent: list[tuple[str, announcing.Announcement | None]] = []

    async def group_send(self, group: str, message: dict) -> None:
        assert (message["type"], message["by"]) == ("announcement", announcing.PROCESS)
        self.sent.append((group, announcing.parse(message)))


@pytest.fixture
def layer(monkeypatch) -> Layer:
    made = Layer()
    monkeypatch.setattr(announcing, "get_channel_layer", lambda: made)
    return made


@pytest.mark.parametrize("said", [ROOMS, PRESENT, TYPING, MEMBER], ids=lambda said: said.what)
async def test_one_redis_carries_an_announcement_as_one_message(layer, said):
    await announcing.tell_others(said)
    assert layer.sent == [(ALL, said)]


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        (ROOMS, [("kapok.room.3", RoomsReached([(3, 7)])), ("kapok.room.4", RoomsReached([(4, 1)]))]),
        (PRESENT, [("kapok.room.3", Present([(3, [1, 2])])), ("kapok.room.4", Present([(4, [])]))]),
        (TYPING, [("kapok.room.3", TYPING)]),
        (RoomClosed(3), [("kapok.room.3", RoomClosed(3))]),
        (MEMBER, [(ALL, MEMBER)]),
    ],
    ids=["rooms", "present", "passing", "closed", "membership"],
)  # fmt: skip
async def test_each_room_has_a_group_when_there_are_several_redis_servers(layer, settings, said, parts):
    settings.ROOMS_HAVE_GROUPS = True
    await announcing.tell_others(said)
    assert layer.sent == parts


@pytest.mark.parametrize("said", [ROOMS, PRESENT, TYPING, MEMBER, RoomClosed(3), SignedOut(1), SessionEnded("key")])
def test_another_process_parses_an_announcement(said):
    assert announcing.parse(announcing.serialize(said)) == said


@pytest.mark.parametrize("sent", [{"what": "dance", "room": 3}, {"room": 3}])
def test_a_process_ignores_an_announcement_of_a_later_release(sent, caplog):
    assert announcing.parse(sent) is None
    assert [record.levelname for record in caplog.records] == ["WARNING"]
