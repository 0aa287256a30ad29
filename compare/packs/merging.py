"""A text that the pack changed and a text that people changed here become one: people win, part by part."""

from typing import Any


def merged(mine: Any, before: Any, now: Any) -> Any:
    """Returns the present value ``mine`` with the pack's change from ``before`` to ``now``, unless people changed it.

    Mappings are merged key by key, so that a new translation arrives beside a corrected text.
    """
    if not all(isinstance(value, dict) for value in (mine, before, now)):
        return now if mine == before else mine
    keys = [*mine, *(key for key in now if key not in mine)]
    made = {key: merged(mine.get(key), before.get(key), now.get(key)) for key in keys}
    return {key: value for key, value in made.items() if value is not None or key in now}


def differences(mine: Any, packs: Any, part: str = "") -> dict[str, tuple[Any, Any]]:
    """Maps a part ("summary.fr") to the present value and the pack's, where the two differ."""
    if not (isinstance(mine, dict) and isinstance(packs, dict)):
        return {} if mine == packs else {part: (mine, packs)}
    found: dict[str, tuple[Any, Any]] = {}
    for key in [*packs, *(key for key in mine if key not in packs)]:
        found |= differences(mine.get(key), packs.get(key), f"{part}.{key}" if part else str(key))
    return found
