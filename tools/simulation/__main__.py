"""``python -m tools.simulation DELEGATES SEED [DAY]`` fills the environment's empty database and prints the figures.

With a day the course is over by then, and the demo's sample course stands beside it.
"""

import datetime
import os
import sys
from typing import Any

import django


def main() -> int:
    """Returns 1 when a figure fell to nothing."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tools.simulation.settings"
    django.setup()
    from django.utils import translation

    from tools.simulation.course import Course
    from tools.simulation.figures import report

    delegates, seed, *until = sys.argv[1:]
    with translation.override("en"):
        course = Course(int(delegates), int(seed), *map(datetime.date.fromisoformat, until))
        course.play()
        lines, faults = report(course)
        if until:
            stand_beside(course.world.edition)
    print("\n".join([*lines, *(f"FAULT: {fault}" for fault in faults)]))
    return 1 if faults else 0


def stand_beside(edition: Any) -> None:
    """Makes it a demo like the sample course, which it loads."""
    from django.utils import timezone

    from desk import demo

    edition.demo_at = timezone.now()
    edition.save(update_fields=["demo_at"])
    demo.fill(timezone.now())


if __name__ == "__main__":
    sys.exit(main())
