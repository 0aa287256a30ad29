"""An outcome as a document: headings in the active language, texts as they were written."""

from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from academy.pages.texts import localized
from commons.documents.paper import Fact, Paper, Part, Table


def paper_of(shown: dict[str, Any]) -> Paper:
    """Returns the document. ``shown``: the context from ``showing.page_of``."""
    outcome = shown["outcome"]
    parts: list[Part | Table] = []
    for each in shown["parts"]:
        facts = [Fact(str(label), text, each["part"].language or None) for label, text in each["facts"]]
        if each["part"].due:
            facts.append(Fact(_("By when?"), formats.date_format(each["part"].due)))
        parts.append(Part(each["called"], facts))
    if shown["together"]:
        together = [Fact(label, entry["text"], entry.get("language")) for label, entry in shown["together"]]
        parts.append(Part(_("Together"), together))
    about = f"{localized(outcome.topic.titles)} · {localized(outcome.exchange.round.format.titles)}"
    return Paper(_("What came of it"), [about], parts)
