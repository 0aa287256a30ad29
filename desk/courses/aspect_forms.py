"""The forms for an aspect of a topic, and for what a side has on it, in the languages of the pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from academy.forms import dress
from academy.models import Bloc, State
from academy.typed.fields import TypedLine, TypedText
from compare.forms import LONGEST, SENTENCE
from compare.models import Aspect, Confidence, Provision, Status
from compare.practices.lines import line_of, references_from
from desk.courses.item_forms import InLanguages

LONGEST_ARTICLES, YEARS = 120, (1000, 2199)


class AspectForm(InLanguages):
    """``values`` are what ``aspects.add`` and ``aspects.change`` take. Without an ``aspect``, it is for a new one."""

    def __init__(self, aspect: Aspect | None, data: Any = None) -> None:
        self.aspect = aspect
        super().__init__(data)
        for field in ("title", "question"):
            self.add_texts(field, getattr(aspect, field) if aspect else {})
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for field in ("title", "question"):
            self.needs_one(field, _("Say it in one language at least."))
        return cleaned

    def values(self) -> dict[str, Any]:
        known = {field: getattr(self.aspect, field) if self.aspect else {} for field in ("title", "question")}
        return {field: self.texts(field, known[field]) for field in known}


class SourcedForm(InLanguages):
    """What a bloc or a member state has on an aspect. ``values`` are what ``aspects.write`` takes; ``provision``: what
    stands there."""

    texts_of: tuple[str, ...] = ()
    before: Provision

    def add_references(self) -> None:
        self.fields["references"] = TypedText(
            label=_("Sources: one on each line, with its title and its address"),
            longest=LONGEST,
            required=False,
            initial="\n".join(map(line_of, self.before.references)),
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def clean_references(self) -> str:
        typed: str = self.cleaned_data["references"]
        for number, found in enumerate(references_from(typed, self.before.references), 1):
            if not found["url"].startswith(("https://", "http://")):
                words = _("Source %(number)d has no address. Write it with https:// after the title.")
                raise forms.ValidationError(words % {"number": number})
            if len(found["title"]) > SENTENCE or len(found["url"]) > SENTENCE:
                raise forms.ValidationError(_("Source %(number)d is too long.") % {"number": number})
        return typed

    def needs_a_source(self) -> None:
        if not self.cleaned_data.get("references") and not self.has_error("references"):
            self.add_error("references", _("Name one source at least, so that people can read it."))

    def values(self) -> dict[str, Any]:
        texts = {name: self.texts(name, getattr(self.before, name)) for name in self.texts_of}
        references = references_from(self.cleaned_data["references"], self.before.references)
        return {**texts, "references": references}


class RowForm(SourcedForm):
    """What a member state has: its text and its sources."""

    texts_of = ("summary",)

    def __init__(self, bloc: Bloc, state: State, provision: Provision | None, data: Any = None) -> None:
        self.bloc, self.state, self.provision = bloc, state, provision
        self.before = provision or Provision()
        super().__init__(data)
        self.add_texts("summary", self.before.summary)
        self.add_references()
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.needs_one("summary", _("Say it in one language at least."))
        self.needs_a_source()
        return cleaned


class CellForm(SourcedForm):
    """What a bloc has: its text, its instrument, and where that stands."""

    texts_of = ("instrument", "summary")

    def __init__(self, bloc: Bloc, provision: Provision | None, data: Any = None) -> None:
        self.bloc, self.provision = bloc, provision
        self.before = provision or Provision(status=Status.IN_FORCE, confidence=Confidence.DOUBTFUL)
        super().__init__(data)
        before = self.before
        is_gap = forms.BooleanField(label=_("This side has nothing of its own"), required=False, initial=before.is_gap)
        self.fields["is_gap"] = is_gap
        self.add_texts("summary", before.summary)
        self.add_texts("instrument", before.instrument)
        year = forms.IntegerField(
            label=_("Year"), min_value=YEARS[0], max_value=YEARS[1], required=False, initial=before.year
        )
        self.fields |= {
            "articles": TypedLine(
                label=_("Articles"), longest=LONGEST_ARTICLES, required=False, initial=before.articles
            ),
            "year": year,
            "status": forms.ChoiceField(label=_("Status"), choices=Status.choices, initial=before.status),
            "confidence": forms.ChoiceField(
                label=_("How sure are we?"), choices=Confidence.choices, initial=before.confidence
            ),
        }
        self.add_references()
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.needs_one("summary", _("Say it in one language at least."))
        if not cleaned.get("is_gap"):
            self.needs_one("instrument", _("Name the instrument, or say that this side has nothing of its own."))
            self.needs_a_source()
        return cleaned

    def values(self) -> dict[str, Any]:
        plain = {name: self.cleaned_data[name] for name in ("is_gap", "articles", "year", "status", "confidence")}
        return {**plain, **super().values()}
