"""The form for a new round."""

import zoneinfo
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.forms import dress
from academy.models import Edition, Topic
from academy.texts import localized
from exchanges.models import Format
from exchanges.models.rounds import TakesPart
from exchanges.pairing.weights import Weights
from exchanges.rounds.formats import LARGEST_PAIRED
from exchanges.rounds.making import usual_days, window
from rooms.models.readers import CHOICES_OF_NAMED_MEMBERS, Readers

MATTERS = [("0", _("does not matter")), ("1", _("matters little")), ("4", _("matters")), ("8", _("matters much"))]
LONGEST = 366
SIDES = [("same", _("the same side: government, employers, workers")), ("mixed", _("different sides"))]


class ByTitle(forms.ModelChoiceField):
    """Offers rows of the course pack by title, in the reader's language."""

    def label_from_instance(self, row: Any) -> str:
        return localized(row.titles)


class RoundForm(forms.Form):
    """Topic, format, days and weights of a round.

    ``cleaned_data`` gains ``opens`` and ``closes`` (aware), and ``weights`` (for ``Weights.from_stored``).
    """

    topic = ByTitle(
        queryset=Topic.objects.none(),
        to_field_name="slug",
        required=False,
        label=_("Topic"),
        empty_label=_("Each pair's best common topic"),
    )
    format = ByTitle(queryset=Format.objects.none(), to_field_name="slug", label=_("Format"), empty_label=None)
    readers = forms.ChoiceField(label=_("Who can read the rooms"), choices=CHOICES_OF_NAMED_MEMBERS, required=False)
    takes_part = forms.ChoiceField(label=_("Who takes part"), choices=TakesPart.choices, required=False)
    first_day = forms.DateField(label=_("First day"))
    last_day = forms.DateField(label=_("Last day"))
    ranking = forms.ChoiceField(label=_("Interest in the same topic"), choices=MATTERS)
    interest = forms.ChoiceField(label=_("What they marked, offer or look for across"), choices=MATTERS)
    hours = forms.ChoiceField(label=_("Free hours in common"), choices=MATTERS)
    language = forms.ChoiceField(label=_("A language in common"), choices=MATTERS)
    countries = forms.ChoiceField(label=_("A country they have not met"), choices=MATTERS)
    kind = forms.ChoiceField(label=_("The side they come from"), choices=MATTERS)
    sides = forms.ChoiceField(label=_("Pair people from"), choices=SIDES, initial="same")

    PARTS = {"ranking": "topic", **{part: part for part in ("interest", "hours", "language", "countries", "kind")}}

    def __init__(self, edition: Edition, data: Any = None) -> None:
        self.edition = edition
        first, last = usual_days(edition)
        super().__init__(data, initial={"first_day": first, "last_day": last, **_usual(self.PARTS)})
        cast(ByTitle, self.fields["topic"]).queryset = edition.topics.all()
        cast(ByTitle, self.fields["format"]).queryset = edition.formats.filter(smallest_group__lt=LARGEST_PAIRED)
        for name in ("first_day", "last_day"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["readers"] = cleaned.get("readers") or Readers.MEMBERS_AND_FACILITATORS
        cleaned["takes_part"] = cleaned.get("takes_part") or TakesPart.COME
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last:
            if last < first:
                self.add_error("last_day", _("The last day is before the first."))
            elif last < (today := timezone.localdate(timezone=zoneinfo.ZoneInfo(self.edition.time_zone))):
                self.add_error("last_day", _("The last day has passed."))
            elif (last - min(first, today)).days > LONGEST:
                self.add_error("last_day", _("A round ends at most a year from now."))
            else:
                cleaned["opens"], cleaned["closes"] = window(self.edition, first, last)
        cleaned["weights"] = {part: float(cleaned.get(name, 0)) for name, part in self.PARTS.items()}
        cleaned["weights"]["mixed"] = cleaned.get("sides") == "mixed"
        if not self.errors and not any(cleaned["weights"][part] for part in self.PARTS.values()):
            self.add_error(None, _("Something has to matter: choose at least one."))
        return cleaned

    def wishes(self) -> list[forms.BoundField]:
        return [self[name] for name in (*self.PARTS, "sides")]


def _usual(parts: dict[str, str]) -> dict[str, str]:
    """Returns the default of each wish, as a choice of ``MATTERS``."""
    usual = Weights()
    return {name: f"{getattr(usual, part):g}" for name, part in parts.items()}
