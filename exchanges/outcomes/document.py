"""An outcome as a .docx file: headings in the active language, texts as they were written."""

import io
from typing import Any

from django.utils.translation import gettext as _
from docx import Document

from academy.texts import localized
from board.documents import clean


def as_docx(shown: dict[str, Any]) -> bytes:
    """``shown``: what ``showing.page_of`` returns."""
    outcome, document = shown["outcome"], Document()
    document.core_properties.title = _("What came of it")
    document.core_properties.author = ""
    document.add_heading(_("What came of it"), 0)
    document.add_paragraph(f"{localized(outcome.topic.titles)} · {localized(outcome.exchange.round.format.titles)}")
    for each in shown["parts"]:
        document.add_heading(clean(each["called"]), 1)
        for label, text in each["facts"]:
            _fact(document, str(label), text)
        if each["part"].due:
            _fact(document, _("By when?"), each["part"].due.isoformat())
    if shown["together"]:
        document.add_heading(_("Together"), 1)
    for label, entry in shown["together"]:
        _fact(document, label, entry["text"])
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _fact(document: Any, label: str, text: str) -> None:
    document.add_paragraph().add_run(clean(label)).bold = True
    document.add_paragraph(clean(text))
