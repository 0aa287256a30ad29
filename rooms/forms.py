"""Forms for the measures that those who run the course may set, and the messages for wrong input."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from academy.forms import dress
from academy.typed.fields import TypedLine
from commons.forms import LONGEST_WORDS
from rooms.moderation.slow_mode import SLOW_SECONDS


class MeasureForm(forms.Form):
    """Takes the reason that the audit log keeps."""

    reason = TypedLine(label=_("Reason"), longest=LONGEST_WORDS, required=False)

    ids = "measure_%s"

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id=self.ids)
        dress(self)

    def first_fault(self) -> str:
        return str(next(iter(self.errors.values()))[0])


class SlowForm(MeasureForm):
    """``seconds`` between two messages of one person."""

    ids = "slow_%s"
    seconds = forms.TypedChoiceField(
        label=_("One message per person every"),
        choices=[(seconds, ngettext_lazy("%d second", "%d seconds", seconds) % seconds) for seconds in SLOW_SECONDS],
        coerce=int,
    )


class ClosingForm(MeasureForm):
    ids = "closing_%s"
