"""The roster: a course's people, imported from a CSV or XLSX file."""

from academy.roster.importing import Import, import_roster
from academy.roster.rows import Fault, check
from academy.roster.sheets import UnreadableRoster

__all__ = ["Fault", "Import", "UnreadableRoster", "check", "import_roster"]
