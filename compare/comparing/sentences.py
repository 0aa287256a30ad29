"""The views on one aspect: who says what, and how many."""

import dataclasses
from collections.abc import Collection
from typing import Any

from academy.models import Edition, Membership, Role
from academy.voices import Voice, voices_of
from compare.comparing.columns import Column
from compare.comparing.figures import Figures, labels
from compare.models import Aspect, View
from compare.permissions import counts

SHOWN = 20
"""Sentences on a page at first."""
FIELDS = ("pk", "author", "law", "why", "practice", "practice_why", "language", "at", "changed_at", "hidden_at")


@dataclasses.dataclass(frozen=True)
class SaidView:
    """A view as a page shows it: the words with their names, and its author.

    ``is_hidden``: a facilitator hid it, so only its author and the course's team get it.
    """

    pk: int
    by: Voice
    law: str
    law_name: str
    why: str
    practice: str
    practice_name: str
    practice_why: str
    language: str
    at: Any
    changed_at: Any
    is_hidden: bool

    @property
    def is_sentence(self) -> bool:
        return bool(self.why or self.practice_why or self.practice)

    @property
    def is_counted(self) -> bool:
        return counts(self.by.role) and not self.is_hidden

    @property
    def is_resource(self) -> bool:
        return self.by.role == Role.RESOURCE


@dataclasses.dataclass(frozen=True)
class Views:
    """The views on one aspect, for one reader. ``sentences``: the views to show, newest first; ``more``: how many are
    left out; ``mine``: the reader's own."""

    law: Figures
    practice: Figures
    sentences: list[SaidView]
    more: int
    mine: SaidView | None


def views_of(
    aspect: Aspect, columns: list[Column], reader: Membership, closed: Collection[str], *, all_of_them: bool
) -> Views:
    """Reads all views in one query, because a member has one. ``closed``: blocs whose sentences the reader may not see.

    ``all_of_them``: no sentence is left out.
    """
    names = labels()
    law, practice, found = Figures(columns, names, closed), Figures(columns, names, closed), []
    for said in _all(aspect, reader.edition, names):
        bloc = said.by.bloc.code if said.by.bloc else None
        if said.is_counted:
            law.add(bloc, said.law)
            practice.add(bloc, said.practice)
        is_visible = bloc not in closed and (not said.is_hidden or reader.runs_the_course)
        if is_visible or said.by.pk == reader.pk:
            found.append(said)
    sentences = [said for said in found if said.is_sentence]
    shown = sentences if all_of_them else sentences[:SHOWN]
    mine = next((said for said in found if said.by.pk == reader.pk), None)
    return Views(law, practice, shown, len(sentences) - len(shown), mine)


def _all(aspect: Aspect, edition: Edition, names: dict[str, str]) -> list[SaidView]:
    voices = voices_of(edition)
    rows = View.objects.filter(aspect=aspect).order_by("-at", "-pk").values(*FIELDS)
    return [
        SaidView(
            by=voices[row.pop("author")],
            law_name=names[row["law"]],
            practice_name=names.get(row["practice"], ""),
            is_hidden=row.pop("hidden_at") is not None,
            **row,
        )
        for row in rows
    ]
