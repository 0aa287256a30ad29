"""The forms for reports and measures, and the messages for wrong input."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.forms import dress
from academy.typed.fields import TypedLine, TypedText
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


class MarkForm(forms.Form):
    why = TypedLine(label=_("Why? One sentence, if you like"), longest=600, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        dress(self)
