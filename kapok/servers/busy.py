"""The server's error page: 503 with Retry-After for a temporary fault of the database, 500 for every other fault."""

import sys

import psycopg
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commons.views import errors

RETRY_AFTER = 5
"""Seconds."""
SQLITE_TEMPORARY = ("database is locked", "database or disk is full", "disk I/O error", "unable to open database file")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answers as Django's ``handler500``, which Django calls while it handles the exception."""
    if not is_temporary(sys.exception()):
        return errors.server_error(request)
    response = render(request, "500.html", {"busy": True}, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def is_temporary(fault: BaseException | None) -> bool:
    """True when the pool or PostgreSQL is full, the server restarts, or SQLite waits for a writer or for disk space."""
    if not isinstance(fault, OperationalError):
        return False
    if isinstance(fault.__cause__, psycopg.OperationalError):
        return True
    return any(words in str(fault) for words in SQLITE_TEMPORARY)
