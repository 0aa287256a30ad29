"""Names of URLs point down: like imports, an app names its own pages and those of the floors below it.

Reads ``reverse``, ``reverse_lazy``, ``redirect`` and ``resolve_url`` in Python and ``{% url %}`` (in Jinja2 ``url(…)``)
in templates. A name that a variable holds is not seen. ``get_absolute_url`` counts in the file that defines it, not in
those that call it, because a caller names nothing. The roof (``kapok``) stands on every floor, so the navigation of all
pages is among its templates. With ``--all`` every use is printed.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.floors import ROOT, floors

CALLS = {"reverse", "reverse_lazy", "redirect", "resolve_url"}
FIRST = {"viewname", "to"}
IN_TEMPLATES = re.compile(r"""\{%-?\s*url\s+(['"])(?P<tag>[\w:-]+)\1|\burl\(\s*(['"])(?P<call>[\w:-]+)\3""")


class Use(NamedTuple):
    """One use of a URL's name: its file, relative to the root, and its line (from 1)."""

    file: str
    line: int
    name: str

    @property
    def app(self) -> str:
        return self.file.split("/")[0]


def in_python(source: str) -> Iterator[tuple[int, str]]:
    """Returns line and name of each URL that the code names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in CALLS:
            named = [keyword.value for keyword in node.keywords if keyword.arg in FIRST]
            for given in [*node.args[:1], *named]:
                yield from ((node.lineno, name) for name in _names(given) if "/" not in name and "." not in name)


def _names(given: ast.expr) -> Iterator[str]:
    """Returns the values that an argument can have: itself, or either side of ``x if y else z``."""
    if isinstance(given, ast.IfExp):
        yield from _names(given.body)
        yield from _names(given.orelse)
    elif isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value


def in_template(source: str) -> Iterator[tuple[int, str]]:
    """Returns line and name of each URL that the template names."""
    for found in IN_TEMPLATES.finditer(source):
        yield source.count("\n", 0, found.start()) + 1, found["tag"] or found["call"]


def uses(root: Path, apps: Mapping[str, int]) -> Iterator[Use]:
    """Returns every use of a URL's name in the code and the templates of the apps."""
    for app in apps:
        for path in sorted((root / app).rglob("*")):
            parts = path.relative_to(root).parts
            if path.suffix == ".py" and "migrations" not in parts:
                found = in_python(path.read_text(encoding="utf-8"))
            elif path.is_file() and parts[1] in ("templates", "jinja2"):
                found = in_template(path.read_text(encoding="utf-8"))
            else:
                continue
            yield from (Use("/".join(parts), line, name) for line, name in found)


def defined(resolver: Any, app: str = "", prefix: str = "") -> Iterator[tuple[str, str]]:
    """Returns the app of each URL's name: the one whose list of URLs has it."""
    app = getattr(resolver.urlconf_module, "__name__", app).split(".")[0]
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from defined(pattern, app, space)
        elif pattern.name:
            yield prefix + pattern.name, app


def faults(found: list[Use], owners: list[tuple[str, str]], heights: Mapping[str, int]) -> list[str]:
    """Returns a sentence for each name that points up or sideways, or that no app defines."""
    told = []
    for use in found:
        apps = {app for name, app in owners if name == use.name}
        if not apps:
            told.append(f"{use.file}:{use.line}: no app defines the URL {use.name!r}")
        elif not any(app == use.app or heights.get(app, -1) < heights[use.app] for app in apps):
            told.append(f"{use.file}:{use.line}: {use.app} names {use.name!r} of {', '.join(sorted(apps))}")
    return told


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kapok.settings")
    import django
    from django.urls import get_resolver

    django.setup()
    heights = floors()
    found, owners = list(uses(ROOT, heights)), list(defined(get_resolver()))
    if "--all" in sys.argv:
        print("\n".join(f"{use.file}:{use.line}: {use.name}" for use in found))
    told = faults(found, owners, heights)
    if told:
        sys.exit("\n".join([*told, f"{len(told)} of {len(found)} names of URLs do not point down."]))


if __name__ == "__main__":
    main()
