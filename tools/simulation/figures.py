"""The figures of a played course, read from its tables and its mail; a figure of nothing is a fault."""

import dataclasses
import datetime
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence

from django.contrib.contenttypes.models import ContentType

from board.follow_ups.due import asked_on
from board.models import Answer, Card, CardSource, CardState, State
from commons.models import Mark, TimetableRun
from compare.models import Provision
from exchanges.models import Exchange, Hour, Outcome
from exchanges.relay.acts import relay_of
from forum.models import Reflection
from forum.reflecting.learning import before
from tools.simulation.course import Course
from tools.simulation.mailbox import LETTERS
from tools.simulation.pairing import Compared, lines_of

WEEK = datetime.timedelta(days=7)
CALM = {"in session": 5, "afterwards": 1}
"""Mails a person and week, at most, by the median."""
NINETY = 90
MANY = 10
"""A figure of nothing is a fault only among at least so many, because among fewer it may be chance."""


@dataclasses.dataclass(frozen=True)
class Share:
    what: str
    count: int
    of: int

    def __str__(self) -> str:
        part = f"{100 * self.count / self.of:5.0f} %" if self.of else "   none"
        return f"  {self.what:<40}{self.count:>6} of {self.of:<6}{part}"


def report(course: Course) -> tuple[list[str], list[str]]:
    """Returns lines of text, and what is wrong."""
    shares, more, letters = thread(course), beside(course), calm(course)
    days = f"{course.first - WEEK:%Y-%m-%d} to {course.clock.now:%Y-%m-%d}"
    lines = [f"{len(course.delegates)} delegates, seed {course.world.seed}, {days}", *map(str, [*shares, *more])]
    lines += [line for number, made in enumerate(course.rounds, 1) for line in _round(number, made)]
    lines += letters
    lines += _opening(course)
    if course.world.refused:
        lines.append("  refused acts")
        lines += [f"    {what:<38}{count:>6}" for what, count in sorted(course.world.refused.items())]
    faults = fallen(
        [*shares, *(share for share in more if share.of >= MANY), Share("mails", len(LETTERS), len(LETTERS))]
    )
    faulty = TimetableRun.objects.exclude(fault="").values_list("entry__name", "fault").distinct()
    return lines, [*faults, *(f"The timetable's “{name}”: {fault}" for name, fault in faulty.order_by("entry__name"))]


def fallen(shares: Iterable[Share]) -> list[str]:
    return [f"“{share.what}” fell to nothing." for share in shares if share.count == 0]


def thread(course: Course) -> list[Share]:
    """The red thread, from the roster to what is alive at home."""
    edition = course.world.edition
    delegates = edition.memberships.delegates()
    reflections = Reflection.objects.filter(topic__edition=edition, published_at__isnull=False)
    exchanges = Exchange.objects.filter(round__edition=edition)
    agreed = exchanges.filter(pk__in=Hour.objects.filter(agreed_at__isnull=False).values("exchange"))
    outcomes = Outcome.objects.filter(edition=edition, published_at__isnull=False)
    cards = Card.objects.filter(edition=edition)
    outcome_type = ContentType.objects.get_for_model(Outcome)
    from_outcomes = cards.filter(pk__in=CardSource.objects.filter(source_type=outcome_type).values("card"))
    old, alive = _old_enough(course, cards)
    return [
        Share("delegates who came", delegates.exclude(welcomed_at=None).count(), delegates.count()),
        Share("delegates with a mark across", len(_markers(course)), delegates.count()),
        Share("reflections answered across", reflections.exclude(answered_at=None).count(), reflections.count()),
        Share("pairs with an agreed hour", agreed.count(), exchanges.count()),
        Share("exchanges with an outcome", outcomes.count(), exchanges.count()),
        Share("cards from outcomes", from_outcomes.count(), cards.count()),
        Share("cards alive after 90 days", alive, old),
    ]


def beside(course: Course) -> list[Share]:
    """Figures that concern only some: pairs without a common hour, and people whose exchange was on the topic of their
    reflection."""
    exchanges = Exchange.objects.filter(round__edition=course.world.edition).select_related("round__format")
    relays = [relay_of(exchange)[0] for exchange in exchanges.exclude(relay_acts=None).distinct()]
    asked = Reflection.objects.filter(topic__edition=course.world.edition).exclude(asked_again_at=None)
    changed = sum(before(reflection) is not None for reflection in asked)
    return [
        Share("relays that came to their end", sum(relay.is_over for relay in relays), len(relays)),
        Share("reflections changed by an exchange", changed, asked.count()),
    ]


def _markers(course: Course) -> set[int]:
    """Delegates with a present mark on a provision or a reflection of another bloc."""
    marks = Mark.objects.filter(member__edition=course.world.edition, removed_at=None)
    found: set[int] = set()
    for model, bloc in ((Provision, "bloc"), (Reflection, "author__bloc")):
        of = dict(model.objects.values_list("pk", bloc))
        rows = marks.filter(source_type=ContentType.objects.get_for_model(model))
        found |= {by for by, own, pk in rows.values_list("member", "member__bloc", "source_id") if of[pk] != own}
    return found


def _old_enough(course: Course, cards: Iterable[Card]) -> tuple[int, int]:
    """How many cards have been there for the question after 90 days, and of how many of these their owners said since
    then that they moved, are stuck or are done, or had said before that they are done."""
    today, edition = course.clock.now.date(), course.world.edition
    old = [card for card in cards if any(days == NINETY and day <= today for day, days in asked_on(card, edition))]
    said = CardState.objects.filter(asked_after=NINETY).exclude(answer__in=[Answer.LATER, Answer.DROPPED])
    answered = set(said.values_list("card", flat=True))
    alive = [card for card in old if card.state == State.DONE or (card.pk in answered and card.state != State.DROPPED)]
    return len(old), len(alive)


def _round(number: int, made: Compared) -> list[str]:
    return [f"  round {number}: {made.pairs} pairs of partners", *lines_of(made)]


def calm(course: Course) -> list[str]:
    """Mails a person and week of those who came."""
    came = dict(
        course.world.edition.memberships.delegates()
        .exclude(welcomed_at=None)
        .values_list("person__email", "welcomed_at")
    )
    sent = Counter((letter.to, (letter.at - course.first) // WEEK) for letter in LETTERS if letter.to in came)
    in_session = -(-(course.over - course.first) // WEEK)
    weeks = {
        "before": range(-1, 0),
        "in session": range(in_session),
        "afterwards": range(in_session, (course.clock.now - course.first) // WEEK),
    }
    lines = ["  mails a person and week                median   9th decile   most    mean"]
    for name, numbers in weeks.items():
        counts = sorted(sent[address, week] for address in came for week in numbers)
        if counts:
            lines.append(f"    {name:<36}{_counts(counts)}{_aim(name, counts)}")
    return lines


def _counts(counts: Sequence[int]) -> str:
    tenth = counts[min(len(counts) - 1, len(counts) * 9 // 10)]
    return f"{statistics.median(counts):6.1f}{tenth:>13}{counts[-1]:>7}{statistics.mean(counts):>8.2f}"


def _aim(name: str, counts: Sequence[int]) -> str:
    if name not in CALM:
        return ""
    word = "met" if statistics.median(counts) <= CALM[name] else "NOT MET"
    return f"   {word} (aim: median <= {CALM[name]})"


def _opening(course: Course) -> list[str]:
    """Counts the delegates' mails by the notice that stands first in them, and how many of each led to an act."""
    theirs = [letter for letter in LETTERS if letter.to in course.delegates]
    all_of = Counter(letter.opens_with for letter in theirs)
    followed = Counter(letter.opens_with for letter in theirs if letter.followed)
    return [
        "  mails by what they open with             mails   led to an act",
        *(
            f"    {kind:<36}{count:>8}{100 * followed[kind] / count:>13.0f} %"
            for kind, count in sorted(all_of.items(), key=lambda item: (-item[1], item[0]))
        ),
    ]
