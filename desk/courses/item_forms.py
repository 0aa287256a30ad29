"""The form for one topic, question or format, in the languages of the pages."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from academy.forms import dress
from academy.texts import localized
from academy.typed.fields import TypedLine, TypedText
from commons.sending.meanwhile import SharedForm
from desk.courses.items import TEXTS, Item
from exchanges.models import Format

LONGEST_LINE, LONGEST_TEXT, MOST_MINUTES = 300, 3000, 240
LABELS = {
    "titles": _("Title in %s"),
    "descriptions": _("Description in %s"),
    "texts": _("Question in %s"),
    "purposes": _("Purpose in %s"),
}
OF_LINES = {"titles", "texts"}


class ItemForm(SharedForm):
    """``values`` are what ``items.change`` takes. Texts in languages that the pages do not speak stay."""

    def __init__(self, kind: str, item: Item, data: Any = None) -> None:
        self.kind, self.item = kind, item
        super().__init__(data)
        for field in TEXTS[kind]:
            for code, name in settings.LANGUAGES:
                self.fields[f"{field}_{code}"] = _field(field, code, str(name), getattr(item, field).get(code, ""))
        if isinstance(item, Format):
            self._add_minutes(item)
        dress(self)

    def _add_minutes(self, format: Format) -> None:
        words = _("Minutes of speech: %s")
        for number, stage in enumerate(format.stages):
            self.fields[f"minutes_{number}"] = forms.IntegerField(
                label=str(words) % localized(stage["title"]),
                min_value=1,
                max_value=MOST_MINUTES,
                initial=stage["minutes"],
            )
        label = _("How many times as long it takes in writing")
        self.fields["pace"] = forms.FloatField(label=label, min_value=0.5, max_value=5, initial=format.pace)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first = TEXTS[self.kind][0]
        codes = [code for code, _name in settings.LANGUAGES]
        if not any(cleaned.get(f"{first}_{code}") or self.has_error(f"{first}_{code}") for code in codes):
            self.add_error(f"{first}_{codes[0]}", _("Say it in one language at least."))
        return cleaned

    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in TEXTS[self.kind]:
            typed = {code: self.cleaned_data[f"{field}_{code}"] for code, _name in settings.LANGUAGES}
            texts = {**getattr(self.item, field), **typed}
            found[field] = {code: text for code, text in texts.items() if text}
        if isinstance(self.item, Format):
            stages = enumerate(self.item.stages)
            found["stages"] = [{**stage, "minutes": self.cleaned_data[f"minutes_{number}"]} for number, stage in stages]
            found["pace"] = self.cleaned_data["pace"]
        return found


def _field(field: str, code: str, name: str, text: str) -> TypedLine:
    kind, longest = (TypedLine, LONGEST_LINE) if field in OF_LINES else (TypedText, LONGEST_TEXT)
    widget = (forms.TextInput if field in OF_LINES else forms.Textarea)(attrs={"lang": code})
    return kind(label=str(LABELS[field]) % name, longest=longest, required=False, initial=text, widget=widget)
