"""The topics of a course and the questions of its reflections, in their order."""

from academy.models import Edition, Prompt, Topic
from academy.pages.compiled import Compiled, later_id

_TOPICS = Compiled(lambda: Topic.objects.filter(edition=later_id("edition")).order_by("place"))
_PROMPTS = Compiled(lambda: Prompt.objects.filter(edition=later_id("edition")).order_by("place"))


def topics_of(edition: Edition) -> list[Topic]:
    """Returns the topics, each with its edition. One query."""
    found = _TOPICS.all(edition=edition.pk)
    for topic in found:
        topic.edition = edition
    return found


def prompts_of(edition: Edition) -> list[Prompt]:
    """Returns the questions that every reflection answers. One query."""
    return _PROMPTS.all(edition=edition.pk)
