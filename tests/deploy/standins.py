"""Stand-ins for systemd, users and packages, which a temporary folder lacks. Each runs the same as the real one.

``systemctl`` runs the units' own ExecStart lines with their environment; a oneshot that several units of one command
require runs once, because systemd starts them together. ``runuser`` and ``adduser`` change no user. ``apt-get`` makes
its packages' folders, if it was updated before. ``make`` links the tests' own .venv instead of a new one, and only the
first release runs pip, because all releases need the same packages.
"""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

UNITS, STATE, RUN = (Path(os.environ.get(name, "/nowhere")) for name in ("KAPOK_UNITS", "STANDIN_STATE", "STANDIN_RUN"))
STARTED = set[str]()
SCRIPT = f"""#!/bin/sh
case "$(basename "$0")" in
    systemctl) exec {shlex.quote(sys.executable)} {shlex.quote(__file__)} "$@" ;;
    runuser) user="$2"; shift 3; [ "$user" = postgres ] && export PGUSER=postgres; exec "$@" ;;
    chown) /bin/chown "$@" 2>/dev/null || true ;;
    make)
        [ -e "$2/.venv" ] || ln -s {shlex.quote(sys.prefix)} "$2/.venv"
        if [ -e "$STANDIN_STATE/installed" ]; then set -- "$@" -o .venv/.installed -o .venv/.installed-scale; fi
        env -u MAKEFLAGS "$REAL_MAKE" "$@" && touch "$STANDIN_STATE/installed" ;;
    apt-get)
        [ "$1" = update ] && touch "$STANDIN_STATE/updated"
        case "$*" in *postgresql*) mkdir -p "$KAPOK_POSTGRESQL/15/main/conf.d" ;; esac
        case "$*" in *redis*) mkdir -p "$KAPOK_REDIS" && touch "$KAPOK_REDIS/redis.conf" ;; esac
        [ -e "$STANDIN_STATE/updated" ] ;;
    adduser) exit 0 ;;
esac
"""


def install(folder: Path) -> None:
    """Writes the stand-ins into the folder, which comes first in PATH."""
    folder.mkdir()
    for name in ("systemctl", "runuser", "chown", "make", "apt-get", "adduser"):
        (folder / name).write_text(SCRIPT)
        (folder / name).chmod(0o755)


class Unit:
    def __init__(self, name: str) -> None:
        self.name = name
        stem, at, self.instance = name.partition("@")
        lines = (UNITS / (f"{stem}@.service" if at else f"{stem}.service")).read_text().splitlines()
        self.said: dict[str, list[str]] = {}
        for line in lines:
            key, equals, value = line.partition("=")
            if equals and not line.startswith("#"):
                value = value.replace("%i", self.instance).replace("%t", str(RUN))
                self.said.setdefault(key, []).append(value)
        self.pid_file, self.log = STATE / f"{name}.pid", STATE / f"{name}.log"

    def one(self, key: str, default: str = "") -> str:
        return self.said.get(key, [default])[-1]

    def environment(self) -> dict[str, str]:
        """Returns the environment as systemd makes it: nothing of the caller's except PATH; files win over single
        variables.
        """
        made = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
        for line in self.said.get("Environment", []):
            made |= dict(word.split("=", 1) for word in shlex.split(line))
        for file in self.said.get("EnvironmentFile", []):
            for line in Path(file).read_text().splitlines():
                if "=" in line and not line.startswith("#"):
                    made.update([line.split("=", 1)])
        return made

    def start(self) -> None:
        if self.pid() is not None:
            return
        for line in self.said.get("ExecStartPre", []):
            _systemctl, act, name = line.removeprefix("+").split()
            if name not in STARTED:
                main(act, name)
            STARTED.add(name)
        for folder in self.said.get("RuntimeDirectory", []):
            subprocess.run(["rm", "-rf", str(RUN / folder)], check=True)
            (RUN / folder).mkdir(parents=True)
        with self.log.open("a") as log:
            for line in self.said["ExecStart"]:
                options = {"cwd": self.one("WorkingDirectory"), "env": self.environment(), "stdout": log, "stderr": log}
                if self.one("Type") == "oneshot":
                    subprocess.run(shlex.split(line), check=True, **options)
                else:
                    process = subprocess.Popen(
                        shlex.split(line), start_new_session=True, stdin=subprocess.DEVNULL, **options
                    )
                    self.pid_file.write_text(str(process.pid))

    def pid(self) -> int | None:
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int(self.pid_file.read_text())
            if Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z":
                return pid
        return None

    def stop(self) -> None:
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGTERM)
        ends = time.monotonic() + int(self.one("TimeoutStopSec", "90"))
        while self.pid() is not None:
            if time.monotonic() > ends:
                os.killpg(pid, signal.SIGKILL)
                raise SystemExit(f"{self.name} did not end by itself within its TimeoutStopSec")
            time.sleep(0.05)
        self.pid_file.unlink(missing_ok=True)


def nginx(act: str) -> None:
    command = ["nginx", "-c", f"{os.environ['KAPOK_NGINX']}/nginx.conf"]
    if act == "reload":
        subprocess.run([*command, "-s", "reload"], check=True)
    elif act == "restart":
        subprocess.run(command, check=True)


def main(act: str, *names: str) -> None:
    names = tuple(name for name in names if not name.startswith("-"))
    for name in names:
        if name == "nginx":
            nginx(act)
        elif name.startswith("kapok"):
            unit = Unit(name.removesuffix(".service"))
            if act in {"stop", "restart"}:
                unit.stop()
            if act in {"start", "restart", "enable"}:
                unit.start()


def end_everything(state: Path, run: Path) -> None:
    """Ends all processes that were started here and still run."""
    files = [*state.glob("*.pid"), run / "nginx.pid"]
    for file in files:
        with contextlib.suppress(OSError, ValueError):
            os.kill(int(file.read_text()), signal.SIGTERM)
    ends = time.monotonic() + 20
    for file in files:
        with contextlib.suppress(OSError, ValueError):
            pid = int(file.read_text())
            while Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z" and time.monotonic() < ends:
                time.sleep(0.05)
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
