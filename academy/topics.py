"""The topics of a course, as lists and filters show them."""

from academy.compiled import Compiled, later_id
from academy.models import Edition, Topic

_TOPICS = Compiled(lambda: Topic.objects.filter(edition=later_id("edition")).order_by("place"))


def topics_of(edition: Edition) -> list[Topic]:
    """Returns them in the course's order, each with its edition. One query."""
    found = _TOPICS.all(edition=edition.pk)
    for topic in found:
        topic.edition = edition
    return found
