"""``/metrics`` of a process shows what happened in its rooms."""

import time
import uuid

from tests.server import closing_code, hear, hello, say, send


def grown(server, before: dict[str, float], **by: float) -> None:
    """Each figure soon grows by so much."""
    wanted, until = {f"kapok_room_{name}": value for name, value in by.items()}, time.monotonic() + 5
    while True:
        now = server.figures()
        found = {name: now[name] - before[name] for name in wanted}
        if found == wanted or time.monotonic() > until:
            break
        time.sleep(0.1)
    assert found == wanted


async def test_sockets_acts_and_closes_are_counted(server, pair):
    before = server.figures()
    async with server.socket("adjoa", pair) as adjoa, server.socket("kerwin", pair) as kerwin:
        await hello(adjoa)
        await hello(kerwin)
        grown(server, before, sockets=2)
        await send(adjoa, "One")
        await send(kerwin, "Two")
        with server.http("adjoa") as browser:
            browser.post(f"/rooms/{pair}/messages", json={"id": str(uuid.uuid4()), "body": "Three"})
            browser.post(f"/rooms/{pair}/messages", json={"id": str(uuid.uuid4()), "body": "Four", "reply_to": 2**60})
        await say(kerwin, type="delete", id=str(uuid.uuid4()), message=2**60)
        await hear(kerwin, "nack")
        grown(server, before, sends_total=5, ack_seconds_count=3, nacks_total=2)
        await adjoa.send("no frame")
        assert await closing_code(adjoa) == 4400
        grown(server, before, sockets=1)
    async with server.socket("adjoa", 2**40) as nowhere:
        assert await closing_code(nowhere) == 4404
    grown(server, before, sockets=0)
    now = server.figures()
    for code, count in {"4400": 1, "4404": 1}.items():
        name = f"kapok_room_closes_total {code}"
        assert now[name] - before[name] == count
    assert now["kapok_room_deliveries_total"] - before["kapok_room_deliveries_total"] >= 6
    assert now["kapok_room_waiting"] == 0
    assert now["kapok_room_unread_bytes"] == 0
