"""Sentences that contain typed texts: a name like "Kerwin L." brings its own full stop."""

import re
from collections.abc import Mapping
from typing import Any

_FULL_STOP = re.compile(r"(%\((\w+)\)s[\s”»]*)\.")
_ENDS = (".", "…", "!", "?")


def punctuated(words: str, values: Mapping[str, Any]) -> str:
    """Returns ``words`` without a full stop after a value that ends in a mark of its own."""
    return _FULL_STOP.sub(lambda found: found[1] if str(values.get(found[2], "")).endswith(_ENDS) else found[0], words)


def fill(words: Any, values: Mapping[str, Any]) -> str:
    """Returns ``words % values`` with a single full stop if both have one. ``words`` may be a lazy translation."""
    return punctuated(str(words), values) % values
