"""Checks that every column has a use: a field that nothing reads, or that only samples write, fails with its name.

Reads the code and the templates of the apps, without migrations and samples. It knows names, not types: ``x.reason``
reads every field called ``reason``, and any call may write the fields that it names. So a field with a common name
passes, and a reported field has no use that can be found by its name.

- Reads: ``x.name`` in Python and in templates; a lookup (``filter(name=…)``, ``"author__name"``); a string in a query
  (``values("name")``), in the Meta of a model (except an index), or anywhere that is not named below; the other end of
  a relation.
- Writes: ``x.name = …``; a keyword of a call that is no lookup; a key of a dictionary; a string that is in no query;
  ``create``, ``add`` or ``set`` at the other end of a relation; ``auto_now`` and ``auto_now_add``.
- Neither: words for people, names of URLs, documentation, ``defer``; ``update_fields`` only writes.
"""

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.floors import ROOT, floors

AUTHOR = "a state says who set or lifted it and when, for whoever has to look it up later"
PACK = "open: a pack says it and no page shows it"
# Field -> why it may stay although no use of it can be found. An exception that is no longer needed fails too.
EXCEPTIONS: dict[str, str] = {
    "BlocMembership.associate": PACK,
    "Edition.demo_at": "says which course is the demo; desk/demo.py alone writes and reads it",
    "Person.is_staff": "open: allauth asks for it where Django's admin is installed, which it is not",
    "SignInLink.made_by": AUTHOR,
    "Hiding.lifted_by": AUTHOR,
    "Lock.lifted_by": AUTHOR,
    "Mute.lifted_by": AUTHOR,
    "Suspension.lifted_by": AUTHOR,
    "RoomMeasure.lifted_by": AUTHOR,
    "Hand.lowered_by": AUTHOR,
    "Round.made_by": AUTHOR,
}

SAMPLES = {"samples.py", "corpus.py", "demo.py"}
LOOKUPS = {"filter", "exclude", "get", "aget", "Q", "When", "get_object_or_404", "get_or_create", "update_or_create"}
MAKES = {"create", "acreate", "bulk_create", "get_or_create", "update_or_create", "add", "set", "remove", "clear"}
NEW_NAMES = {"annotate", "aggregate", "alias"}
IN_QUERIES = {
    *("values", "values_list", "only", "order_by", "select_related", "prefetch_related", "distinct", "Prefetch"),
    *("F", "OuterRef", "Count", "Max", "Min", "Sum", "Avg", "Coalesce", "Lower", "latest", "earliest", "dates"),
    *("in_bulk", "getattr", "hasattr", "attrgetter"),
}
SILENT = {
    *("_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"),
    *("reverse", "reverse_lazy", "redirect", "resolve_url", "path", "include", "defer", "Index"),
}
WRITTEN_LISTS = {"update_fields", "bulk_update"}
PATH = re.compile(r"-?[a-z][a-z0-9_]*")
SQL = re.compile(r"\b(SELECT|UPDATE|INSERT|DELETE)\b")
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


class Uses(ast.NodeVisitor):
    """The names that some code reads and writes. ``read`` and ``written`` grow with each file that it visits."""

    def __init__(self) -> None:
        self.read: set[str] = set()
        self.written: set[str] = set()
        self._strings = "both"  # the effect of a string in this place: reads, writes, both or neither

    def template(self, text: str) -> None:
        for tag in TAG.findall(text):
            self.read.update(re.findall(r"\.([a-z]\w*)", tag))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        (self.read if isinstance(node.ctx, ast.Load) else self.written).add(node.attr)
        self.visit(node.value)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # documentation
            self.visit(node.value)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        names = {target.id for each in node.body if isinstance(each, ast.Assign) for target in _names(each.targets)}
        is_meta = node.name == "Meta" and "model" not in names  # a form's Meta lists what people read and write
        self._within("reads" if is_meta else self._strings, [*node.bases, *node.body, *node.decorator_list])

    def visit_Call(self, node: ast.Call) -> None:
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Attribute) and name in MAKES:
            self.written.add(node.func.value.attr)
            self.visit(node.func.value.value)
        else:
            self.visit(node.func)
        strings = self._strings_of(name)
        self._within(strings, node.args)
        for keyword in node.keywords:
            self._keyword(name, keyword.arg or "")
            self._within("writes" if keyword.arg in WRITTEN_LISTS else strings, [keyword.value])

    def _strings_of(self, name: str) -> str:
        if name in SILENT:
            return "neither"
        if name in WRITTEN_LISTS:
            return "writes"
        return "reads" if name in IN_QUERIES | LOOKUPS else self._strings

    def _keyword(self, call: str, name: str) -> None:
        if call in LOOKUPS or "__" in name:
            self.read.update(name.split("__"))
        if call not in (LOOKUPS - MAKES) | NEW_NAMES | SILENT:
            self.written.add(name)

    def visit_Dict(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant):
                self._within("writes", [key])
            elif key is not None:
                self.visit(key)
            self.visit(value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Ignores a key, because the query that filled the dictionary named it."""
        self.visit(node.value)
        if not isinstance(node.slice, ast.Constant):
            self.visit(node.slice)

    def visit_Constant(self, node: ast.Constant) -> None:
        if not isinstance(node.value, str):
            return
        if SQL.search(node.value):
            self._add(re.findall(r"\w+", node.value))
        elif PATH.fullmatch(node.value):
            self._add(node.value.removeprefix("-").split("__"))

    def _add(self, names: Iterable[str]) -> None:
        self.read.update(names if self._strings in ("reads", "both") else ())
        self.written.update(names if self._strings in ("writes", "both") else ())

    def _within(self, strings: str, nodes: Iterable[ast.AST]) -> None:
        before, self._strings = self._strings, strings
        for node in nodes:
            self.visit(node)
        self._strings = before


def _names(targets: Iterable[ast.expr]) -> Iterator[ast.Name]:
    return (target for target in targets if isinstance(target, ast.Name))


def uses_in(root: Path, apps: Iterable[str]) -> Uses:
    """Returns the names that the apps below ``root`` read and write, without migrations and samples."""
    uses = Uses()
    for path in (found for app in apps for found in sorted((root / app).rglob("*"))):
        parts = path.relative_to(root).parts
        if path.suffix == ".py" and "migrations" not in parts and path.name not in SAMPLES:
            uses.visit(ast.parse(path.read_text(encoding="utf-8")))
        elif path.is_file() and parts[1] in ("templates", "jinja2"):
            uses.template(path.read_text(encoding="utf-8"))
    return uses


def own_fields(model: Any, apps: Iterable[str]) -> list[Any]:
    """Returns the columns and many-to-many relations that our code declares, without keys and a library's fields."""
    foreign = {
        field.name
        for base in model.__mro__
        if base.__module__.split(".")[0] not in apps and hasattr(base, "_meta")
        for field in base._meta.get_fields()
    }
    own = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return [field for field in own if not field.primary_key and not field.auto_created and field.name not in foreign]


def names_of(field: Any) -> set[str]:
    """Returns a field's name, its column, the other end of its relation, and the generic relation above it."""
    names = {field.name, field.attname}
    if field.remote_field and not field.remote_field.hidden:
        names |= {field.remote_field.get_accessor_name(), field.related_query_name()}
    if field.choices:
        names.add(f"get_{field.name}_display")
    for generic in field.model._meta.private_fields:
        if field.name in (getattr(generic, "ct_field", ""), getattr(generic, "fk_field", "")):
            names.add(generic.name)
    return names


def faults(models: Iterable[Any], uses: Uses, apps: Iterable[str], exceptions: Mapping[str, str]) -> list[str]:
    """Returns a sentence for each field that fails, and for each exception that is not needed."""
    told, excused = [], set()
    for model in models:
        for field in own_fields(model, apps):
            name, names = f"{model.__name__}.{field.name}", names_of(field)
            is_written = (
                names & uses.written or getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
            )
            wrong = [] if names & uses.read else [f"{name}: nothing reads it"]
            wrong += [] if is_written else [f"{name}: nothing but samples writes it"]
            if wrong and name in exceptions:
                excused.add(name)
            else:
                told += wrong
    return told + [f"{name}: the exception is not needed" for name in exceptions if name not in excused]


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kapok.settings")
    import django
    from django.apps import apps as registry

    django.setup()
    apps = list(floors())
    models = [model for app in apps for model in registry.get_app_config(app).get_models()]
    told = faults(models, uses_in(ROOT, apps), apps, EXCEPTIONS)
    if told:
        sys.exit("\n".join([*told, "Use these fields, remove them, or give a reason in tools/fields.py."]))


if __name__ == "__main__":
    main()
