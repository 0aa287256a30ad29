"""Follows docs/operating.md word for word in a temporary folder: install, use, upgrade, lose everything, restore."""

import asyncio
import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.deploy import proxy, versions
from tests.deploy.installation import HOST, ROOT, Installation, Visitor, blocks
from tests.services import Missing, free_port, postgresql, redis

# "pure": the tests start databases of their own, so one run is enough for both databases of the test suite.
pytestmark = [pytest.mark.faults, pytest.mark.pure]
TEXT = "Mwen wè papye yo: 12 mois, pas 11"


def needed(*programs: str) -> None:
    for program in programs:
        if shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin") is None:
            pytest.skip(f"{program} is not installed")
    if os.geteuid() != 0:
        pytest.skip("the guide is for root, who may start nginx as its own user")


@pytest.fixture
def base() -> Iterator[Path]:
    """A folder outside of pytest's, because nginx and PostgreSQL run as users who may not enter that one."""
    with tempfile.TemporaryDirectory(prefix="kapok-guide-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def several(base) -> Iterator[Installation]:
    needed("nginx", "make", "envsubst", "openssl", "curl", "pg_dump")
    shipped = (ROOT / "deploy" / "postgresql.conf").read_text().replace("${KAPOK_BACKUP}", f"{base}/backup")
    settings = [
        line.replace(" = ", "=").replace("='", "=").rstrip("'") for line in shipped.splitlines() if " = " in line
    ]
    settings = [line for line in settings if not line.startswith("#")]
    with contextlib.ExitStack() as stack:
        try:
            server = urlsplit(stack.enter_context(postgresql(*settings)))
            cache = stack.enter_context(redis())
        except Missing as missing:
            pytest.skip(str(missing))
        as_on_debian(server.geturl())
        address = f"{server.hostname}:{server.port}"
        made = Installation(
            base,
            DATABASE_URL=f"postgresql://kapok@{address}/kapok",
            REDIS_URL=cache,
            PGHOST=str(server.hostname),
            PGPORT=str(server.port),
        )
        stack.callback(made.end)
        yield made


def as_on_debian(url: str) -> None:
    """Names the superuser postgres; no user is named kapok yet."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE postgres SUPERUSER LOGIN")
    with psycopg.connect(url.replace("kapok@", "postgres@"), autocommit=True) as connection:
        connection.execute("ALTER ROLE kapok RENAME TO first")


@pytest.fixture
def one(base) -> Iterator[Installation]:
    needed("nginx", "make", "envsubst", "openssl", "curl", "sqlite3")
    made = Installation(base, KAPOK_ROOM_PORTS=str(free_port()), KAPOK_PAGES_PORTS="")
    yield made
    made.end()


def install(installation: Installation, kind: str) -> Visitor:
    printed = installation.run(*blocks(kind)["install"])
    assert not list(installation.base.rglob("roster.csv")), "people's addresses are not left about"
    link = re.findall(rf"https://{HOST}/enter/\S+", printed)[-1]
    visitor = Visitor(installation, plenary(installation))
    visitor.sign_in(link)
    return visitor


def plenary(installation: Installation) -> int:
    listed = installation.run("kapok list_rooms --course lma-2027")
    return int(re.findall(r"^ *(\d+)  plenary", listed, re.MULTILINE)[0])


def test_an_installation_of_several_processes(several) -> None:
    visitor = install(several, "several")
    assert (several.base / "postgresql" / "15" / "main" / "conf.d" / "kapok.conf").read_text()
    assert (several.base / "redis" / "redis.conf").read_text().count("include") == 1
    use_it(visitor)
    proxy.what_nginx_serves(several, visitor)
    proxy.a_hall_of_people_behind_one_address_is_let_in(visitor)
    proxy.a_machine_is_stopped_and_nobody_else(visitor)
    a_room_lives_in_one_process(several, visitor)
    upgrade_while_somebody_talks(several, visitor, "several")
    no_fault_is_in_the_logs(several)
    versions.a_failed_upgrade_changes_nothing(several, visitor)
    several.run(*blocks("several")["back"])
    several.run(f"psql -U postgres -d postgres -c 'DROP DATABASE kapok WITH (FORCE)'; rm -rf {several.base}/data/*")
    several.run(f"rm {several.base}/etc/*")
    several.run(*blocks("several")["restore"])
    everything_is_there_again(visitor)
    assert list((several.base / "backup" / "wal").iterdir()), "every commit is kept"
    assert "kapok_room_sockets" in several.run(*blocks("several")["what"])
    proxy.without_pages_people_are_told(several, visitor)
    nothing_private_is_in_the_logs(several)


def test_an_installation_of_one_process(one) -> None:
    visitor = install(one, "one")
    use_it(visitor)
    first = versions.style_of(visitor)
    upgrade_while_somebody_talks(one, visitor, "one")
    second = versions.style_of(visitor)
    one.run(*blocks("one")["go"])
    assert versions.style_of(visitor) == first != second, "a page has its own release's style"
    no_fault_is_in_the_logs(one)
    one.run(*blocks("one")["back"])
    one.run(f"rm -rf {one.base}/data/* {one.base}/etc/*")
    one.run(*blocks("one")["restore"])
    everything_is_there_again(visitor)
    nothing_private_is_in_the_logs(one)


def use_it(visitor: Visitor) -> None:
    """Sends a message over a socket while a long poll waits for it."""
    with ThreadPoolExecutor(1) as thread:
        rev = visitor.web.get(f"/rooms/{visitor.room}/changes", params={"since": 0}).json()["rev"]
        waiting = thread.submit(visitor.web.get, f"/rooms/{visitor.room}/changes", params={"since": rev, "wait": 25})
        ack = asyncio.run(visitor.send(TEXT))
        heard = waiting.result(timeout=40)
    assert heard.status_code == 200
    assert [message["id"] for message in heard.json()["messages"]] == [ack["message"]]
    assert heard.json()["messages"][0]["body"] == TEXT


def a_room_lives_in_one_process(several: Installation, visitor: Visitor) -> None:
    async def come_and_go() -> None:
        for _n in range(6):
            async with visitor.socket():
                pass

    asyncio.run(come_and_go())
    for number in (visitor.room, f"0{visitor.room}", f"000{visitor.room}"):
        visitor.web.get(f"/rooms/{number}/changes", params={"since": 0, "wait": 1})
    too_much = visitor.web.request("POST", f"/rooms/{visitor.room}/changes?wait=1", content=b"x" * 20_000)
    assert too_much.status_code == 413
    of_the_room = [line for line in several.requests() if re.search(rf"/rooms/0*{visitor.room}/", line["path"])]
    rooms = {f"127.0.0.1:{port}" for port in several.variables["KAPOK_ROOM_PORTS"].split()}
    sockets = {line["process"] for line in of_the_room if line["path"].startswith("/ws/")}
    polls = {line["process"] for line in of_the_room if line["path"].endswith("/changes")} & rooms
    assert len(sockets) == 1
    assert sockets <= rooms
    assert polls == sockets, "however its number is written"


def upgrade_while_somebody_talks(installation: Installation, visitor: Visitor, kind: str) -> None:
    """Upgrades in a new shell and folder, while a client sends. Every process restarts; each acknowledged message is
    there once and in order.
    """
    over = False
    installation.go_to(versions.version(installation.base, "second"))

    async def both() -> None:
        nonlocal over
        talking = asyncio.ensure_future(visitor.talk(until=lambda: over, says="still here"))
        try:
            await asyncio.to_thread(installation.run, *blocks(kind)["upgrade"])
        finally:
            over = True
            await talking

    comings, before = visitor.comings, len(visitor.acked)
    asyncio.run(both())
    assert visitor.comings > comings + 1, "its process was restarted under it"
    assert len(visitor.acked) > before + 5
    versions.a_release_belongs_to_root_and_is_readable(installation)
    nothing_acknowledged_is_lost(visitor)


def nothing_acknowledged_is_lost(visitor: Visitor) -> None:
    stored = visitor.everything()
    seqs = {message["id"]: message["seq"] for message in stored}
    assert len(seqs) == len(stored)
    assert all(seqs.get(ack["message"]) == ack["seq"] for ack in visitor.acked.values())
    assert len(stored) == len(visitor.acked), "nothing stands there twice"
    assert [message["rev"] for message in stored] == sorted(message["rev"] for message in stored)


def everything_is_there_again(visitor: Visitor) -> None:
    """With the secret key and the database, even the session exists again."""
    assert visitor.everything()[0]["body"] == TEXT
    nothing_acknowledged_is_lost(visitor)
    visitor.held.rev = 0
    ack = asyncio.run(visitor.send("and we go on"))
    assert ack["message"] in visitor.held.messages


def nothing_private_is_in_the_logs(installation: Installation) -> None:
    logs = {file.name: file.read_text() for file in installation.logs()}
    assert any("kapok.requests" in text for text in logs.values())
    for name, text in logs.items():
        assert "still here" not in text, name
        assert "Mwen w" not in text, name
        assert not re.search(r"/enter/[\w-]{10}", text), name


def no_fault_is_in_the_logs(installation: Installation) -> None:
    """Until this point only the processes themselves were stopped."""
    for file in installation.logs():
        found = [line for line in file.read_text().splitlines() if "Traceback" in line]
        assert not found, f"{file.name}: {found[:3]}"
