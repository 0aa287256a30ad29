"""A roster file as lines of cells, from its header on."""

from pathlib import Path

from django.utils.translation import gettext as _

from academy.roster.sheets import Reading, UnreadableRoster
from academy.roster.texts import read_text
from academy.roster.workbooks import read_workbook

LARGEST = 5 * 1024 * 1024


def read_roster(file: Path | bytes, name: str = "") -> Reading:
    """Returns the numbered lines with text, the header first. Raises UnreadableRoster."""
    name = name or (str(file) if isinstance(file, Path) else "")
    try:
        content = file.read_bytes() if isinstance(file, Path) else file
    except OSError as fault:
        raise UnreadableRoster(f"{name}: {fault.strerror or fault}") from fault
    if len(content) > LARGEST:
        raise UnreadableRoster(_("The file is larger than 5 MB."))
    return read_workbook(content) if content[:4] == b"PK\x03\x04" else read_text(content)
