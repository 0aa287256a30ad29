"""``python -m tools.simulation DELEGATES SEED`` fills the environment's empty database and prints the figures."""

import os
import sys

import django


def main() -> int:
    """Returns 1 when a figure fell to nothing."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tools.simulation.settings"
    django.setup()
    from django.utils import translation

    from tools.simulation.course import Course
    from tools.simulation.figures import report

    with translation.override("en"):
        course = Course(delegates=int(sys.argv[1]), seed=int(sys.argv[2]))
        course.play()
        lines, faults = report(course)
    print("\n".join([*lines, *(f"FAULT: {fault}" for fault in faults)]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
