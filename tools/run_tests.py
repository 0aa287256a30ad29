"""`make test`: all on SQLite with browser and faults, then what touches a database on PostgreSQL and Redis."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.services import Missing, postgresql, redis
from tools.steps import Step, run

WORKERS = str(min(4, os.cpu_count() or 1))
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, "--dist", "loadfile", "--no-loadscope-reorder"]
REMEDY = "The lines above name the test; run it alone with `.venv/bin/python -m pytest path::test`."
ALL = bool(os.environ.get("KAPOK_TEST_ALL"))

run([Step("tests on SQLite", [*PYTEST, "-m", "not several_processes"], REMEDY)])
try:
    with postgresql() as database_url, redis() as redis_url:
        variables = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
        run([Step("tests on PostgreSQL and Redis", [*PYTEST, "-m", "not browser and not pure"], REMEDY, variables)])
except Missing as missing:
    if ALL:
        sys.exit(f"==> tests on PostgreSQL and Redis: {missing}")
    print(f"==> tests on PostgreSQL and Redis: skipped ({missing})")
