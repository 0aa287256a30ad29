"""`make messages` collects and compiles the catalogues; --check exits with 1 unless they are complete and current."""

import ast
import contextlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("fr", "pt")
FLOORS = (
    "academy",
    "commons",
    "rooms",
    "forum",
    "compare",
    "board",
    "exchanges",
    "today",
    "desk",
    "kapok",
    "locale",
    "manage.py",
)


KEYWORDS = {"_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def calls_of(root: Path) -> str:
    """Returns the translatable texts of the templates in ``root``, as calls in Python for gettext's own tools."""
    calls = []
    for floor in sorted(folder for folder in root.glob("*/jinja2") if folder.is_dir()):
        found = extract_from_dir(floor, method_map=[("**.html", "jinja2")], keywords=KEYWORDS)
        for _file, _line, message, _comments, context in found:
            if context:
                calls.append(f"pgettext({context!r}, {message!r})")
            elif isinstance(message, tuple):
                calls.append(f"ngettext({message[0]!r}, {message[1]!r}, 0)")
            else:
                calls.append(f"_({message!r})")
    return "\n".join(calls)


@contextlib.contextmanager
def templates_as_python(root: Path) -> Iterator[None]:
    file = root / "kapok" / "words_of_templates.py"
    file.write_text(calls_of(root), encoding="utf-8")
    try:
        yield
    finally:
        file.unlink()


def collect(root: Path) -> None:
    """Collects the translatable texts of the floors in ``root`` into its catalogues."""
    locales = [argument for language in LANGUAGES for argument in ("-l", language)]
    command = [sys.executable, str(ROOT / "manage.py"), "makemessages", *locales, "--extension", "py,txt"]
    command += ["--no-location", "--no-wrap", "--no-obsolete", "-v0"]
    command += [argument for ignored in ("tests/*", "data/*", ".venv/*") for argument in ("--ignore", ignored)]
    with templates_as_python(root):
        subprocess.run(command, cwd=root, check=True)


def entries(catalogue: Path) -> str:
    """Returns the catalogue without its header, whose date changes with each run."""
    return catalogue.read_text(encoding="utf-8").split("\n\n", 1)[-1]


def hidden_calls() -> list[str]:
    """Returns where a text stands in braces of an f-string, into which gettext's tools do not look."""
    found = []
    for floor in (ROOT / name for name in FLOORS):
        for file in sorted(floor.rglob("*.py")):
            braces = (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FormattedValue))
            calls = (node for each in braces for node in ast.walk(each) if isinstance(node, ast.Call))
            found += [f"{file.relative_to(ROOT)}:{call.lineno}" for call in calls if ast.unparse(call.func) in KEYWORDS]
    return found


def check() -> None:
    if hidden := hidden_calls():
        sys.exit(f"Take the text out of the f-string: {', '.join(hidden)}")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for floor in FLOORS:
            source = ROOT / floor
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / floor)
        collect(copy)
        for language in LANGUAGES:
            mine, fresh = (base / "locale" / language / "LC_MESSAGES" / "django.po" for base in (ROOT, copy))
            if entries(mine) != entries(fresh):
                sys.exit(f"The words of {language} are not up to date.")
            done = subprocess.run(
                ["msgfmt", "--check-format", "--statistics", "-o", str(copy / "out.mo"), str(mine)],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode or re.search(r"untranslated|fuzzy", done.stderr):
                sys.exit(f"{language}: {done.stderr}")
            compiled = mine.with_suffix(".mo")
            if not compiled.exists() or compiled.read_bytes() != (copy / "out.mo").read_bytes():
                sys.exit(f"The compiled words of {language} are not up to date.")


if "--check" in sys.argv:
    check()
else:
    collect(ROOT)
    for language in LANGUAGES:
        folder = ROOT / "locale" / language / "LC_MESSAGES"
        subprocess.run(["msgfmt", "-o", str(folder / "django.mo"), str(folder / "django.po")], check=True)
