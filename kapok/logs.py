"""Log formatters: one line a record, plain or JSON, without any text that people wrote.

A request is logged by its route's name, never by path or query, because paths hold the tokens of sign-in links and
show who talks to whom. An exception is logged by its class and place, not its message, because a database quotes the
row that it refused. Only faults of the system (files, network, database connection) keep their message's first line.
"""

import datetime
import json
import logging
import re
from typing import Any

from django.db import InterfaceError, OperationalError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

SYSTEM_FAULTS = (OSError, ImportError, OperationalError, InterfaceError, RedisConnectionError, RedisTimeoutError)
TRACE = "Traceback (most recent call last)"
_FRAME = re.compile(r'^ *File "([^"\n]+)", line (\d+), in (\w+|<\w+>)$', re.MULTILINE)
_CLASS = re.compile(r"^ +.*\n([A-Za-z_][\w.]*)(?::.*)?$", re.MULTILINE)


def fault_text(fault: BaseException) -> str:
    """Returns the fault's class. A system fault adds its message's first line, because no person's text is in it."""
    name = type(fault).__name__
    message = str(fault).partition("\n")[0] if isinstance(fault, SYSTEM_FAULTS) else ""
    return f"{name}: {message[:300]}" if message else name


def trace_of(fault: BaseException) -> str:
    """Returns ``Traceback: Class at place < caller < … | from Class``: up to 12 frames, the innermost first."""
    frames, step = [], fault.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        frames.append(f"{code.co_filename}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    trace = f"Traceback: {fault_text(fault)} at " + " < ".join(reversed(frames[-12:]))
    cause = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return f"{trace} | from {fault_text(cause)}" if cause is not None else trace


def message_of(record: logging.LogRecord) -> str:
    """Returns the record's message as one line without any person's text."""
    request = getattr(record, "request", None)
    if request is not None:
        return f"{getattr(record, 'status_code', '')} in {route_of(request)}".strip()
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    args: Any = record.args
    if isinstance(args, tuple):
        args = tuple(fault_text(value) if isinstance(value, BaseException) else value for value in args)
    try:
        text = record.msg % args if args else record.msg
    except (TypeError, ValueError):
        text = record.msg
    first = text.partition("\n")[0].rstrip(":")
    return f"{first}: {_written_trace(text)}" if TRACE in text or _FRAME.search(text) else first


def _written_trace(text: str) -> str:
    """Reduces a formatted traceback to its places and its class."""
    places = [f"{file}:{line} {name}" for file, line, name in _FRAME.findall(text)]
    classes = _CLASS.findall(text)
    return f"{classes[-1] if classes else 'fault'} at " + " < ".join(reversed(places[-12:]))


def route_of(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return (match.view_name or "unnamed") if match is not None else "none"


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    at = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")
    facts = {"at": at.replace("+00:00", "Z"), "level": record.levelname.lower(), "logger": record.name}
    served: dict[str, Any] | None = getattr(record, "served", None)
    facts |= served if served is not None else {"message": message_of(record)}
    fault = record.exc_info[1] if record.exc_info else None
    if fault is not None and not _is_refusal(record):
        facts["fault"] = trace_of(fault)
    return facts


def _is_refusal(record: logging.LogRecord) -> bool:
    """True for a client's mistake, which gets no trace."""
    return record.name.startswith("django.security") or (
        record.name == "django.request" and record.levelno < logging.ERROR
    )


class Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(facts_of(record), ensure_ascii=False, default=str)


class Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        facts = facts_of(record)
        head = f"{facts.pop('at')} {facts.pop('level').upper()} {facts.pop('logger')}:"
        message, fault = facts.pop("message", None), facts.pop("fault", None)
        rest = [str(message)] if message is not None else [f"{name}={value}" for name, value in facts.items()]
        line = " ".join([head, *rest, *([fault] if fault else [])])
        return line.replace("\n", " ").replace("\r", " ")


def configuration(form: str) -> dict[str, Any]:
    """Returns ``LOGGING``; ``form`` is json or plain. The request's own line reports refusals (4xx) already."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": f"kapok.logs.{'Json' if form == 'json' else 'Plain'}"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"django.request": {"level": "ERROR"}, "kapok.requests": {"level": "INFO"}},
    }
