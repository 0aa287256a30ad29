"""The comparison of a topic as JSON and as a table for spreadsheets, in the active language, codes as in the pack."""

import csv
import io
from collections import defaultdict
from typing import Any

from academy.models import Membership, Topic
from academy.pages.texts import localized
from compare.comparing.columns import Column, closed_columns
from compare.comparing.compared import Compared, compared
from compare.models import Provision, Word

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CELL = ("instrument", "articles", "year", "status", "summary", "confidence", "none", "sources", "edited_at")
COLUMNS = ("topic", "id", "slug", "title", "bloc", *CELL)
KINDS = [(part, word) for part in ("law", "practice") for word in Word.values]


def as_json(topic: Topic, columns: list[Column], reader: Membership) -> dict[str, Any]:
    """Returns the whole comparison. Seven queries at most, eight with "own reflection first"."""
    return _as_json(topic, columns, _rows(topic, columns, reader))


def _rows(topic: Topic, columns: list[Column], reader: Membership) -> list[Compared]:
    return compared(topic, columns, closed_columns(columns, topic, reader), whole=False)


def _as_json(topic: Topic, columns: list[Column], found_rows: list[Compared]) -> dict[str, Any]:
    cells: dict[int, dict[str, Any]] = defaultdict(dict)
    states: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    found = Provision.objects.filter(aspect__topic=topic, bloc__in=[column.pk for column in columns]).select_related(
        "bloc", "state"
    )
    for provision in found.order_by("pk"):
        if provision.state is None:
            cells[provision.aspect_id][provision.bloc.code] = _cell(provision)
        else:
            states[provision.aspect_id][provision.bloc.code].append(
                {
                    "state": provision.state.code,
                    "text": localized(provision.summary),
                    "sources": provision.references,
                }
            )
    return {
        "topic": topic.slug,
        "blocs": [column.code for column in columns],
        "aspects": [_aspect(row, columns, cells[row.pk], states[row.pk]) for row in found_rows],
    }


def _aspect(row: Compared, columns: list[Column], cells: dict[str, Any], states: dict[str, Any]) -> dict[str, Any]:
    codes = [column.code for column in columns]
    return {
        "id": row.pk,
        "slug": row.slug,
        "title": row.title,
        "cells": {code: cells[code] for code in codes if code in cells},
        "states": {code: states[code] for code in codes if code in states},
        "views": {"law": row.law.shown, "practice": row.practice.shown},
        "marks": {code: row.marks.get(code, 0) for code in codes},
    }


def _cell(provision: Provision) -> dict[str, Any]:
    return {
        "instrument": localized(provision.instrument),
        "articles": provision.articles,
        "year": provision.year,
        "status": provision.status,
        "summary": localized(provision.summary),
        "confidence": provision.confidence,
        "none": provision.is_gap,
        "sources": provision.references,
        "edited_at": provision.edited_at.isoformat() if provision.edited_at else None,
    }


def as_table(topic: Topic, columns: list[Column], reader: Membership) -> str:
    """Returns CSV with a line for each cell: the views of the cell's bloc, and the marks of the other blocs."""
    found = _rows(topic, columns, reader)
    whole = _as_json(topic, columns, found)
    marks = {(row.pk, cell.column.code): sum(cell.marks.values()) for row in found for cell in row.cells}
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow([*COLUMNS, *(f"{part}_{word}" for part, word in KINDS), "marks"])
    for aspect in whole["aspects"]:
        for code, cell in aspect["cells"].items():
            views = [aspect["views"][part][code].get(word, 0) for part, word in KINDS]
            first = [whole["topic"], aspect["id"], aspect["slug"], aspect["title"], code]
            values = [_value(cell[key]) for key in CELL]
            table.writerow([guarded(value) for value in (*first, *values, *views, marks[aspect["id"], code])])
    return BOM + written.getvalue()


def _value(value: Any) -> Any:
    """Sources become one text; a missing value an empty cell."""
    if isinstance(value, list):
        return "; ".join(_source(source) for source in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def _source(source: dict[str, Any]) -> str:
    parts = (source["title"], source["publisher"], source["year"], source["url"])
    return ", ".join(str(part) for part in parts if part)


def guarded(value: Any) -> Any:
    """Marks a text that a spreadsheet would take for a formula as text. A number stays a number."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
