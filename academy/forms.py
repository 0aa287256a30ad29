"""The profile form, and the messages for wrong input."""

import datetime
import functools
import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.utils import dates
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from academy.free_hours import DAY
from academy.models import Edition, Membership, Person
from academy.texts import localized
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


class ProfileForm(forms.Form):
    """Name, languages and zone; with a membership also topics by interest, and free hours in the person's own zone.

    ``cleaned_data`` gains ``languages`` (usual one first), ``ranked_topics`` and ``free_hours``.
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

    def __init__(self, person: Person, membership: Membership | None, data: Any = None) -> None:
        self.membership = membership
        super().__init__(data, initial=_initial(person, membership))
        if membership is not None:
            self._add_topics(membership.edition)
            self._add_hours()
        dress(self)

    def _add_topics(self, edition: Edition) -> None:
        self.topics = list(edition.topics.all())
        places = [("", "–"), *((str(n), str(n)) for n in range(1, len(self.topics) + 1))]
        for topic in self.topics:
            self.fields[f"topic_{topic.pk}"] = forms.ChoiceField(
                label=localized(topic.titles), choices=places, required=False
            )

    def _add_hours(self) -> None:
        for day in range(7):
            for end, label in (("from", _("from")), ("to", _("to"))):
                self.fields[f"{end}_{day}"] = forms.TimeField(
                    label=label,
                    required=False,
                    widget=forms.TimeInput(attrs={"type": "time", "step": "900"}, format="%H:%M"),
                )

    def topic_fields(self) -> list[forms.BoundField]:
        return [self[f"topic_{topic.pk}"] for topic in self.topics]

    def hour_fields(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [(str(dates.WEEKDAYS[day]), self[f"from_{day}"], self[f"to_{day}"]) for day in range(7)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first = cleaned.get("first_language")
        cleaned["languages"] = [first, *(code for code in cleaned.get("other_languages", []) if code != first)]
        cleaned["ranked_topics"] = self._ranked(cleaned) if self.membership else []
        cleaned["free_hours"] = self._hours(cleaned) if self.membership else []
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

    def _hours(self, cleaned: dict[str, Any]) -> list[list[int]]:
        hours: list[list[int]] = []
        for day in range(7):
            if not {f"from_{day}", f"to_{day}"} & set(self.changed_data) and self.membership is not None:
                # The form shows one span of a day, but a roster may give several; an untouched day keeps them all.
                hours += [span for span in self.membership.free_hours if span[0] == day]
                continue
            start, end = cleaned.get(f"from_{day}"), cleaned.get(f"to_{day}")
            if (start is None) != (end is None) and not (self.has_error(f"from_{day}") or self.has_error(f"to_{day}")):
                self.add_error(f"to_{day}", _("Give both a beginning and an end, or neither."))
            elif start is not None and end is not None:
                begins, ends = _minutes(start), _minutes(end)
                hours.append([day, begins, ends if ends > begins else ends + DAY])
        return hours


def _minutes(clock: datetime.time) -> int:
    return clock.hour * 60 + clock.minute


def _initial(person: Person, membership: Membership | None) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "language": person.language,
        "first_language": next(iter(person.languages), "en"),
        "other_languages": person.languages[1:],
        "time_zone": person.time_zone,
    }
    if membership is not None:
        ranks = {slug: place for place, slug in enumerate(membership.ranked_topics, 1)}
        for topic in membership.edition.topics.all():
            initial[f"topic_{topic.pk}"] = str(ranks.get(topic.slug, ""))
        for day, start, end in membership.free_hours:
            initial[f"from_{day}"] = datetime.time(start // 60, start % 60)
            initial[f"to_{day}"] = datetime.time(end // 60 % 24, end % 60)
    return initial
