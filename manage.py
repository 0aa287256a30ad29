#!/usr/bin/env python
"""Kapok's command line: ``python manage.py help`` lists what an operator can do."""

import os
import sys

from django.core.management import execute_from_command_line

from kapok.environment import EnvironmentFault


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kapok.settings")
    try:
        execute_from_command_line(sys.argv)
    except EnvironmentFault as fault:
        sys.exit(f"{fault}")


if __name__ == "__main__":
    main()
