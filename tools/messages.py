"""`make messages`: collect and compile the words of all languages. With --check: are all catalogues complete, fresh?"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("fr", "pt")
FLOORS = ("academy", "commons", "rooms", "forum", "exchanges", "today", "desk", "kapok", "locale", "manage.py")


def collect(root: Path) -> None:
    """Every translatable word of the floors below ``root``, into its catalogues; word order kept stable."""
    locales = [argument for language in LANGUAGES for argument in ("-l", language)]
    subprocess.run(
        [
            sys.executable,
            str(ROOT / "manage.py"),
            "makemessages",
            *locales,
            "--no-location",
            "--no-wrap",
            "--no-obsolete",
            *("--ignore", "tests/*", "--ignore", "data/*", "--ignore", ".venv/*", "-v0"),
        ],
        cwd=root,
        check=True,
    )


def entries(catalogue: Path) -> str:
    """The catalogue without its header, whose date changes with each run."""
    return catalogue.read_text(encoding="utf-8").split("\n\n", 1)[-1]


def check() -> None:
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
            said = subprocess.run(
                ["msgfmt", "--check-format", "--statistics", "-o", str(copy / "out.mo"), str(mine)],
                capture_output=True,
                text=True,
                check=False,
            )
            if said.returncode or re.search(r"untranslated|fuzzy", said.stderr):
                sys.exit(f"{language}: {said.stderr}")
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
