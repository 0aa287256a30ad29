"""`make test`: all tests on SQLite with browser and faults; then on PostgreSQL and Redis the tests that may differ.

`make quick` (`tools/run_tests.py quick`) is for the time between two edits: SQLite alone, without browser, faults,
installations and other tests that start servers.
"""

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.services import Missing, postgresql, redis
from tools.steps import Step, run

# One more than there are cores, because served processes and browsers are waited for.
WORKERS = str(min(5, (os.cpu_count() or 1) + 1))
PYTEST = [sys.executable, "-m", "pytest", "-q", "--durations=20", "-n", WORKERS]
PYTEST += ["--dist", "loadfile", "--no-loadscope-reorder"]
REMEDY = "The lines above name the test; run it alone with `.venv/bin/python -m pytest path::test`."
ALL = bool(os.environ.get("KAPOK_TEST_ALL"))
QUICK = "not browser and not faults and not served and not several_processes and not long"


def compile_once() -> None:
    """Workers and servers share a folder of compiled files when nothing may be compiled beside the sources."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(ROOT / ".pytest_cache" / "compiled"))


def on_postgresql() -> None:
    title = "tests on PostgreSQL and Redis"
    try:
        with postgresql("synchronous_commit=off", "full_page_writes=off") as database_url, redis() as redis_url:
            variables = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
            run([Step(title, [*PYTEST, "--second-database"], REMEDY, variables)])
    except Missing as missing:
        if ALL:
            sys.exit(f"==> {title}: {missing}")
        print(f"==> {title}: skipped ({missing})")


def main() -> None:
    began = time.monotonic()
    compile_once()
    if sys.argv[1:] == ["quick"]:
        run([Step("quick tests on SQLite", [*PYTEST, "-m", QUICK], REMEDY)])
    else:
        run([Step("tests on SQLite", [*PYTEST, "-m", "not several_processes"], REMEDY)])
        on_postgresql()
    print(f"==> all of it: {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
