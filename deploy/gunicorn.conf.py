"""How gunicorn serves the pages. The address is the unit's; the number of processes is WEB_CONCURRENCY."""

import os
from typing import Any

worker_class = "gthread"
# As many as a process of pages has elsewhere; all stay below KAPOK_DATABASE_POOL, so that none waits for a connection.
threads = 4
# nginx closes each connection after its answer.
keepalive = 2
timeout = 60
graceful_timeout = 30
# A process that grew large is replaced, never all at the same time.
max_requests, max_requests_jitter = 20_000, 2_000
# Heartbeats of processes are files; in memory they wait for no disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
control_socket_disable = True
# Requests stand in Kapok's own log, one line each.
accesslog = None
loglevel = "warning"


def child_exit(server: Any, worker: Any) -> None:
    """What the ended process measured still counts; what it held does not."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
