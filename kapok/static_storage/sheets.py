"""Joins style sheets into one: the text of each replaces the import of it."""

import re

from kapok.static_storage.order import CannotJoin, in_order, resolve

_IMPORT = re.compile(r'^@import "(?P<address>[\w-]+\.css)";\n', re.M)
_ANY = re.compile(r"@import\b")
_UNDERSTOOD = 'write `@import "file.css";` on a line of its own, for a file of the same folder.'


def imports(name: str, text: str) -> list[tuple[int, str]]:
    """Returns the places and addresses of a sheet's imports. Raises CannotJoin."""
    known = {found.start(): found["address"] for found in _IMPORT.finditer(text)}
    for found in _ANY.finditer(text):
        if found.start() not in known:
            raise CannotJoin(name, text, found.start(), f"this form is not understood; {_UNDERSTOOD}")
    return list(known.items())


def join(name: str, sources: dict[str, str]) -> str:
    """Returns the sheet with all that it imports. Raises CannotJoin."""
    texts = in_order(name, sources, imports)

    def whole(sheet: str) -> str:
        return _IMPORT.sub(lambda found: whole(resolve(sheet, found["address"])), texts[sheet])

    return whole(name)
