"""What is announced goes to all processes over one Redis, and to a room's own group where there are several."""

import pytest

from rooms import announcing
from rooms.announcing import ALL

pytestmark = pytest.mark.pure
ROOMS = {"what": "rooms", "revs": [[3, 7], [4, 1]]}
PRESENT = {"what": "present", "rooms": [[3, [1, 2]], [4, []]]}
TYPING = {"what": "passing", "room": 3, "frame": {"type": "typing", "who": 1}}
STANDING = {"what": "standing", "membership": 1}


class Layer:
    def __init__(self) -> None:
        self.sent: list[tuple[str, dict]] = []

    async def group_send(self, group: str, message: dict) -> None:
        self.sent.append((group, {name: value for name, value in message.items() if name not in {"type", "by"}}))


@pytest.fixture
def layer(monkeypatch) -> Layer:
    made = Layer()
    monkeypatch.setattr(announcing, "get_channel_layer", lambda: made)
    return made


@pytest.mark.parametrize("said", [ROOMS, PRESENT, TYPING, STANDING], ids=lambda said: said["what"])
async def test_over_one_redis_all_hear_it_in_one_message(layer, said):
    await announcing.tell_others(said)
    assert layer.sent == [(ALL, said)]


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        (ROOMS, [("kapok.room.3", ROOMS | {"revs": [[3, 7]]}), ("kapok.room.4", ROOMS | {"revs": [[4, 1]]})]),
        (PRESENT, [("kapok.room.3", PRESENT | {"rooms": [[3, [1, 2]]]}),
                   ("kapok.room.4", PRESENT | {"rooms": [[4, []]]})]),
        (TYPING, [("kapok.room.3", TYPING)]),
        ({"what": "closed", "room": 3}, [("kapok.room.3", {"what": "closed", "room": 3})]),
        (STANDING, [(ALL, STANDING)]),
    ],
    ids=["rooms", "present", "passing", "closed", "standing"],
)  # fmt: skip
async def test_over_several_each_room_has_a_group(layer, settings, said, parts):
    settings.ROOMS_HAVE_GROUPS = True
    await announcing.tell_others(said)
    assert layer.sent == parts
