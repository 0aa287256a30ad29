"""A delegation's plan as a document for a word processor, with headings in the active language."""

import datetime
import io
import re
from typing import Any

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from academy.models import Edition
from academy.texts import localized
from board.cards.listing import Listed
from board.plans import Plan, facts, is_late

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def document_of(plan: Plan, edition: Edition, today: datetime.date) -> bytes:
    document = Document()
    title = _("What %(delegation)s takes home") % {"delegation": plan.delegation.name}
    document.core_properties.title, document.core_properties.author = clean(title), ""
    document.add_heading(clean(title), 0)
    document.add_paragraph(clean(", ".join(f"{voice.name} ({voice.organisation})" for voice in plan.delegation.people)))
    as_of = _("As it stood on %(day)s") % {"day": formats.date_format(today)}
    document.add_paragraph(clean(f"{localized(edition.titles)}. {as_of}."))
    _table(
        document,
        _("At a glance"),
        (_("By when"), _("The next step"), _("Who")),
        [_glance(entry, today) for entry in plan.open if entry.card.next_step or entry.card.due],
    )
    for number, entry in enumerate(plan.open, 1):
        _card(document, number, entry, plan)
    _ended(document, plan)
    if plan.seats:
        _table(document, _("Seen by"), [capfirst(seat) for seat in plan.seats], [("\n\n",) * len(plan.seats)])
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _glance(entry: Listed, today: datetime.date) -> tuple[str, str, str]:
    day = formats.date_format(entry.card.due) if entry.card.due else ""
    late = f"{day}, {_('late')}" if is_late(entry.card, today) else day
    return late, entry.card.next_step or entry.card.what, _names(entry)


def _names(entry: Listed) -> str:
    return ", ".join(owner.name for owner in entry.owners)


def _card(document: Any, number: int, entry: Listed, plan: Plan) -> None:
    card = entry.card
    document.add_heading(clean(f"{number}. {card.what}"), 1)
    _fact(document, _("State"), capfirst(card.get_state_display()), get_language())
    for words, text in facts(card):
        _fact(document, words, text, card.language)
    if card.due:
        _fact(document, _("By when"), formats.date_format(card.due), get_language())
    _fact(document, _("Owners"), _names(entry), None)
    for row in plan.histories.get(card.pk, []):
        state = row.get_answer_display() if row.answer else row.get_state_display()
        _fact(document, formats.date_format(row.at), f"{capfirst(state)}. {row.sentence}", row.language)


def _ended(document: Any, plan: Plan) -> None:
    if not plan.ended:
        return
    document.add_heading(_("Done, and let go"), 1)
    for card, row in plan.ended:
        _fact(document, capfirst(card.get_state_display()), card.what, card.language)
        if row is not None and row.sentence:
            _fact(document, formats.date_format(row.at), row.sentence, row.language)


def _fact(document: Any, words: str, text: str, language: str | None) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(clean(f"{words}: ")).bold = True
    _speak(paragraph.add_run(clean(text)), language)


def _speak(run: Any, language: str | None) -> None:
    """Names the language of the words, for spelling and for those who listen."""
    if language:
        element = OxmlElement("w:lang")
        element.set(qn("w:val"), language)
        run._r.get_or_add_rPr().append(element)


def _table(document: Any, title: str, heads: Any, rows: list[Any]) -> None:
    if not rows:
        return
    document.add_heading(clean(title), 1)
    table = document.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    for row in (heads, *rows):
        cells = table.rows[0].cells if row is heads else table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = clean(text)


def clean(text: str) -> str:
    """Returns the text without characters that no XML may hold."""
    return _REFUSED.sub("", str(text))
