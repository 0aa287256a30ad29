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
        if not any(words in str(fault) for words in ("no such table", "does not exist")):
            raise
        sys.exit("The database has no tables of Kapok yet: run `manage.py migrate`, or set KAPOK_DATA or DATABASE_URL.")


if __name__ == "__main__":
    main()
