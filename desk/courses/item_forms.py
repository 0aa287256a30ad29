"""The forms for one topic, question, format or stage, in the languages of the pages."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from academy.forms import dress
from academy.typed.fields import TypedLine, TypedText
from commons.sending.meanwhile import SharedForm
from desk.courses.items import SIZES, TEXTS, USUAL_SIZES, Item
from exchanges.models import Format
from exchanges.models.rounds import WRITTEN_PACE
from exchanges.sheets.fields import TALK, keys_of, labels
from exchanges.stages.roles import HELPERS, OWNER

LONGEST_LINE, LONGEST_TEXT, MOST_MINUTES, USUAL_MINUTES = 300, 3000, 240, 10
SMALLEST, LARGEST = 2, 12
"""People in a group of any format."""
LABELS = {
    "titles": _("Title in %s"),
    "descriptions": _("Description in %s"),
    "subtopics": _("Subtopics in %s, one on each line"),
    "focus": _("What to look at in it, in %s"),
    "texts": _("Question in %s"),
    "purposes": _("Purpose in %s"),
    "stage": _("Title of its first stage in %s"),
    "title": _("Title in %s"),
    "prompt": _("What to do in it, in %s"),
    "question": _("Question in %s"),
    "summary": _("What holds, in law and in practice, in %s"),
    "instrument": _("Instrument: the treaty, law or policy, in %s"),
}
OF_LINES = {"titles", "texts", "stage", "title", "question", "instrument"}
CODES = [code for code, _name in settings.LANGUAGES]


class InLanguages(SharedForm):
    """Texts with a field in each language of the pages. Texts in languages that the pages do not speak stay."""

    def add_texts(self, name: str, texts: dict[str, str]) -> None:
        for code, language in settings.LANGUAGES:
            self.fields[f"{name}_{code}"] = _field(name, code, str(language), texts.get(code, ""))

    def texts(self, name: str, known: dict[str, str]) -> dict[str, str]:
        typed = {code: self.cleaned_data[f"{name}_{code}"] for code in CODES}
        return {code: text for code, text in {**known, **typed}.items() if text}

    def needs_one(self, name: str, words: Any) -> None:
        fields = [f"{name}_{code}" for code in CODES]
        if not any(self.cleaned_data.get(field) or self.has_error(field) for field in fields):
            self.add_error(fields[0], words)


class ItemForm(InLanguages):
    """The form of a topic, a question or a format. ``values`` are what ``items.add`` and ``items.change`` take. Without
    an ``item``, the form is for a new one."""

    def __init__(self, kind: str, item: Item | None, data: Any = None) -> None:
        self.kind, self.item = kind, item
        super().__init__(data)
        for field in TEXTS[kind]:
            self.add_texts(field, getattr(item, field) if item else {})
        if kind == "format":
            self._add_pace(item.pace if isinstance(item, Format) else WRITTEN_PACE)
            self._add_sizes(item if isinstance(item, Format) else None)
        if kind == "format" and item is None:
            self.add_texts("stage", {})
            self.fields["minutes"] = _minutes(USUAL_MINUTES)
        dress(self)

    def _add_pace(self, pace: float) -> None:
        label = _("Pace: 1 when people speak, 1.5 or more when they write")
        self.fields["pace"] = forms.FloatField(label=label, min_value=0.5, max_value=5, initial=pace)

    def _add_sizes(self, format: Format | None) -> None:
        labels = (_("People in a group, at least"), _("People in a group, at most"))
        for name, label, usual in zip(SIZES, labels, USUAL_SIZES, strict=True):
            initial = getattr(format, name) if format else usual
            self.fields[name] = forms.IntegerField(label=label, min_value=SMALLEST, max_value=LARGEST, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.needs_one(TEXTS[self.kind][0], _("Say it in one language at least."))
        smallest, largest = (cleaned.get(name) for name in SIZES)
        if smallest and largest and largest < smallest:
            self.add_error("largest_group", _("The largest group is smaller than the smallest."))
        if "minutes" in self.fields:
            self.needs_one("stage", _("A format needs one stage at least. Give the first one a title."))
        return cleaned

    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            field: self.texts(field, getattr(self.item, field) if self.item else {}) for field in TEXTS[self.kind]
        }
        if self.kind == "format":
            found |= {name: self.cleaned_data[name] for name in ("pace", *SIZES)}
        if "minutes" in self.fields:
            first = {"title": self.texts("stage", {}), "prompt": {}, "yields": TALK}
            found["stages"] = [{"key": "stage-1", "minutes": self.cleaned_data["minutes"], **first}]
        return found


class StageForm(InLanguages):
    """The form of one stage. ``stage``: what a format's stage says now, {} for a new one. ``values`` are what
    ``stages.save`` takes."""

    def __init__(self, format: Format, stage: dict[str, Any], data: Any = None) -> None:
        self.stage = stage
        super().__init__(data)
        for name in ("title", "prompt"):
            self.add_texts(name, stage.get(name, {}))
        self.fields["minutes"] = _minutes(stage.get("minutes", USUAL_MINUTES))
        own = keys_of([stage]) if stage else []
        elsewhere = set(keys_of(format.stages)) - set(own)  # a field belongs to one stage
        known = labels(format.edition, own)
        self.fields["yields"] = forms.MultipleChoiceField(
            label=_("What people write down together in it"),
            choices=[(key, words) for key, words in known.items() if key not in elsewhere],
            initial=own,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        if format.rules.get("rotate"):
            who = [("", _("everybody")), (OWNER, _("whose turn it is")), (HELPERS, _("the others"))]
            words, by = _("Who writes it down?"), stage.get("by", "")
            self.fields["by"] = forms.ChoiceField(label=words, choices=who, initial=by, required=False)
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.needs_one("title", _("Say it in one language at least."))
        return cleaned

    def values(self) -> dict[str, Any]:
        texts = {name: self.texts(name, self.stage.get(name, {})) for name in ("title", "prompt")}
        said = {**texts, "minutes": self.cleaned_data["minutes"], "yields": self.cleaned_data["yields"] or TALK}
        return {**said, "by": self.cleaned_data["by"] or None} if "by" in self.fields else said


def _minutes(initial: int) -> forms.IntegerField:
    label = _("Minutes of speech")
    return forms.IntegerField(label=label, min_value=1, max_value=MOST_MINUTES, initial=initial)


def _field(field: str, code: str, name: str, text: str) -> TypedLine:
    kind, longest = (TypedLine, LONGEST_LINE) if field in OF_LINES else (TypedText, LONGEST_TEXT)
    widget = (
        forms.TextInput(attrs={"lang": code}) if field in OF_LINES else forms.Textarea(attrs={"lang": code, "rows": 3})
    )
    return kind(label=str(LABELS[field]) % name, longest=longest, required=False, initial=text, widget=widget)
