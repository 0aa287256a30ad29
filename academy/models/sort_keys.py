"""The key by which people are sorted, in the same order in every database."""

from typing import Any

from django.db import models

from academy.members.names import folded

LONGEST = 240
BYTEWISE = {"postgresql": "C", "sqlite": "BINARY"}
"""The collation that compares bytes, because databases' own ones differ."""


class SortKey(models.CharField[str, str]):
    """Made from the names whenever they are saved."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": LONGEST, "editable": False, "default": "", **options})

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        return {**super().db_parameters(connection), "collation": BYTEWISE[connection.vendor]}

    def pre_save(self, model_instance: Any, add: bool) -> str:
        key = sort_key(model_instance)
        setattr(model_instance, self.attname, key)
        return key


def sort_key(person: Any) -> str:
    """Returns the key of a person, or of a migration's person, who has fields alone."""
    return (folded(f"{person.given_name} {person.family_name}") or folded(person.email))[:LONGEST]
