"""Clients without WebSockets: one polls and posts JSON, one fills in the page's form."""

import asyncio
import json
import re
import time
import uuid
from typing import Any
from urllib.parse import urlencode

from tests.faults.clients import Client
from tests.faults.wire import Answer, ask

TOKEN = "t" * 32  # a form's token is valid when the cookie has the same one
WAIT = 2
PATIENCE = 6.0
REFUSED = {"muted", "closed", "too_long", "rate", "forbidden", "invalid"}


class Asker(Client):
    """Follows by polls and sends one act at a time. Its history has each answer as the frame that it stands for."""

    waits = True

    async def live(self) -> None:
        self.n += 1
        self.history.open(self.n, self.seat.door)
        async with asyncio.TaskGroup() as both:
            both.create_task(self.follow())
            both.create_task(self.act())

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"sessionid={self.session}; csrftoken={TOKEN}", "Accept": "application/json"}

    async def follow(self) -> None:
        failures = 0
        while not self.done:
            try:
                failures = 0 if await self.poll(WAIT if self.waits else 0) else failures + 1
            except OSError:
                failures += 1
            await self.rest(failures if self.waits else 4)

    async def poll(self, wait: int) -> bool:
        """Polls until nothing more comes; returns whether every answer was valid."""
        more = True
        while more:
            path = f"/rooms/{self.seat.room}/changes?since={self.rev}" + (f"&wait={wait}" if wait else "")
            answer = await ask(self.port(), "GET", path, self.headers, within=wait + PATIENCE)
            self.counts[f"polled {answer.status}"] += 1
            if answer.status != 200:
                return False
            said = json.loads(answer.body)
            self.history.hear(self.n, '{"type":"changes",' + answer.body.decode().lstrip()[1:])
            self.rev = max(self.rev, said["rev"])
            self.known.extend(message["id"] for message in said["messages"] if not message["deleted_at"])
            more, wait = said["more"], 0
        return True

    async def act(self) -> None:
        while not self.done:
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) / self.seat.pace)
            if self.outbox:
                name, text = next(iter(self.outbox.items()))
                self.counts["resends"] += 1
                if time.monotonic() < self.not_before.pop(name, 0):
                    continue
            elif self.acting:
                text = self.again() or self.think_of_a_send()
            else:
                continue
            try:
                await self.post(json.loads(text))
            except OSError:
                await self.rest(2)

    def think_of_a_send(self) -> str:
        """Makes a message, because live.md has no other acts over HTTP."""
        name = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        body = f"{self.seat.client} {self.counts['sends']}"
        self.counts.update(["sends", "acts"])
        self.outbox[name] = text = json.dumps({"type": "send", "id": name, "body": body, "reply_to": None})
        return text

    async def post(self, act: dict[str, Any]) -> None:
        self.history.say(self.n, json.dumps(act))
        self.take(act["id"], await self.post_json(act))

    async def post_json(self, act: dict[str, Any]) -> Answer:
        said = json.dumps({key: act[key] for key in ("id", "body", "reply_to")})
        headers = self.headers | {"Content-Type": "application/json"}
        return await ask(self.port(), "POST", self.door, headers, said, within=PATIENCE)

    @property
    def door(self) -> str:
        return f"/rooms/{self.seat.room}/messages"

    def take(self, name: str, answer: Answer) -> None:
        """Takes the answer. A refusal to enter leaves the act open, because it may have been done before."""
        self.counts[f"posted {answer.status}"] += 1
        if answer.status >= 500:
            return
        said = json.loads(answer.body)
        if answer.status == 200:
            frame = said | {"type": "ack"}
            self.take_ack(frame)
        elif answer.status in (401, 404) or said["code"] not in REFUSED - {"forbidden"}:
            return
        else:
            frame = said | {"type": "nack", "id": name}
            self.take_nack(frame)
        self.history.hear(self.n, json.dumps(frame))

    def leave(self) -> None:
        self.done = True

    async def look_last(self) -> None:
        while not self.done:
            try:
                self.done = await self.poll(0)
            except OSError:
                await self.rest(2)


class FormClient(Asker):
    """A browser without JavaScript: a form leads to the page, at the message. Then it sends the same id again, as
    JSON.
    """

    waits = False

    async def post(self, act: dict[str, Any]) -> None:
        self.history.say(self.n, json.dumps(act))
        form = urlencode({"id": act["id"], "body": act["body"], "reply_to": "", "csrfmiddlewaretoken": TOKEN})
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        if self.chance.random() < 0.5:
            self.take(act["id"], await ask(self.port(), "POST", self.door, headers, form, within=PATIENCE))
            return
        headers["Accept"] = "text/html"
        answer = await ask(self.port(), "POST", self.door, headers, form, within=PATIENCE)
        self.counts[f"filled in {answer.status}"] += 1
        placed = re.search(r"#message-(\d+)$", answer.header("Location"))
        if answer.status == 302 and placed:
            frame = {"type": "placed", "id": act["id"], "message": int(placed[1])}
            self.history.hear(self.n, json.dumps(frame))
        self.take(act["id"], await self.post_json(act))
