"""Kapok's settings for a course that nobody takes part in: mail stays here, and jobs run where they are queued."""

from kapok.settings import *  # noqa: F403 (these are all settings)
from kapok.settings import DATABASES

EMAIL_BACKEND = "tools.simulation.mailbox.Backend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
# The database is thrown away afterwards, so nothing waits for the disk.
DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
MAIL_PER_MINUTE = 0
