"""What a page says when the database has no room for it: a moment's patience (503), not a fault of ours (500)."""

import sys

import psycopg
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commons.views import errors

RETRY_AFTER = 5
"""Seconds."""
SQLITE_WAITS = ("database is locked", "database or disk is full", "disk I/O error", "unable to open database file")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of faults, called while the fault is being handled."""
    if not passes_by_itself(sys.exception()):
        return errors.server_error(request)
    response = render(request, "503.html", status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def passes_by_itself(fault: BaseException | None) -> bool:
    """Every connection of the pool is taken, the server restarts or is full; or SQLite waits for another writer, or for
    room on its disk."""
    if not isinstance(fault, OperationalError):
        return False
    return isinstance(fault.__cause__, psycopg.OperationalError) or any(words in str(fault) for words in SQLITE_WAITS)
