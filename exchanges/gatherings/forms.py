"""The form with which a facilitator opens a gathering."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.typed.fields import TypedText
from commons.forms import Written
from compare.forms import sentence
from exchanges.gatherings.opening import MOST_TABLES, MOST_TURNS
from exchanges.models import Format
from exchanges.rounds.forms import ByTitle

LONGEST = 300


class GatheringForm(Written):
    """``cleaned_data["tables"]`` is a list of questions, one for each table."""

    format = ByTitle(queryset=Format.objects.none(), to_field_name="slug", label=_("Format"), empty_label=None)
    question = sentence(
        _("The question for everybody"), longest=LONGEST, error_messages={"required": _("Write the question.")}
    )
    tables = TypedText(
        label=_("Tables: one question a line"),
        longest=MOST_TABLES * LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    turns = forms.IntegerField(label=_("Turns at the tables"), min_value=1, max_value=MOST_TURNS, initial=3)

    def offer(self) -> None:
        formats = self.membership.edition.formats.standing()
        cast(ByTitle, self.fields["format"]).queryset = formats
        self.fields["format"].initial = next((one.slug for one in formats if one.rules.get("turns")), None)

    def clean_tables(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["tables"].splitlines() if line.strip()]
        if len(lines) > MOST_TABLES:
            raise forms.ValidationError(_("At most %(most)s tables."), params={"most": MOST_TABLES})
        if any(len(line) > LONGEST for line in lines):
            raise forms.ValidationError(_("A question has at most %(most)s letters."), params={"most": LONGEST})
        return lines

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and said["format"].rules.get("turns") and not said["tables"]:
            self.add_error("tables", _("This format needs tables: write a question for each."))
        return said
