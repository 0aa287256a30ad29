#!/usr/bin/env python
"""Kapok's command line: ``python manage.py help`` lists what an operator can do."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError

from kapok.environment import EnvironmentFault


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kapok.settings")
    try:
        execute_from_command_line(sys.argv)
    except EnvironmentFault as fault:
        sys.exit(f"{fault}")
    except (OperationalError, ProgrammingError) as fault:
        where = "DATABASE_URL" if os.environ.get("DATABASE_URL") else "KAPOK_DATA"
        if any(words in str(fault) for words in ("no such table", "does not exist")):
            sys.exit(f"The database of {where} has no tables of Kapok yet: run `manage.py migrate`, or set {where}.")
        if isinstance(fault, ProgrammingError):
            raise
        sys.exit(f"The database of {where} cannot be used: {str(fault).splitlines()[0]}.")


if __name__ == "__main__":
    main()
