"""The floors of the house, read from the one list that import-linter checks: the layers in pyproject.toml."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def floors(pyproject: Path = ROOT / "pyproject.toml") -> dict[str, int]:
    """App -> height; 0 is the ground. Apps beside each other (``forum | rooms``) have the same height.

    A contract with containers speaks of the inside of an app, so it is passed over.
    """
    contracts = tomllib.loads(pyproject.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["type"] == "layers" and "containers" not in each)
    beside = [layer.split("|") for layer in reversed(layers)]
    return {app.strip(): height for height, apps in enumerate(beside) for app in apps}
