"""Jobs whose worker was killed are taken up again.

django-tasks-db leaves them "running" for ever. Each job of Kapok may run twice: letters and invitations have a row that
says who hands them over.
"""

import datetime
import logging

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kapok.models import Heartbeat

log = logging.getLogger(__name__)
SILENT = 60.0
"""Seconds without a heartbeat, after which a worker counts as killed."""
MOST = 3
"""Tries of a job that kills its worker each time."""


def revive(silent: float = SILENT) -> int:
    """Makes the jobs of killed workers ready again; returns how many."""
    now = timezone.now()
    began = now - datetime.timedelta(seconds=silent)
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lte=began)
    rows = list(running.only("pk", "started_at", "task_path", "worker_ids"))
    alive = Heartbeat.alive(silent) if rows else set()
    revived = 0
    for row in rows:
        if alive.intersection(row.worker_ids[-1:]):
            continue
        # Another worker may have revived it, and a third may be at it.
        same = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)
        if len(row.worker_ids) >= MOST:
            log.error("The job %s (%s) is given up: its worker ended %s times.", row.pk, row.task_path, MOST)
            same.update(status=TaskResultStatus.FAILED, finished_at=now)
        else:
            log.warning("The job %s (%s) is taken up again: its worker ended.", row.pk, row.task_path)
            revived += same.update(status=TaskResultStatus.READY)
    return revived
