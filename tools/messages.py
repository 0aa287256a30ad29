"""`make messages` collects and compiles the catalogues; --check exits with 1 unless they are complete and current."""

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
    """Collects the translatable texts of the floors in ``root`` into its catalogues."""
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
