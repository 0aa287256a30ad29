"""Forms of the board, and the words when something typed is wrong."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.models import Membership, Topic
from academy.pages.texts import localized
from academy.typed.fields import TypedLine
from board.models import TEXTS, Card, Readers, State
from compare.forms import LONGEST, SENTENCE, Written, sentence

LONGEST_WHAT = 200
TAKES_WORDS = {
    "law": _("What it takes: law"),
    "institution": _("What it takes: institutions"),
    "money": _("What it takes: money"),
    "partners": _("What it takes: partners"),
    "data": _("What it takes: data"),
}


class CardForm(Written):
    """A card. ``content()`` gives what the verbs take."""

    what = TypedLine(
        label=_("What would you try at home?"),
        longest=LONGEST_WHAT,
        error_messages={"required": _("Say in a few words what you would try. The rest is kept.")},
    )
    why = sentence(_("Why?"), rows=3, longest=LONGEST, required=False)
    next_step = sentence(_("The next step"), required=False)
    due = forms.DateField(
        label=_("By when?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a day such as 2024-01-31. The rest is kept.")},
    )
    past = forms.BooleanField(label=_("Yes, this day has passed and I mean it"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    readers = forms.ChoiceField(
        label=_("Who reads this card?"), choices=Readers.choices, widget=forms.RadioSelect, initial=Readers.EDITION
    )

    def __init__(self, membership: Membership, topics: Iterable[Topic], sent: Any, known: dict[str, Any]) -> None:
        """``known``: initial values. They are no keywords, because one of the fields is called "data"."""
        self.topics = {topic.slug: topic for topic in topics}
        super().__init__(membership, sent)
        self.initial.update(known)

    def offer(self) -> None:
        topics = [(slug, localized(topic.titles)) for slug, topic in self.topics.items()]
        takes = {kind: sentence(words, required=False) for kind, words in TAKES_WORDS.items()}
        self.fields = {**self.fields, **takes}
        self.order_fields(["what", "why", *takes, "next_step", "due"])
        self.fields["topic"] = forms.ChoiceField(
            label=_("Topic"), required=False, choices=[("", _("of no topic")), *topics]
        )

    def clean(self) -> dict[str, Any]:
        """Refuses a day in the past, unless the writer ticks that they mean it, or the card had this day before."""
        said = super().clean() or {}
        due = said.get("due")
        if due and due < timezone.localdate() and due != self.initial.get("due") and not said.get("past"):
            self.add_error(
                "past", _("This day has passed. Choose another, or tick that you mean it. The rest is kept.")
            )
        return said

    @property
    def asks_about_past(self) -> bool:
        return self.is_bound and ("past" in self.errors or bool(self["past"].value()))

    def content(self) -> dict[str, Any]:
        said = self.cleaned_data
        texts = {field: said[field] for field in TEXTS}
        topic = self.topics.get(said["topic"])
        return {**texts, "due": said["due"], "topic": topic, "readers": said["readers"], "language": said["language"]}


def present(card: Card) -> dict[str, Any]:
    """Returns the initial values of a form that edits the card."""
    texts = {field: getattr(card, field) for field in TEXTS}
    topic = card.topic.slug if card.topic else ""
    return {**texts, "due": card.due, "topic": topic, "readers": card.readers, "language": card.language}


class MoveForm(Written):
    state = forms.ChoiceField(
        label=_("Its state now"),
        choices=State.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a state.")},
    )
    sentence = sentence(
        _("One sentence for those who follow it"),
        longest=SENTENCE,
        error_messages={"required": _("Say in a sentence how it went.")},
    )


class HelpForm(Written):
    decision = forms.ChoiceField(choices=[("accept", "accept"), ("decline", "decline")])
    sentence = sentence(_("A sentence to the owners, if you like"), longest=SENTENCE, required=False)


class FollowUpForm(Written):
    sentence = sentence(_("One sentence, if you like"), longest=SENTENCE, required=False)
