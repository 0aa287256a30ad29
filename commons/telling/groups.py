"""The groups in which a person chooses when to be told."""

import dataclasses
from typing import Any

from django.utils.translation import gettext_lazy as _

from academy.models import Person
from commons.models import TellingChoice, When

WHEN_WORDS = {
    When.AT_ONCE: _("at once"),
    When.DAILY: _("once a day"),
    When.WEEKLY: _("once a week"),
    When.NEVER: _("never"),
}


@dataclasses.dataclass(frozen=True)
class Group:
    words: Any
    default: When


EXCHANGES, OUTCOMES, READING, DISCUSSIONS, BOARD, COURSE, ABOUT_ME, DESK = (
    *("exchanges", "outcomes", "reading", "discussions", "board", "course", "about-me", "desk"),
)
GROUPS = {
    EXCHANGES: Group(_("Your exchanges: partners, hours, what they write to you"), When.AT_ONCE),
    OUTCOMES: Group(_("What came of your exchanges"), When.DAILY),
    READING: Group(_("Reflections that wait for you, and answers to yours"), When.DAILY),
    DISCUSSIONS: Group(_("What you follow: discussions, topics; what became of your corrections"), When.DAILY),
    BOARD: Group(_("The take-home board, offers and needs"), When.DAILY),
    COURSE: Group(_("Announcements of the course"), When.DAILY),
    ABOUT_ME: Group(_("What facilitators decide about you and your texts"), When.AT_ONCE),
    DESK: Group(_("For facilitators: calls and reports"), When.AT_ONCE),
}


def choices_of(person: Person) -> dict[str, When]:
    """Maps each group -> when the person is told. One query."""
    own = dict(TellingChoice.objects.filter(person=person).values_list("group", "when"))
    return {name: When(own.get(name, group.default)) for name, group in GROUPS.items()}


def choose(person: Person, chosen: dict[str, str]) -> None:
    for group, when in chosen.items():
        TellingChoice.objects.update_or_create(person=person, group=group, defaults={"when": when})


def slow_down(person: Person, to: When) -> None:
    """Tells the person of everything ``to`` once a day or a week, except of what they chose to hear of less often. To
    somebody who has stopped all mail, it sends some again."""
    often, chosen = list(When), choices_of(person)
    has_stopped = set(chosen.values()) == {When.NEVER}
    choose(person, {name: to for name, when in chosen.items() if has_stopped or often.index(when) < often.index(to)})


def stop(person: Person) -> None:
    choose(person, dict.fromkeys(GROUPS, When.NEVER))
