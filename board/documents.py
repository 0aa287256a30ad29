"""A delegation's plan as a document, with headings in the active language."""

import datetime

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from academy.models import Edition
from academy.pages.dates import date_words
from academy.pages.texts import localized
from board.cards.listing import Listed
from board.models import CardState
from board.plans import Plan, facts, is_late
from commons.documents.paper import Fact, Paper, Part, Table


def paper_of(plan: Plan, edition: Edition, today: datetime.date) -> Paper:
    title = _("What %(delegation)s takes home") % {"delegation": plan.delegation.name}
    people = ", ".join(f"{voice.name} ({voice.organisation})" for voice in plan.delegation.people)
    as_of = _("As it stood on %(day)s") % {"day": date_words(today, "DATE_FORMAT")}
    parts: list[Part | Table] = []
    glance = [_glance(entry, today) for entry in plan.steps]
    if glance:
        parts.append(Table(_("At a glance"), [_("By when"), _("The next step"), _("Who")], glance))
    parts += [_card(number, entry, plan) for number, entry in enumerate(plan.open, 1)]
    if plan.ended:
        parts.append(Part(_("Done, and let go"), _ended(plan)))
    if plan.seats:
        heads = [capfirst(seat) for seat in plan.seats]
        parts.append(Table(_("Seen by"), heads, [["\n\n"] * len(heads)]))
    return Paper(title, [people, f"{localized(edition.titles)}. {as_of}."], parts)


def _glance(entry: Listed, today: datetime.date) -> list[str]:
    day = date_words(entry.card.due, "DATE_FORMAT") if entry.card.due else ""
    late = ", ".join((day, _("late"))) if is_late(entry.card, today) else day
    return [late, entry.card.next_step or entry.card.what, _names(entry)]


def _names(entry: Listed) -> str:
    return ", ".join(owner.name for owner in entry.owners)


def _card(number: int, entry: Listed, plan: Plan) -> Part:
    card = entry.card
    said = [Fact(_("State"), capfirst(card.get_state_display()), get_language())]
    said += [Fact(words, text, card.language) for words, text in facts(card)]
    if card.due:
        said.append(Fact(_("By when"), date_words(card.due, "DATE_FORMAT"), get_language()))
    said.append(Fact(_("Owners"), _names(entry)))
    for row in plan.histories.get(card.pk, []):
        state = row.get_answer_display() if row.answer else row.get_state_display()
        said.append(Fact(_day(row), f"{capfirst(state)}. {row.sentence}", row.language))
    return Part(f"{number}. {card.what}", said)


def _day(row: CardState) -> str:
    """The day in the reader's zone."""
    return date_words(timezone.localtime(row.at), "DATE_FORMAT")


def _ended(plan: Plan) -> list[Fact]:
    said = []
    for card, row in plan.ended:
        said.append(Fact(capfirst(card.get_state_display()), card.what, card.language))
        if row is not None and row.sentence:
            said.append(Fact(_day(row), row.sentence, row.language))
    return said
