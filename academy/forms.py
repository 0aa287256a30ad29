"""The profile form, and the messages for wrong input."""

import functools
import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from academy.hours.hours_form import HoursForm, hours_shown
from academy.hours.whereabouts import Stay
from academy.hours.zones import place_of
from academy.models import Membership, Person, Topic
from academy.pages.texts import localized
from academy.typed.fields import TypedLine

SPOKEN = [
    ("en", _("English")),
    ("fr", _("French")),
    ("pt", _("Portuguese")),
    ("es", _("Spanish")),
    ("nl", _("Dutch")),
    ("ht", _("Haitian Creole")),
    ("ar", _("Arabic")),
    ("it", _("Italian")),
]


LONGEST_NAME = 80


@functools.cache
def zones() -> list[tuple[str, str]]:
    names = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
    return [(zone, zone.replace("_", " ")) for zone in names if "/" in zone or zone == "UTC"]


class ZoneSelect(forms.Select):
    """Keeps its options, because four hundred of them cost as much as a whole page. Zones have no translation."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        shown = tuple(sorted(self.build_attrs(self.attrs, attrs).items()))
        if (name, value, shown) not in _selects:
            if len(_selects) >= MOST_SELECTS:
                _selects.clear()
            _selects[name, value, shown] = super().render(name, value, attrs, renderer)
        return _selects[name, value, shown]


MOST_SELECTS = 128
_selects: dict[tuple[Any, ...], SafeString] = {}


def dress(form: forms.Form) -> None:
    """Sets the class of every field that is typed in or opened, and marks wrong ones for screen readers.

    The form must have all its fields.
    """
    for name, field in form.fields.items():
        if not isinstance(field.widget, forms.RadioSelect | forms.CheckboxInput):
            field.widget.attrs["class"] = "field"
        if form.is_bound and name in form.errors:
            field.widget.attrs["aria-invalid"] = "true"


PARTS = {
    "who": ("given_name", "family_name", "first_language", "other_languages"),
    "when": ("time_zone",),
    "told": ("language",),
}
"""The steps of the welcome, with their fields beside topics ("who") and free hours ("when")."""


class ProfileForm(HoursForm):
    """Name, languages and zone; with a membership also topics by interest, and free hours in the person's own zone.

    ``part`` leaves only the fields of one of PARTS. ``cleaned_data`` gains what these fields mean: ``languages`` (usual
    one first), ``ranked_topics``, ``free_hours`` and ``days_off``.
    """

    given_name = TypedLine(label=_("Given name"), longest=LONGEST_NAME)
    family_name = TypedLine(label=_("Family name"), longest=LONGEST_NAME, required=False)
    first_language = forms.ChoiceField(label=_("The language you usually work in"), choices=SPOKEN)
    other_languages = forms.MultipleChoiceField(
        label=_("Other languages you can work in"),
        choices=SPOKEN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(
        label=_("Language of the pages"),
        choices=[("", _("As my browser says")), *settings.LANGUAGES],
        required=False,
    )
    time_zone = forms.ChoiceField(label=_("Your time zone"), choices=zones, widget=ZoneSelect)

    def __init__(self, person: Person, membership: Membership | None, data: Any = None, *, part: str = "") -> None:
        self.membership, self.part = membership, part
        self.topics = list(membership.edition.topics.standing()) if membership is not None else []
        super().__init__(data, initial=_initial(person, membership, self.topics))
        if part:
            self.fields = {name: field for name, field in self.fields.items() if name in PARTS[part]}
        if membership is not None and part in {"", "who"}:
            self._add_topics()
        if membership is not None and part in {"", "when"}:
            self.add_hours(membership)
        dress(self)

    def _add_topics(self) -> None:
        places = [("", "–"), *((str(n), str(n)) for n in range(1, len(self.topics) + 1))]
        for topic in self.topics:
            self.fields[f"topic_{topic.pk}"] = forms.ChoiceField(
                label=localized(topic.titles), choices=places, required=False
            )

    def clock_place(self) -> str:
        """Returns the place whose clock the hours are on."""
        return place_of(self["time_zone"].value() or "UTC")

    def topic_fields(self) -> list[forms.BoundField]:
        return [self[f"topic_{topic.pk}"] for topic in self.topics]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.part in {"", "who"}:
            first = cleaned.get("first_language")
            cleaned["languages"] = [first, *(code for code in cleaned.get("other_languages", []) if code != first)]
            cleaned["ranked_topics"] = self._ranked(cleaned) if self.membership else []
        if self.part in {"", "when"}:
            cleaned["free_hours"] = self.free_hours(cleaned) if self.membership else []
            cleaned["days_off"] = self.days_off(cleaned) if self.membership else []
        return cleaned

    def _ranked(self, cleaned: dict[str, Any]) -> list[str]:
        places: dict[str, str] = {}
        for topic in self.topics:
            place = cleaned.get(f"topic_{topic.pk}")
            if place and place in places:
                self.add_error(f"topic_{topic.pk}", _("Two topics have this place. Give each its own."))
            elif place:
                places[place] = topic.slug
        return [places[place] for place in sorted(places, key=int)]


def _initial(person: Person, membership: Membership | None, topics: list[Topic]) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "language": person.language,
        "first_language": next(iter(person.languages), "en"),
        "other_languages": person.languages[1:],
        "time_zone": person.time_zone,
    }
    if membership is not None:
        slugs = {topic.slug for topic in topics}
        ranked = [slug for slug in membership.ranked_topics if slug in slugs]
        ranks = {slug: place for place, slug in enumerate(ranked, 1)}
        for topic in topics:
            initial[f"topic_{topic.pk}"] = str(ranks.get(topic.slug, ""))
        initial |= hours_shown(membership)
    return initial


class StayForm(forms.Form):
    """Another place, from its first day to its last."""

    place = TypedLine(label=_("Place"), longest=LONGEST_NAME)
    zone = forms.ChoiceField(label=_("Time zone there"), choices=zones, widget=ZoneSelect)
    starts = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="stay_%s")
        dress(self)

    def stay(self) -> Stay:
        said = self.cleaned_data
        return Stay(said["starts"], said["ends"], said["zone"], said["place"])
