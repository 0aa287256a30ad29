"""Forms of an outcome: one's own part, the confirmation, the refusal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.models import Membership
from board.forms import TAKES_WORDS
from commons.forms import Written
from compare.forms import LONGEST, SENTENCE, sentence
from exchanges.models import OutcomePart, OutcomeReaders, Quotes
from exchanges.outcomes.making import CONTENT

WORDS = {
    "noticed": _("What I noticed on the other side"),
    "could_adopt": _("What we could adopt"),
    "why": _("Why?"),
    **TAKES_WORDS,
    "first_step": _("The first step"),
    "due": _("By when?"),
}


class PartForm(Written):
    noticed = sentence(WORDS["noticed"], rows=3, longest=LONGEST, required=False)
    could_adopt = sentence(WORDS["could_adopt"], rows=3, longest=LONGEST, required=False)
    why = sentence(WORDS["why"], longest=LONGEST, required=False)
    first_step = sentence(WORDS["first_step"], required=False, longest=LONGEST)
    due = forms.DateField(
        label=WORDS["due"],
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a day such as 2024-01-31. The rest is kept.")},
    )

    def __init__(self, membership: Membership, sent: Any, known: dict[str, Any]) -> None:
        """``known``: initial values. They are no keywords, because one of the fields is called "data"."""
        super().__init__(membership, sent)
        self.initial.update(known)

    def offer(self) -> None:
        takes = {kind: sentence(words, required=False) for kind, words in TAKES_WORDS.items()}
        self.fields = {**self.fields, **takes}
        self.order_fields(CONTENT)

    @property
    def takes(self) -> bool:
        """True when something is known of what the card would take at home."""
        return any(self[kind].value() for kind in TAKES_WORDS)

    def content(self) -> dict[str, Any]:
        return {field: self.cleaned_data[field] for field in (*CONTENT, "language")}


def present(part: OutcomePart | None) -> dict[str, Any]:
    """Returns the initial values of a form that changes the part."""
    return {field: getattr(part, field) for field in (*CONTENT, "language")} if part else {}


class ConfirmForm(Written):
    readers = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=OutcomeReaders.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who may read it.")},
    )
    quotes = forms.ChoiceField(
        label=_("How may you be named?"),
        choices=Quotes.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you may be named.")},
    )
    takes_home = forms.BooleanField(
        label=_("My part becomes a card on the take-home board; my partners help with it"), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class RefuseForm(Written):
    sentence = sentence(
        _("What is not as you said it?"),
        longest=SENTENCE,
        error_messages={"required": _("Say in a sentence what should be otherwise.")},
    )
