"""Questions and sources of a practice as lines in a field: people type one on each line."""

import re
from collections.abc import Sequence
from typing import Any

ADDRESS = re.compile(r"https?://\S+")


def references_from(typed: str, before: Sequence[dict[str, Any]] = ()) -> list[dict[str, Any]]:
    """Returns a source for each line; an address in it becomes its link. An unchanged line keeps its source."""
    known = {line_of(reference): reference for reference in before}
    lines = [" ".join(line.split()) for line in typed.splitlines()]
    return [known.get(line) or _reference(line) for line in lines if line]


def _reference(line: str) -> dict[str, Any]:
    found = ADDRESS.search(line)
    address = found[0].rstrip(".,;)") if found else ""
    title = " ".join(line.replace(address, "", 1).split()).strip(" ,;") if address else line
    return {"title": title or address, "publisher": "", "url": address, "year": None}


def line_of(reference: dict[str, Any]) -> str:
    """Returns the source as one line; its title alone where the title is the address."""
    title = reference["title"] if reference["title"] != reference["url"] else ""
    parts = (title, reference["publisher"], reference["year"], reference["url"])
    return " ".join(", ".join(str(part) for part in parts if part).split())


def asks_from(typed: str, before: Sequence[dict[str, str]], language: str) -> list[dict[str, str]]:
    """Returns a question for each line, in ``language``; the questions at the same place keep their other languages."""
    lines = [line for line in (" ".join(line.split()) for line in typed.splitlines()) if line]
    kept = [*before, *({} for _line in lines[len(before) :])]
    return [{**others, language: line} for others, line in zip(kept, lines, strict=False)]
