"""The floors of the house, read from the one list that import-linter checks: the layers in pyproject.toml."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def floors(pyproject: Path = ROOT / "pyproject.toml") -> dict[str, int]:
    """Returns the height of each app; 0 is the lowest. Apps beside each other (``forum | rooms``) have the same height.

    Contracts with containers are ignored, because they order the inside of an app.
    """
    contracts = tomllib.loads(pyproject.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["type"] == "layers" and "containers" not in each)
    beside = [layer.split("|") for layer in reversed(layers)]
    return {app.strip(): height for height, apps in enumerate(beside) for app in apps}
