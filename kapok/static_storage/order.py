"""Finds all files that a file imports, directly or not, and the order in which they are joined."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath

from django.core.management.base import CommandError

Imports = Callable[[str, str], list[tuple[int, str]]]
"""Takes a file's name and text; returns the place of each import in the text, and the written address."""


class CannotJoin(CommandError):
    """The message is one sentence that names file and line; ``collectstatic`` prints it without a traceback."""

    def __init__(self, name: str, text: str, place: int, fault: str) -> None:
        super().__init__(f"static/{name}, line {text.count(chr(10), 0, place) + 1}: {fault}")


def read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def resolve(name: str, address: str) -> str:
    """Returns the name of the file that ``name`` imports by this relative address."""
    steps: list[str] = []
    for step in (PurePosixPath(name).parent / address).parts:
        if step == ".." and steps:
            steps.pop()
        else:
            steps.append(step)
    return "/".join(steps)


def in_order(name: str, sources: dict[str, str], imports: Imports) -> dict[str, str]:
    """Returns the texts by name: each file once, after all that it imports. Raises CannotJoin."""
    found: dict[str, str] = {}
    open_files: list[str] = []

    def add(current: str) -> None:
        text = read(sources[current])
        open_files.append(current)
        for place, address in imports(current, text):
            imported = resolve(current, address)
            if imported not in sources:
                raise CannotJoin(current, text, place, f"there is no static/{imported}.")
            if imported in open_files:
                raise CannotJoin(current, text, place, f"static/{imported} imports this file, so neither can go first.")
            if imported not in found:
                add(imported)
        open_files.pop()
        found[current] = text

    add(name)
    return found


def imported_of(sources: dict[str, str], imports: Imports) -> set[str]:
    """Returns the names of the files that another one imports."""
    texts = {name: read(path) for name, path in sources.items()}
    return {resolve(name, address) for name, text in texts.items() for _place, address in imports(name, text)}
