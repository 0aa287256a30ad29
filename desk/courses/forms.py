"""The forms with which a course is opened and set up."""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from academy.courses.life import by_the_day
from academy.forms import ZoneSelect, dress, zones
from academy.models import Edition, Phase
from academy.typed.fields import TypedLine
from commons.sending.meanwhile import SharedForm
from desk.courses.opening import Source

LONGEST_TITLE, LONGEST_PLACE, MOST_DAYS = 160, 80, 366
LANGUAGES = [code for code, _name in settings.LANGUAGES]


class DaysForm(forms.Form):
    """The first and the last day of a course."""

    starts = forms.DateField(label=_("First day"))
    ends = forms.DateField(label=_("Last day"))

    def __init__(self, *data: Any, **options: Any) -> None:
        super().__init__(*data, **options)
        for name in ("starts", "ends"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The last day is before the first."))
        elif starts and ends and (ends - starts).days > MOST_DAYS:
            self.add_error("ends", _("A course lasts a year at most."))
        elif starts and not datetime.date(2000, 1, 1) <= starts <= datetime.date(2100, 1, 1):
            self.add_error("starts", _("This year cannot be right."))
        return cleaned


class OpeningForm(DaysForm):
    source = forms.ChoiceField(label=_("What it begins with"))
    facilitates = forms.BooleanField(label=_("I facilitate this course"), required=False, initial=True)

    def __init__(self, courses: list[Source], packs: list[Source], *data: Any, may_leave_it: bool) -> None:
        super().__init__(*data)
        groups = [(_("an earlier course, with what was changed in it"), courses), (_("a course pack"), packs)]
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            (words, [(one.key, f"{one.title} ({one.year})") for one in found]) for words, found in groups if found
        ]
        if not may_leave_it:
            del self.fields["facilitates"]
        dress(self)


class CourseForm(DaysForm, SharedForm):
    """Titles, the programme that the course belongs to, place, days, phase, and own reflection first.

    ``cleaned_data`` gains ``titles`` and ``part_of``, by language.
    """

    place = TypedLine(label=_("Place"), longest=LONGEST_PLACE, required=False)
    time_zone = forms.ChoiceField(label=_("Its time"), choices=zones, widget=ZoneSelect)
    own_reflection_first = forms.BooleanField(
        label=_("Own reflection first: the other shore opens, topic by topic, once one’s own is published"),
        required=False,
    )
    chosen_phase = forms.ChoiceField(label=_("The course is"), required=False)

    def __init__(self, edition: Edition, data: Any = None) -> None:
        initial: dict[str, Any] = {
            name: getattr(edition, name)
            for name in ("place", "time_zone", "starts", "ends", "own_reflection_first", "chosen_phase")
        }
        for code in LANGUAGES:
            initial[f"title_{code}"] = edition.titles.get(code, "")
            initial[f"part_of_{code}"] = edition.part_of.get(code, "")
        super().__init__(data, initial=initial)
        for code, name in settings.LANGUAGES:
            spoken = forms.TextInput(attrs={"lang": code})
            for field, words in (("title", _("Title in %s")), ("part_of", _("Part of, in %s"))):
                label = _in_words(words, name)
                self.fields[f"{field}_{code}"] = TypedLine(
                    label=label, longest=LONGEST_TITLE, required=False, widget=spoken
                )
        by_day = _("as its days say: %s") % Phase(by_the_day(edition)).label
        self.fields["chosen_phase"].choices = [("", by_day), *Phase.choices]  # type: ignore[attr-defined]
        dress(self)

    def in_languages(self, field: str) -> list[forms.BoundField]:
        return [self[f"{field}_{code}"] for code in LANGUAGES]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for field, name in (("title", "titles"), ("part_of", "part_of")):
            found = {code: cleaned.get(f"{field}_{code}", "") for code in LANGUAGES}
            cleaned[name] = {code: text for code, text in found.items() if text}
        if not cleaned["titles"] and not any(self.has_error(f"title_{code}") for code in LANGUAGES):
            self.add_error(f"title_{LANGUAGES[0]}", _("Give the title in one language at least."))
        return cleaned


def _in_words(words: Any, name: Any) -> str:
    return str(words) % str(name)
