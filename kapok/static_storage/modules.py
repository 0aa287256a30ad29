"""Joins JavaScript modules into one: each runs once, after its imports, and keeps its names to itself.

Reads a small part of the language, and raises CannotJoin for the rest: static imports of names by relative addresses,
and exports of a ``const``, a ``class`` or a ``function`` where it is declared. Their values never change, so an
importer may hold a copy.
"""

import re

from kapok.static_storage.order import CannotJoin, in_order, resolve

_IMPORT = re.compile(r'^import\s+(?:\{(?P<names>[\w$,\s]*)\}\s*from\s*)?"(?P<address>\.\.?/[\w./-]+\.js)";\n', re.M)
_EXPORT = re.compile(r"^export\s+(?=(?:const|class|(?:async\s+)?function\b\s*\*?)\s+(?P<name>[\w$]+))", re.M)
_ANY = re.compile(r"^(?:import|export)\b|\bimport\s*(?:\(|\.\s*meta\b)", re.M)
_UNDERSTOOD = 'write `import { name } from "./file.js";` or export a const, class or function where it is declared.'


def imports(name: str, text: str) -> list[tuple[int, str]]:
    """Returns the places and addresses of a module's imports. Raises CannotJoin."""
    known = {found.start() for pattern in (_IMPORT, _EXPORT) for found in pattern.finditer(text)}
    for found in _ANY.finditer(text):
        if found.start() not in known:
            raise CannotJoin(name, text, found.start(), f"this form is not understood; {_UNDERSTOOD}")
    return [(found.start(), found["address"]) for found in _IMPORT.finditer(text)]


def exports(text: str) -> list[str]:
    return [found["name"] for found in _EXPORT.finditer(text)]


def join(name: str, sources: dict[str, str]) -> str:
    """Returns the module and all that it imports, as one module that imports nothing. Raises CannotJoin."""
    texts = in_order(name, sources, imports)
    handles = {module: f"${number}" for number, module in enumerate(texts)}
    inner = [_scoped(module, texts, handles) for module in texts if module != name]
    return "".join([*inner, _body(name, texts, handles)])


def _scoped(module: str, texts: dict[str, str], handles: dict[str, str]) -> str:
    """Returns a function around the module; it returns the module's exports."""
    given = ", ".join(exports(texts[module]))
    return f"const {handles[module]} = (() => {{\n{_body(module, texts, handles)}return {{ {given} }};\n}})();\n"


def _body(module: str, texts: dict[str, str], handles: dict[str, str]) -> str:
    """Returns the module's text; its imports become constants from the exports of the others."""

    def take(found: re.Match[str]) -> str:
        imported = resolve(module, found["address"])
        names = [name.split() for name in (found["names"] or "").split(",") if name.strip()]
        for wanted, *_renamed in names:
            if wanted not in exports(texts[imported]):
                raise CannotJoin(module, texts[module], found.start(), f"static/{imported} does not export {wanted}.")
        taken = ", ".join(f"{wanted}: {renamed[-1]}" if renamed else wanted for wanted, *renamed in names)
        return f"const {{ {taken} }} = {handles[imported]};\n" if taken else ""

    return _EXPORT.sub("", _IMPORT.sub(take, texts[module]))
