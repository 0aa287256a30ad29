"""A paper as a file: .docx for word processors, .pdf for print."""

import dataclasses
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typst
from django.http import HttpResponse
from django.utils.translation import get_language
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from commons.documents.paper import Fact, Paper, Table, clean

SHEET = Path(__file__).with_name("sheet.typ")


def as_answer(paper: Paper, name: str, kind: str) -> HttpResponse:
    """Answers with the paper as a file of the kind, a key of KINDS, called ``name`` and the kind."""
    content_type, write = KINDS[kind]
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(write(paper), content_type=content_type, headers=headers)


def as_docx(paper: Paper) -> bytes:
    document = Document()
    document.core_properties.title, document.core_properties.author = clean(paper.title), ""
    document.add_heading(clean(paper.title), 0)
    for line in paper.lines:
        document.add_paragraph(clean(line))
    for part in paper.parts:
        document.add_heading(clean(part.title), 1)
        if isinstance(part, Table):
            _table(document, part)
            continue
        for fact in part.facts:
            _fact(document, fact)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _table(document: Any, part: Table) -> None:
    table = document.add_table(rows=1, cols=len(part.heads))
    table.style = "Table Grid"
    for row in (part.heads, *part.rows):
        cells = table.rows[0].cells if row is part.heads else table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = clean(text)


def _fact(document: Any, fact: Fact) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(clean(f"{fact.words}: ")).bold = True
    run = paragraph.add_run(clean(fact.text))
    if fact.language:
        spoken = OxmlElement("w:lang")  # for spelling, and for those who listen
        spoken.set(qn("w:val"), fact.language)
        run._r.get_or_add_rPr().append(spoken)


def as_pdf(paper: Paper) -> bytes:
    """Members' texts reach the typesetter as data, never as its markup."""
    said = _cleaned(dataclasses.asdict(paper))
    for part, plain in zip(paper.parts, said["parts"], strict=True):
        plain["table"] = isinstance(part, Table)
    said["language"] = get_language() or "en"
    return typst.compile(SHEET.read_bytes(), sys_inputs={"paper": json.dumps(said)})


def _cleaned(said: Any) -> Any:
    if isinstance(said, dict):
        return {key: _cleaned(value) for key, value in said.items()}
    if isinstance(said, list | tuple):
        return [_cleaned(value) for value in said]
    return said if said is None else clean(said)


KINDS: dict[str, tuple[str, Callable[[Paper], bytes]]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx),
    "pdf": ("application/pdf", as_pdf),
}
