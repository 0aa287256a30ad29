"""``static/frames.schema.json`` held against what is really said: by clients and by the server."""

import functools
import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

SCHEMA = json.loads((Path(__file__).parent.parent / "static" / "frames.schema.json").read_text(encoding="utf-8"))


def check_said(frame: dict[str, Any]) -> dict[str, Any]:
    """The frame, where a client may say it. Raises AssertionError."""
    return _check("client", frame)


def check_heard(frame: dict[str, Any], *, lean: bool = False) -> dict[str, Any]:
    """The frame, where a server may say it, to who asked for ``lean`` messages or not. Raises AssertionError."""
    return _check("lean" if lean and frame.get("type") == "changes" else "server", frame)


def faults(part: str, value: Any) -> list[str]:
    """What is wrong with it by ``#/$defs/<part>``, each with its place."""
    return [f"{fault.json_path}: {fault.message}" for fault in _validator(part).iter_errors(value)]


def _check(side: str, frame: dict[str, Any]) -> dict[str, Any]:
    # By the frame's type at once: the schema's own way asks about each type in turn.
    known = f"{side}_{frame.get('type')}"
    wrong = faults(known if known in SCHEMA["$defs"] else side, frame)
    assert not wrong, (wrong, frame)
    return frame


@functools.cache
def _validator(part: str) -> Draft202012Validator:
    return Draft202012Validator({"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{part}"})
