"""Checks frames of clients and of the server against ``static/frames.schema.json``."""

import functools
import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

SCHEMA = json.loads((Path(__file__).parent.parent / "static" / "frames.schema.json").read_text(encoding="utf-8"))


def check_said(frame: dict[str, Any]) -> dict[str, Any]:
    """Returns the frame. Raises AssertionError unless a client may send it."""
    return _check("client", frame)


def check_heard(frame: dict[str, Any], *, lean: bool = False) -> dict[str, Any]:
    """Returns the frame. Raises AssertionError unless the server may send it to this (``lean``) client."""
    return _check("lean" if lean and frame.get("type") == "changes" else "server", frame)


def faults(part: str, value: Any) -> list[str]:
    """Returns the faults of a value by ``#/$defs/<part>``, each with its path."""
    return [f"{fault.json_path}: {fault.message}" for fault in _validator(part).iter_errors(value)]


def _check(side: str, frame: dict[str, Any]) -> dict[str, Any]:
    # Checks the frame's own type at once, because the schema itself tries each type in turn.
    known = f"{side}_{frame.get('type')}"
    wrong = faults(known if known in SCHEMA["$defs"] else side, frame)
    assert not wrong, (wrong, frame)
    return frame


@functools.cache
def _validator(part: str) -> Draft202012Validator:
    return Draft202012Validator({"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{part}"})
