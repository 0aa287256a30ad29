"""Packs on disk, to be spoilt; and what a failed loading must not change."""

from pathlib import Path

from django.apps import apps


def spoil(pack: Path, name: str, old: str, new: str) -> None:
    text = (pack / name).read_text(encoding="utf-8")
    assert old in text
    (pack / name).write_text(text.replace(old, new), encoding="utf-8")


def rows() -> dict[str, int]:
    """How much of everything there is."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.managed}
