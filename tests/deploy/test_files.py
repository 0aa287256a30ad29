"""The shipped files alone: systemd accepts the units, every variable is defined, the guide has all its sections."""

import gzip
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.urls import reverse

from kapok.servers.serving import PING_AFTER, PONG_WITHIN
from tests.deploy.installation import ROOT, blocks
from tests.services import free_port

pytestmark = pytest.mark.pure
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
PLACES = set(re.findall(r"^export (\w+)=", (DEPLOY / "variables.sh").read_text(), re.MULTILINE))
PLACES |= {"KAPOK_ORIGIN", "KAPOK_ROOM_SERVERS", "KAPOK_PAGES_SERVERS", "KAPOK_FIRST_PORT"}


def filled(file: Path) -> str:
    command = ["bash", "-c", '. deploy/variables.sh && fill "$1"', "-", str(file)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_every_placeholder_in_a_file_is_a_variable_of_the_guide() -> None:
    for file in (*UNITS, DEPLOY / "nginx.conf", DEPLOY / "kapok.env", DEPLOY / "postgresql.conf"):
        assert set(re.findall(r"\$\{(\w+)\}", file.read_text())) <= PLACES, file.name
        if shutil.which("envsubst"):
            assert "${" not in filled(file), file.name


@pytest.mark.parametrize(
    "route", ["enter", "begin", "calendar_feed", "notices_feed", "follow_up", "hour_tap", "stop_mail"]
)
def test_the_log_of_nginx_holds_no_address_that_opens_by_itself(route) -> None:
    masked = re.findall(r'^ +"~(\^/[a-z/-]+/)" "', (DEPLOY / "nginx.conf").read_text(), re.MULTILINE)
    assert any(re.match(path, reverse(route, args=["a-secret"])) for path in masked)


def test_every_variable_of_the_environment_file_is_one_that_kapok_reads() -> None:
    known = (ROOT / "kapok" / "environment.py").read_text() + (DEPLOY / "gunicorn.conf.py").read_text()
    for name in re.findall(r"^(\w+)=", (DEPLOY / "kapok.env").read_text(), re.MULTILINE):
        assert name in known, name


@pytest.mark.skipif(
    not shutil.which("systemd-analyze") or not shutil.which("envsubst"), reason="systemd-analyze is needed"
)
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_takes_the_unit(unit, tmp_path) -> None:
    for other in UNITS:
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", filled(other), flags=re.MULTILINE)
        (tmp_path / other.name).write_text(text.replace("@.", "@8001."))
    name = unit.name.replace("@.", "@8001.")
    if name != unit.name:
        (tmp_path / unit.name).rename(tmp_path / name)
    verified = subprocess.run(["systemd-analyze", "verify", f"./{name}"], cwd=tmp_path, capture_output=True, text=True)
    complaints = [line for line in verified.stderr.splitlines() if "kapok" in line and "not found" not in line]
    assert not complaints


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_process_keeps_its_release_and_is_started_for_ever(unit) -> None:
    """With `current` in a command, a module that is loaded late would come from the next release. A required unit that
    failed once, for lack of a database, would keep the process down for ever.
    """
    text = unit.read_text()
    assert "current" not in "".join(re.findall(r"^Exec.*$", text, re.MULTILINE))
    assert re.search(r"^StartLimitIntervalSec=0$", text, re.MULTILINE)
    assert not re.search(r"^(Requires|Requisite|BindsTo)=", text, re.MULTILINE)


def test_an_archived_segment_is_whole_and_never_replaced(tmp_path) -> None:
    (segments := tmp_path / "data" / "pg_wal").mkdir(parents=True)
    (archive := tmp_path / "wal").mkdir()
    text = (DEPLOY / "postgresql.conf").read_text().replace("${KAPOK_BACKUP}", str(tmp_path))
    command = re.findall(r"^archive_command = '(.*)'$", text, re.MULTILINE)[0]
    name = "000000010000000000000001"

    def archived(content: bytes) -> bool:
        (segments / name).write_bytes(content)
        written = command.replace("%f", name).replace("%p", f"pg_wal/{name}")
        return subprocess.run(["sh", "-c", written], cwd=tmp_path / "data").returncode == 0

    (archive / f"{name}.gz.tmp").write_bytes(b"half of a segm")  # a power cut
    assert archived(b"commits")
    assert archived(b"commits"), "the server did not hear that it was done, and asks again"
    assert not archived(b"those of another server")
    assert [file.name for file in archive.iterdir()] == [f"{name}.gz"]
    assert gzip.decompress((archive / f"{name}.gz").read_bytes()) == b"commits"


def test_nginx_waits_longer_than_a_socket_may_be_silent() -> None:
    text = (DEPLOY / "nginx.conf").read_text()
    assert f"pings after {PING_AFTER} seconds and waits {PONG_WITHIN}" in text
    waits = re.findall(r"location /ws/ {[^}]*proxy_read_timeout (\d+)s", text)
    assert int(waits[0]) > PING_AFTER + PONG_WITHIN


@pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is needed")
def test_redis_takes_its_settings(tmp_path) -> None:
    server = subprocess.Popen(
        ["redis-server", str(DEPLOY / "redis.conf"), "--port", str(port := free_port()), "--dir", str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        assert any("Ready to accept connections" in line for line in server.stdout)
        asked = ["redis-cli", "-p", str(port), "config", "get", "maxmemory-policy"]
        if shutil.which("redis-cli"):
            assert "allkeys-lru" in subprocess.run(asked, capture_output=True, text=True).stdout
    finally:
        server.terminate()
        server.wait(20)


def test_the_guide_is_whole_for_each_kind_of_installation() -> None:
    for kind in ("one", "several"):
        assert list(blocks(kind)) == ["install", "upgrade", "go", "back", "restore", "size", "what", "when"]
        for section in ("install", "upgrade", "go", "back", "restore"):
            assert blocks(kind)[section], (kind, section)
        for section in ("upgrade", "go", "back", "restore"):
            first = blocks(kind)[section][0].splitlines()[0]
            assert first == ". deploy/variables.sh", "months later, in a new shell"
    every = (ROOT / "docs" / "operating.md").read_text()
    assert set(re.findall(r"^```(.*)$", every, re.MULTILINE)) == {"", "sh", "sh one", "sh several"}, (
        "no block is left out"
    )


def test_the_running_release_is_kept_after_any_number_of_later_ones(tmp_path) -> None:
    """A release whose `make` failed is there too, if the operator went on."""
    for name in "abcde":
        (tmp_path / "releases" / name).mkdir(parents=True)
    (tmp_path / "current").symlink_to(tmp_path / "releases" / "a")
    last = blocks("several")["upgrade"][-1].splitlines()[-1]
    subprocess.run(["bash", "-c", last], check=True, env={"PATH": os.environ["PATH"], "KAPOK_CODE": str(tmp_path)})
    assert sorted(folder.name for folder in (tmp_path / "releases").iterdir()) == ["a", "d", "e"]
