"""The forms for reports and measures, and the messages for wrong input."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.forms import SPOKEN, dress
from academy.models import Membership
from academy.typed.fields import TypedLine, TypedText
from commons.marks.marking import usual_language
from commons.models.moderation import ReportReason
from commons.moderation import MUTE_MINUTES

LONGEST_WORDS = 10_000
"""The length of a post, so that an explanation of a facilitator or a member is not refused."""


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label=_("What is wrong?"), choices=ReportReason.choices, widget=forms.RadioSelect)
    words = TypedText(
        label=_("In your words (you may leave this empty)"),
        required=False,
        longest=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"class": "field", "rows": 3}),
    )


class ReasonForm(forms.Form):
    """The reason for a measure; the person concerned reads it."""

    reason = TypedLine(
        longest=LONGEST_WORDS,
        error_messages={"required": _("Give a reason: the person is told, and it stands in the log.")},
    )


class MuteForm(ReasonForm):
    minutes = forms.TypedChoiceField(coerce=int, choices=[(minutes, str(minutes)) for minutes in MUTE_MINUTES])


class Written(forms.Form):
    """A form with texts in one language, by default the one that the member usually works in."""

    language = forms.ChoiceField(label=_("Written in"), choices=SPOKEN, required=False)

    def __init__(self, membership: Membership, data: Any = None, *, of: Any = "", **initial: Any) -> None:
        """``of``: what the form is about, where a page has several of its kind; it makes their ids differ."""
        self.usual = usual_language(membership)
        ids = f"{type(self).__name__.lower()}{of}_%s"
        super().__init__(data, auto_id=ids, initial={"language": self.usual, **initial})
        self.membership = membership
        self.offer()
        dress(self)

    def offer(self) -> None:
        """Sets the fields that this member has. It runs before validation."""

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or self.usual


class MarkForm(Written):
    why = TypedLine(label=_("Why? One sentence, if you like"), longest=600, required=False)


class NoteForm(Written):
    text = TypedText(
        label=_("Your note: nobody else reads it"),
        longest=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
