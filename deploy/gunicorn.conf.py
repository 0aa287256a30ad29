"""Gunicorn's settings for the pages. The unit sets the address, WEB_CONCURRENCY the number of processes."""

import os
from typing import Any

worker_class = "gthread"
# As many as kapok.asgi has. KAPOK_DATABASE_POOL is larger, so that no thread waits for a connection.
threads = 4
# nginx closes each connection after its answer.
keepalive = 2
timeout = 60
graceful_timeout = 30
# Processes are replaced before they grow large. The jitter keeps them from restarting at the same time.
max_requests, max_requests_jitter = 20_000, 2_000
# Each process writes its heartbeat into a file; a file in memory does not wait for the disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
control_socket_disable = True
# Kapok's own log has one line a request.
accesslog = None
loglevel = "warning"


def child_exit(server: Any, worker: Any) -> None:
    """Keeps the counters of an ended process and drops its gauges."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
