"""Acts by which people carry something home: their part of an outcome, their word on it, and their cards' progress."""

import datetime

from django.db.models import QuerySet

from academy.models import Membership
from board.cards import moving, writing
from board.follow_ups import answering
from board.follow_ups.due import due_among, with_answers
from board.models import OPEN, Card, State
from commons.marks.sources import card_of, fetch, kind_of
from commons.models import Mark
from exchanges.models import Outcome, OutcomeReaders, Quotes
from exchanges.outcomes import confirming, making
from tools.simulation.habits import ANSWERS
from tools.simulation.world import World, language

STEPS = (State.NOTICED, State.DISCUSSING, State.PLANNED, State.UNDER_WAY, State.DONE)
HALF_A_YEAR = datetime.timedelta(days=180)


def carry(world: World, member: Membership) -> int:
    """Says their word on outcomes and cards, and sometimes begins a card. Returns how many acts."""
    waiting = Outcome.objects.filter(exchange__participants__membership=member, published_at=None)
    done = sum(_answer(world, member, outcome) for outcome in waiting.order_by("pk"))
    done += say_how_it_goes(world, member)
    if world.happens("takes a mark home"):
        done += take_home(world, member)
    if world.happens("moves a card"):
        done += move(world, member)
    return done


def _answer(world: World, member: Membership, outcome: Outcome) -> int:
    done, part = 0, outcome.parts.filter(member=member).first()
    if part is not None and not part.noticed and world.happens("says one's own part"):
        content = {field: getattr(part, field) for field in making.CONTENT} | {
            "noticed": world.sentence(),
            "could_adopt": part.could_adopt or world.sentence(),
            "first_step": part.first_step or world.sentence(),
            "due": (world.clock.now + HALF_A_YEAR).date(),
            "language": language(member),
        }
        done += bool(world.tries(making.change, outcome, by=member, content=content))
        outcome.refresh_from_db()
    given = outcome.answers.filter(member=member).last()
    if given is not None and given.version == outcome.version:
        return done
    if world.happens("confirms"):
        return done + bool(
            world.tries(confirming.confirm, outcome, by=member, version=outcome.version, wishes=_wishes(world))
        )
    if world.happens("declines"):
        said = {"sentence": world.sentence(), "language": language(member)}
        return done + bool(world.tries(confirming.decline, outcome, by=member, **said))
    return done


def _wishes(world: World) -> confirming.Wishes:
    readers = OutcomeReaders.EDITION if world.happens("lets everybody read") else OutcomeReaders.MEMBERS
    quotes = world.chance.choice(list(Quotes))
    return confirming.Wishes(readers, quotes, world.happens("takes it home"))


def say_how_it_goes(world: World, member: Membership) -> int:
    """Answers the cards that ask now."""
    asking = due_among(with_answers(_cards(member)), world.edition, world.clock.now)
    done = 0
    for card, days in asking:
        if world.happens("answers how it goes"):
            (said,) = world.chance.choices(list(ANSWERS), list(ANSWERS.values()))
            done += bool(world.tries(answering.answer, card, said, by=member, days=days, language=language(member)))
    return done


def take_home(world: World, member: Membership) -> int:
    """Makes a card of something that they marked."""
    marks = list(Mark.objects.filter(member=member, removed_at=None).order_by("pk"))
    if not marks:
        return 0
    chosen = world.chance.choice(marks)
    source = fetch(kind_of(chosen.source_type.model_class()).name, chosen.source_id)
    content = {"what": world.sentence(), "topic": card_of(source).topic, "language": language(member)}
    return bool(world.tries(writing.take_home, world.edition, by=member, content=content, source=source))


def move(world: World, member: Membership) -> int:
    """Moves one of their cards one step on."""
    cards = list(_cards(member))
    if not cards:
        return 0
    card = world.chance.choice(cards)
    onward = STEPS[STEPS.index(State(card.state)) + 1]
    said = {"sentence": world.sentence(), "language": language(member)}
    return bool(world.tries(moving.move, card, onward, by=member, **said))


def _cards(member: Membership) -> QuerySet[Card]:
    return Card.objects.filter(owners__member=member, state__in=OPEN, hidden_at=None).order_by("pk")
