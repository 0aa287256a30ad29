"""The guide's blocks, a temporary installation to run them in, and a person who uses it through nginx."""

import asyncio
import json
import os
import re
import shutil
import ssl
import subprocess
import uuid
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.deploy import standins
from tests.held import Held
from tests.services import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "kapok.example.org"
FAILED = "FAILED:"


def blocks(kind: str) -> dict[str, list[str]]:
    """Returns the guide's fenced commands for "one" or "several" processes, by the first word of their section."""
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        name = re.sub(r"^[\d. ]+", "", section).split()[0].lower()
        fenced = re.findall(r"^```sh ?(\w*)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
        found[name] = [block for of, block in fenced if of in {"", kind}]
    return found


class Installation:
    """``base`` holds all files. ``more``: variables that an operator sets before ``. deploy/variables.sh``."""

    def __init__(self, base: Path, **more: str) -> None:
        self.base, self.port = base, free_port()
        base.chmod(0o755)
        for name in ("units", "nginx", "run", "log", "state"):
            (base / name).mkdir()
        shutil.copy("/etc/nginx/mime.types", base / "nginx")
        standins.install(base / "bin")
        # Any shell on that machine has these. The operator sets the others in the first shell; the guide must store
        # them.
        self.everywhere = {
            "PATH": f"{base}/bin:{os.environ['PATH']}:/usr/sbin",
            "LANG": "C.UTF-8",
            "REAL_MAKE": shutil.which("make") or "make",
            "STANDIN_STATE": str(base / "state"),
            "STANDIN_RUN": str(base / "run"),
            "KAPOK_ETC": str(base / "etc"),
            **{name: more.pop(name) for name in ("PGHOST", "PGPORT") if name in more},
        }
        self.variables = {
            "KAPOK_HOST": HOST,
            "KAPOK_CODE": str(base / "opt"),
            "KAPOK_DATA": str(base / "data"),
            "KAPOK_STATIC": str(base / "static"),
            "KAPOK_BACKUP": str(base / "backup"),
            "KAPOK_UNITS": str(base / "units"),
            "KAPOK_NGINX": str(base / "nginx"),
            "KAPOK_NGINX_RUN": str(base / "run"),
            "KAPOK_NGINX_LOG": str(base / "log"),
            "KAPOK_POSTGRESQL": str(base / "postgresql"),
            "KAPOK_REDIS": str(base / "redis"),
            "KAPOK_HTTP_PORT": str(free_port()),
            "KAPOK_HTTPS_PORT": str(self.port),
            "KAPOK_ROOM_PORTS": f"{free_port()} {free_port()}",
            "KAPOK_PAGES_PORTS": f"{free_port()} {free_port()}",
            **more,
        }
        self.shell = self.new_shell(ROOT, self.variables)

    def new_shell(self, folder: Path, variables: dict[str, str]) -> "subprocess.Popen[str]":
        shell = subprocess.Popen(
            ["bash"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
            env=self.everywhere | variables,
        )
        assert shell.stdin is not None
        shell.stdin.write(f"""trap 'echo "{FAILED} $BASH_COMMAND"' ERR\numask 077\n""")
        return shell

    def go_to(self, folder: Path) -> None:
        """Opens a new shell in a new folder, without the variables, as months later."""
        self.shell.kill()
        self.shell.wait()
        self.shell = self.new_shell(folder, {})

    def run(self, *blocks: str) -> str:
        """Returns the output. Raises AssertionError when a command failed."""
        printed = self.paste(*blocks)
        if FAILED not in printed:
            return printed
        logs = "".join(f"\n== {file.name}\n{file.read_text()[-3000:]}" for file in self.logs())
        raise AssertionError(printed[-6000:] + logs)

    def paste(self, *blocks: str) -> str:
        """Types all lines, as a person does, even after a failure. Returns the output, which marks failures with
        FAILED.
        """
        assert self.shell.stdin is not None
        assert self.shell.stdout is not None
        mark, printed = uuid.uuid4().hex, []
        for block in blocks:
            self.shell.stdin.write(f"{block}\n[ $? = 0 ] || echo '{FAILED} the end of a block'\n")
        self.shell.stdin.write(f"echo {mark}\n")
        self.shell.stdin.flush()
        for line in self.shell.stdout:
            if line.strip() == mark:
                return "".join(printed)
            printed.append(line)
        return "".join(printed) + f"{FAILED} the shell"

    def logs(self) -> list[Path]:
        return [*(self.base / "state").glob("*.log"), *(self.base / "log").glob("*.log")]

    def requests(self) -> list[dict[str, Any]]:
        """Returns the entries of nginx's log."""
        return [json.loads(line) for line in (self.base / "log" / "access.log").read_text().splitlines()]

    def end(self) -> None:
        self.shell.kill()
        self.shell.wait()
        standins.end_everything(self.base / "state", self.base / "run")


class Visitor:
    """A person at a browser, on the other side of nginx."""

    def __init__(self, installation: Installation, room: int = 0) -> None:
        self.port, self.room = installation.port, room
        # A reloaded nginx closes idle connections, even one that has just been used again. A browser would retry.
        self.web = self.browser_at("127.0.0.1", rest=0)
        self.trust = ssl.create_default_context()
        self.trust.check_hostname, self.trust.verify_mode = False, ssl.CERT_NONE
        self.acked: dict[str, dict[str, Any]] = {}
        self.outbox: dict[str, str] = {}
        self.held = Held()
        self.comings = 0

    def browser_at(self, address: str, *, rest: int | None = None) -> httpx.Client:
        """Returns another browser, at that address of this machine, with at most ``rest`` idle connections kept
        open.
        """
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=rest)
        transport = httpx.HTTPTransport(verify=False, local_address=address, limits=limits)
        return httpx.Client(
            base_url=f"https://127.0.0.1:{self.port}", headers={"Host": HOST}, transport=transport, timeout=60
        )

    def sign_in(self, link: str) -> None:
        answer = self.web.post(link.removeprefix(f"https://{HOST}"))
        assert answer.status_code == 302, answer.text
        assert "sessionid" in self.web.cookies

    def socket(self) -> Any:
        return connect(
            f"wss://{HOST}/ws/rooms/{self.room}/",
            host="127.0.0.1",
            port=self.port,
            ssl=self.trust,
            origin=f"https://{HOST}",  # type: ignore[arg-type]
            additional_headers={"Cookie": f"sessionid={self.web.cookies['sessionid']}"},
        )

    async def send(self, body: str) -> dict[str, Any]:
        """Sends a message over a socket of its own; returns its ack once the message itself has come too."""
        name = str(uuid.uuid4())
        self.outbox[name] = body
        await self.talk(until=lambda: name in self.acked and self.acked[name]["message"] in self.held.messages)
        return self.acked[name]

    async def talk(self, *, until: Any, says: str = "") -> None:
        """Sends the outbox, and then "<says> 1", "<says> 2" …; reconnects as often as needed."""
        while not until():
            try:
                async with self.socket() as socket:
                    self.comings += 1
                    await socket.send(json.dumps({"type": "hello", "since": self.held.rev}))
                    for name, body in self.outbox.items():
                        await socket.send(json.dumps({"type": "send", "id": name, "body": body}))
                    await self._listen(socket, until, says)
            except (ConnectionClosed, InvalidHandshake, OSError):
                await asyncio.sleep(0.1)

    async def _listen(self, socket: Any, until: Any, says: str) -> None:
        """Sends the next message once all are acknowledged, until ``until()`` is true and nothing is unanswered."""
        async with asyncio.timeout(60):
            while not (until() and not self.outbox):
                if says and not self.outbox and not until():
                    name = str(uuid.uuid4())
                    self.outbox[name] = f"{says} {len(self.acked)}"
                    await asyncio.sleep(0.02)
                    await socket.send(json.dumps({"type": "send", "id": name, "body": self.outbox[name]}))
                frame = json.loads(await socket.recv())
                if frame["type"] == "ack":
                    self.outbox.pop(frame["id"], None)
                    self.acked[frame["id"]] = frame
                elif frame["type"] == "changes":
                    self.held.take(frame)
                elif frame["type"] == "nack":
                    assert frame["code"] == "rate", frame  # too fast, or the database is not back yet
                    await asyncio.sleep(frame.get("retry_after", 1))
                    body = self.outbox[frame["id"]]
                    await socket.send(json.dumps({"type": "send", "id": frame["id"], "body": body}))

    def everything(self) -> list[dict[str, Any]]:
        """Returns the room's messages from the server, oldest first."""
        found, since = [], 0
        while True:
            said = self.web.get(f"/rooms/{self.room}/changes", params={"since": since}).json()
            found += said["messages"]
            since = said["rev"]
            if not said["more"]:
                return found
