"""CPU and memory of processes from /proc, and the commits a second of the disk."""

import contextlib
import os
import resource
import sqlite3
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def own_cpu() -> float:
    """Returns the seconds of CPU that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def cpu(processes: list[int]) -> float:
    """Returns the seconds of CPU that these processes have used; an ended process counts as 0."""
    return sum(_cpu(process) for process in processes)


def _cpu(process: int) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK
    return 0.0


def busy() -> float:
    """Returns the seconds of CPU that the whole machine has used."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle = fields[3] + fields[4]
    return (sum(fields) - idle) / TICK


def resident(process: int) -> int:
    """Returns the resident memory in bytes."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE


def family(process: int) -> list[int]:
    """Returns the process and all its descendants, because PostgreSQL works in child processes."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [process]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def commits_a_second(folder: Path, seconds: float) -> float:
    """Returns single durable commits of one message a second, on SQLite with Kapok's settings."""
    with contextlib.closing(sqlite3.connect(folder / "probe.sqlite3", isolation_level=None)) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        base.execute("CREATE TABLE IF NOT EXISTS said (body TEXT)")
        ends, count = time.monotonic() + seconds, 0
        while time.monotonic() < ends:
            base.execute("INSERT INTO said VALUES ('How do you count the months?')")
            count += 1
    return count / seconds
