"""`make check`: style, types, layers, texts and packages, without running the code."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.steps import Step, run_beside

PYTHON = sys.executable
BIN = Path(PYTHON).parent

run_beside(
    [
        # The longest first, so that the others run beside it.
        Step("types", [f"{BIN}/mypy"], "Say the types as they are."),
        Step("style", [f"{BIN}/ruff", "check", "."], "`.venv/bin/ruff check --fix .` mends most of it."),
        Step("layout of the code", [f"{BIN}/ruff", "format", "--check", "."], "`.venv/bin/ruff format .` mends it."),
        Step("width of lines", [PYTHON, "tools/widths.py"], "Break the lines that it names after 120 characters."),
        Step("floors", [f"{BIN}/lint-imports"], "Imports point down only; see docs/architecture.md."),
        Step(
            "names of URLs",
            [PYTHON, "tools/url_names.py"],
            "They point down; offer a registry (academy/pages/pages_above.py).",
        ),
        Step("fields", [PYTHON, "tools/fields.py"], "Use the field, remove it, or give a reason in tools/fields.py."),
        Step("templates", [f"{BIN}/djlint", "--lint", "."], "See the rule's name in djlint's documentation."),
        Step(
            "migrations",
            [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
            "`manage.py makemigrations` writes what is missing.",
        ),
        Step("catalogues", [PYTHON, "tools/messages.py", "--check"], "`make messages`, then translate what is empty."),
        Step("known vulnerabilities", [PYTHON, "tools/audit.py"], "Raise the version in constraints.txt."),
    ]
)
