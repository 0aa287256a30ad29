"""Prints one ``file:line`` for each line that is too wide to read, in files written by hand, and exits with 1.

``ruff`` measures Python too, but it lets a line pass that ends in a comment for a tool.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDEST = 120
"""Characters."""
KINDS = {".css", ".html", ".js", ".mjs", ".py"}
ONE_STRING = re.compile(r"""\s*(?:\{\{ )?(?:_\()?(["']).*\1[,)]*(?: \}\})?\s*""")
"""A sentence for translators is one string, so in a template it may have a long line of its own."""
NOT_OURS = {"data", "build", "node_modules", "__pycache__"}


def sources(root: Path) -> Iterator[Path]:
    for path in sorted(root.iterdir()):
        if path.name in NOT_OURS or path.name.startswith("."):
            continue
        if path.is_dir():
            yield from sources(path)
        elif path.suffix in KINDS:
            yield path


def wide(root: Path) -> Iterator[str]:
    for path in sources(root):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if len(line) > WIDEST and not (path.suffix == ".html" and ONE_STRING.fullmatch(line)):
                yield f"{path.relative_to(root)}:{number}: {len(line)} characters"


if __name__ == "__main__":
    found = list(wide(ROOT))
    print("\n".join(found))
    sys.exit(bool(found))
