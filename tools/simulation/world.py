"""The world of all made-up people: the course, the clock, chance, and the count of refused acts."""

import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied

from academy.models import Edition, Membership
from exchanges.outcomes.making import OutcomeFault
from exchanges.rounds.making import RoundFault
from exchanges.scheduling.hours import HourFault
from exchanges.stages.acts import StageFault
from rooms.messages.frames import Send, Write
from rooms.messages.posting import Refusal, Work, post
from rooms.models import Room
from rooms.reading.read_marks import mark_read
from tools.simulation.clock import Clock
from tools.simulation.habits import HABITS

SENTENCES = [
    "We count these months by hand.",
    "With us the ministry and the partners decide together.",
    "Nobody had asked us that before.",
    "The form exists, but few offices use it.",
    "How long did it take with you?",
    "We would try it in one region first.",
    "It needs no new law, only an agreement between two funds.",
]


class World:
    def __init__(self, edition: Edition, clock: Clock, seed: int) -> None:
        self.edition, self.clock, self.seed, self.chance = edition, clock, seed, random.Random(seed)
        self.refused: Counter[str] = Counter()

    def happens(self, habit: str) -> bool:
        return self.chance.random() < HABITS[habit].chance

    def sentence(self) -> str:
        return self.chance.choice(SENTENCES)

    def name(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def tries(self, verb: Callable[..., Any], *arguments: Any, **words: Any) -> Any:
        """Returns what the verb returns; None when it refuses, as it refuses people too."""
        try:
            return verb(*arguments, **words) or True
        except (HourFault, OutcomeFault, StageFault) as fault:
            self.refused[f"{verb.__name__}: {fault.code}"] += 1
        except (PermissionDenied, RoundFault) as fault:
            self.refused[f"{verb.__name__}: {type(fault).__name__}"] += 1
        return None

    def says(self, member: Membership, room: int) -> bool:
        return self._posts(member, room, Send(self.name(), self.sentence()))

    def sees(self, members: Iterable[Membership], room: int) -> None:
        """They have the room before them, with all that stands in it."""
        newest = Room.objects.values_list("last_rev", flat=True).get(pk=room)
        for member in members:
            mark_read(room, member.pk, newest)

    def writes(self, member: Membership, room: int, field: str, over: list[int]) -> bool:
        return self._posts(member, room, Write(self.name(), field, self.sentence(), tuple(over)))

    def _posts(self, member: Membership, room: int, act: Send | Write) -> bool:
        (answer,) = post(Work(room, member.pk, act, language(member))).answers
        if isinstance(answer, Refusal):
            self.refused[f"{type(act).__name__.lower()}: {answer.code}"] += 1
            return False
        return True


def language(member: Membership) -> str:
    return next(iter(member.person.languages), "en")


def loaded(pk: int) -> Membership:
    return Membership.objects.select_related("person", "bloc", "state", "edition").get(pk=pk)
