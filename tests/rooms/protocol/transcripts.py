"""The examples of ``docs/live.md``, read and acted out against a server.

A transcript is a fenced block marked ``room``. It happens in an unused room of Adjoa and Kerwin:

    adjoa connects                        a WebSocket of hers opens (``to plenary``, ``to $room``: in another room)
    adjoa → {"type": "hello", …}          she says this frame
    adjoa ← {"type": "welcome", …}        the next frame of that type that she gets is this one
    adjoa ← closed 4400                   her socket is closed with this code
    adjoa → GET /rooms/$room/changes      she sends a request; JSON follows a POST, fields follow a FORM
    adjoa ← 200 {…}                       the server answers so
    adjoa ← 302 to /rooms/$other/         or redirects to that address

A name without a session, like ``nobody``, is not signed in. Text in single quotes is sent unchanged, valid or not.
``…`` stands for any value, or for the rest of an object or list. ``$name`` stands for the same value everywhere; when a
client sends it first, it is a new UUID.
"""

import asyncio
import contextlib
import json
import re
import uuid
from typing import Any

import httpx

from tests.server import PATIENCE, ROOT, Server, closing_code, heard, say

TEXT = (ROOT / "docs" / "live.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(?P<kind>room|python room) (?P<title>.+?)\n(?P<lines>.*?)^```$", re.M | re.S)
_BARE = re.compile(r'"(?:[^"\\]|\\.)*"|(?P<rest>(?:,|(?<=\{))\s*…(?=\s*\}))|(?P<any>…)|(?P<name>\$\w+)')
_LINE = re.compile(r"^(?P<who>\w+) (?P<way>→|←|connects(?: to (?P<room>\$?\w+))?)(?: (?P<what>.*))?$")


def transcripts() -> dict[str, list[str]]:
    """Returns the lines of each transcript by its title; a line that begins with a space continues the one before."""
    blocks = [block for block in _BLOCK.finditer(TEXT) if block["kind"] == "room"]
    return {block["title"]: re.sub(r"\n +", " ", block["lines"]).splitlines() for block in blocks}


def program(title: str) -> str:
    """Returns the Python of the block marked ``python room <title>``."""
    (found,) = (
        block["lines"] for block in _BLOCK.finditer(TEXT) if block["kind"] != "room" and block["title"] == title
    )
    return found


def pattern(written: str) -> Any:
    """Returns the JSON of a line, with ``…`` and ``$name`` as strings of their own."""

    def quoted(match: re.Match[str]) -> str:
        if match["rest"] is not None:
            return ', "…": "…"' if match["rest"].startswith(",") else '"…": "…"'
        return f'"{match["any"] or match["name"]}"' if match["any"] or match["name"] else match[0]

    return json.loads(_BARE.sub(quoted, written))


class Performance:
    """Acts out one transcript. ``known``: the values of ``$names``."""

    def __init__(self, server: Server, room: int, stack: contextlib.AsyncExitStack) -> None:
        self.server, self.room, self.stack = server, room, stack
        self.known: dict[str, Any] = {f"${name}": pk for name, pk in server.said["members"].items()} | {"$room": room}
        self.lines: dict[str, Any] = {}
        self.unasked: dict[str, list[dict[str, Any]]] = {}
        self.answers: dict[str, httpx.Response] = {}

    async def act(self, written: str) -> None:
        line = _LINE.match(written)
        assert line, written
        who, what = line["who"], line["what"] or ""
        if line["way"].startswith("connects"):
            named = self.known | self.server.said["rooms"]
            room = named.get(line["room"], line["room"]) if line["room"] else self.room
            opened = self.server.socket(who if who in self.server.said["sessions"] else None, room)
            self.lines[who] = await self.stack.enter_async_context(opened)
        elif line["way"] == "→":
            await self.say(who, what)
        elif what.startswith("closed"):
            assert await closing_code(self.lines[who]) == int(what.split()[1])
        elif what[0].isdigit():
            status, _, body = what.partition(" ")
            answer = self.answers.pop(who)
            assert answer.status_code == int(status), answer.text
            if body.startswith("to "):
                self.led(body.removeprefix("to "), answer.headers["Location"])
            elif body:
                self.compare(pattern(body), answer.json())
        else:
            expected = pattern(what)
            self.compare(expected, await self.next(who, expected["type"]))

    async def next(self, who: str, kind: str) -> dict[str, Any]:
        """Returns the next frame of that type; frames before it are kept for later lines."""
        kept = self.unasked.setdefault(who, [])
        async with asyncio.timeout(PATIENCE):
            while kind not in [frame["type"] for frame in kept]:
                kept.append(await heard(self.lines[who]))
        return kept.pop([frame["type"] for frame in kept].index(kind))

    async def say(self, who: str, what: str) -> None:
        asked = re.match(r"(GET|POST|FORM) (\S+) ?(.*)", what)
        if asked is None:
            if what.startswith("'"):
                await self.lines[who].send(what.strip("'"))
            else:
                await say(self.lines[who], **self.filled(pattern(what)))
            return
        await self.ask(who, *asked.groups())

    async def ask(self, who: str, method: str, address: str, body: str) -> None:
        """Sends a form with the token from the room's page."""
        cookies = {"sessionid": self.server.said["sessions"][who]} if who in self.server.said["sessions"] else {}
        async with httpx.AsyncClient(base_url=self.server.base, cookies=cookies, timeout=40) as client:
            address = re.sub(r"\$\w+", lambda name: str(self.known[name[0]]), address)
            said = self.filled(pattern(body)) if body else None
            if method == "FORM":
                await client.get(f"/rooms/{self.room}/")
                token = {"X-CSRFToken": client.cookies["csrftoken"]}
                self.answers[who] = await client.post(address, data=said, headers=token)
            else:
                self.answers[who] = await client.request(method, address, json=said)

    def led(self, written: str, found: str) -> None:
        """Compares an address: each ``$name`` in it is a number."""
        match = re.fullmatch(re.sub(r"\$(\w+)", r"(?P<\1>\\d+)", written), found)
        assert match, (written, found)
        for name, number in match.groupdict().items():
            self.compare(f"${name}", int(number))

    def filled(self, said: Any) -> Any:
        if isinstance(said, dict):
            return {key: self.filled(value) for key, value in said.items()}
        if isinstance(said, list):
            return [self.filled(value) for value in said]
        if isinstance(said, str) and said.startswith("$"):
            return self.known.setdefault(said, str(uuid.uuid4()))
        return said

    def compare(self, expected: Any, found: Any) -> None:
        if expected == "…":
            return
        if isinstance(expected, str) and expected.startswith("$"):
            assert self.known.setdefault(expected, found) == found, (expected, self.known[expected], found)
        elif isinstance(expected, dict):
            assert isinstance(found, dict), found
            missing, more = set(expected) - {"…"} - set(found), set(found) - set(expected)
            assert not missing, (missing, found)
            assert not more or "…" in expected, (more, found)
            for key in set(expected) - {"…"}:
                self.compare(expected[key], found[key])
        elif isinstance(expected, list):
            assert isinstance(found, list), found
            if expected == ["…"]:
                return
            assert len(expected) == len(found), found
            for one, other in zip(expected, found, strict=True):
                self.compare(one, other)
        else:
            assert expected == found, (expected, found)


async def act_out(lines: list[str], server: Server, room: int) -> None:
    async with contextlib.AsyncExitStack() as stack, asyncio.timeout(60):
        performance = Performance(server, room, stack)
        for line in lines:
            if line.strip():
                await performance.act(line)
