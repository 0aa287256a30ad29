"""Edits to a pack on disk, and the row counts that a failed load must not change."""

from pathlib import Path

from django.apps import apps


def edit(pack: Path, name: str, old: str, new: str) -> None:
    text = (pack / name).read_text(encoding="utf-8")
    assert old in text
    (pack / name).write_text(text.replace(old, new), encoding="utf-8")


def row_counts() -> dict[str, int]:
    """Returns the number of rows of every model."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.managed}
