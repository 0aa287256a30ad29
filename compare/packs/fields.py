"""Fields of a pack's files: each is read as what it must be, or refused by its file, its item and its own name."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from academy.courses.packs import PackFault

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
REFERENCE = ("title", "publisher", "url")
YEARS = range(1000, 2200)


class Entry:
    """A mapping in a pack. ``place`` names it in faults: "provisions/climate.yaml: aspect data, cells.ECOWAS".

    ``joint`` stands between the place and the name of a field.
    """

    def __init__(self, value: Any, place: str, joint: str = ", ") -> None:
        self.place, self.joint = place, joint
        if not isinstance(value, Mapping):
            raise PackFault(f"{place}: a mapping was expected.")
        self.value = value

    def fault(self, field: str, words: str) -> PackFault:
        return PackFault(f"{self.place}{self.joint}{field}: {words}")

    def within(self, field: str, *, optional: bool = False) -> "Entry":
        """Returns the mapping in this field. Raises PackFault, as all methods here, when the field holds something
        else."""
        value = self.value.get(field, {} if optional else None)
        if not isinstance(value, Mapping):
            raise self.fault(field, "a mapping was expected.")
        return Entry(value, f"{self.place}{self.joint}{field}", ".")

    def slug(self) -> str:
        value = self.value.get("slug")
        if not isinstance(value, str) or not SLUG.fullmatch(value):
            raise self.fault("slug", "a name of small letters, digits and hyphens was expected.")
        return value

    def texts(self, field: str, *, optional: bool = False) -> dict[str, str]:
        """Returns a text in one or more languages."""
        return self._texts(self.value.get(field), field, optional)

    def list_of_texts(self, field: str) -> list[dict[str, str]]:
        return [self._texts(value, f"{field}[{n}]", False) for n, value in enumerate(self.items(field), 1)]

    def _texts(self, value: Any, field: str, optional: bool) -> dict[str, str]:
        if value is None and optional:
            return {}
        if not isinstance(value, Mapping) or not value:
            raise self.fault(field, "a text by language was expected.")
        for language, text in value.items():
            if not isinstance(language, str) or not isinstance(text, str) or not text.strip():
                raise self.fault(field, f"the text in {language} is missing.")
        return dict(value)

    def words(self, field: str, longest: int = 120) -> str:
        """Returns a short text that is the same in every language; "" when it is missing."""
        value = str(self.value.get(field, ""))
        if len(value) > longest:
            raise self.fault(field, f"more than {longest} characters.")
        return value

    def choice(self, field: str, choices: Collection[str]) -> str:
        value = self.value.get(field)
        if not isinstance(value, str) or value not in choices:
            raise self.fault(field, f"{value!r} is none of {', '.join(choices)}.")
        return value

    def year(self, field: str = "year") -> int | None:
        value = self.value.get(field)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value not in YEARS):
            raise self.fault(field, f"{value!r} is no year.")
        return value

    def is_true(self, field: str) -> bool:
        value = self.value.get(field, False)
        if not isinstance(value, bool):
            raise self.fault(field, "true or false was expected.")
        return value

    def items(self, field: str) -> list[Any]:
        """Returns a list; empty when it is missing."""
        value = self.value.get(field, [])
        if not isinstance(value, list):
            raise self.fault(field, "a list was expected.")
        return value

    def references(self, field: str = "sources") -> list[dict[str, Any]]:
        found = []
        for n, value in enumerate(self.items(field), 1):
            source = Entry(value, f"{self.place}{self.joint}{field}[{n}]", ".")
            reference: dict[str, Any] = {key: source.words(key, 600) for key in REFERENCE}
            if not reference["title"]:
                raise source.fault("title", "a title was expected.")
            if not reference["url"].startswith(("https://", "http://")):
                raise source.fault("url", "an address that begins with https:// was expected.")
            found.append(reference | {"year": source.year()})
        return found
