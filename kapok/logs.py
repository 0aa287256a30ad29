"""Logs of one line a record, plain or JSON, in which nothing that people wrote can stand.

A request says its route's name, never its path or query: paths hold the tokens of sign-in links and tell who talks to
whom. Of an exception stands its class and where it was raised, not its words: a database names in them the row that it
refused. Only faults of the machine's surroundings (files, network, a database that is away) keep their first line.
"""

import datetime
import json
import logging
import re
from typing import Any

from django.db import InterfaceError, OperationalError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

SPEAKING = (OSError, ImportError, OperationalError, InterfaceError, RedisConnectionError, RedisTimeoutError)
TRACE = "Traceback (most recent call last)"
_FRAME = re.compile(r'^ *File "([^"\n]+)", line (\d+), in (\w+|<\w+>)$', re.MULTILINE)
_CLASS = re.compile(r"^ +.*\n([A-Za-z_][\w.]*)(?::.*)?$", re.MULTILINE)


def words_of(fault: BaseException) -> str:
    """The class; with the first line of what it says where that cannot be somebody's text."""
    name = type(fault).__name__
    said = str(fault).partition("\n")[0] if isinstance(fault, SPEAKING) else ""
    return f"{name}: {said[:300]}" if said else name


def trace_of(fault: BaseException) -> str:
    """``Traceback: where < where (called by) … Class``, the innermost frames first, causes behind them."""
    frames, step = [], fault.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        frames.append(f"{code.co_filename}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    told = f"Traceback: {words_of(fault)} at " + " < ".join(reversed(frames[-12:]))
    cause = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return f"{told} | from {words_of(cause)}" if cause is not None else told


def message_of(record: logging.LogRecord) -> str:
    """One line without anybody's text."""
    request = getattr(record, "request", None)
    if request is not None:
        return f"{getattr(record, 'status_code', '')} in {route_of(request)}".strip()
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    args: Any = record.args
    if isinstance(args, tuple):
        args = tuple(words_of(value) if isinstance(value, BaseException) else value for value in args)
    try:
        text = record.msg % args if args else record.msg
    except (TypeError, ValueError):
        text = record.msg
    first = text.partition("\n")[0].rstrip(":")
    return f"{first}: {_written_trace(text)}" if TRACE in text or _FRAME.search(text) else first


def _written_trace(text: str) -> str:
    """A trace that somebody had already put into words: its places and its class."""
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
    """What a client sent wrong is one line; traces are for faults of ours."""
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
    """``LOGGING``; ``form`` is json or plain. Refusals (4xx) stand in the line of their request already."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": f"kapok.logs.{'Json' if form == 'json' else 'Plain'}"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "ours"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"django.request": {"level": "ERROR"}, "kapok.requests": {"level": "INFO"}},
    }
