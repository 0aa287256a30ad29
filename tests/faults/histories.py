"""Histories: all frames that one client sent and received, in the order in which it saw them, one JSON object a line.

The first line names the client: ``{"client", "person", "member", "room", "door"}``. Each later line has ``at`` (seconds
of the machine's monotonic clock, the same for all processes), ``n`` (the number of the client's connection), and one of
``open`` (the transport), ``say`` (a frame), ``hear`` (a frame; an HTTP answer is written as the frame that it stands
for), ``end`` (the close code).
"""

import dataclasses
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class History:
    """Writes the texts of frames unparsed, because they are JSON already."""

    def __init__(self, folder: Path, client: str, person: str, member: int, room: int, door: str) -> None:
        place = folder / f"room-{room}"
        place.mkdir(parents=True, exist_ok=True)
        self.file = (place / f"{client}.jsonl").open("w", encoding="utf-8", buffering=1 << 16)
        who = {"client": client, "person": person, "member": member, "room": room, "door": door}
        self.file.write(json.dumps(who) + "\n")

    def open(self, n: int, door: str) -> None:
        self._line(n, "open", json.dumps(door))

    def say(self, n: int, text: str) -> None:
        self._line(n, "say", text)

    def hear(self, n: int, text: str) -> None:
        self._line(n, "hear", text)

    def end(self, n: int, code: int) -> None:
        self._line(n, "end", str(code))

    def _line(self, n: int, what: str, text: str) -> None:
        self.file.write(f'{{"at":{time.monotonic():.4f},"n":{n},"{what}":{text}}}\n')

    def close(self) -> None:
        self.file.close()


@dataclasses.dataclass
class Story:
    """A history that was read from its file."""

    client: str
    person: str
    member: int
    room: int
    door: str
    events: list[dict[str, Any]]

    def said(self) -> Iterator[dict[str, Any]]:
        return (event["say"] for event in self.events if "say" in event)

    def heard(self) -> Iterator[dict[str, Any]]:
        return (event["hear"] for event in self.events if "hear" in event)


def read(file: Path) -> Story:
    with file.open(encoding="utf-8") as lines:
        return Story(**json.loads(next(lines)), events=[json.loads(line) for line in lines])
