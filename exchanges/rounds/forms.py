"""The form for a new round."""

import zoneinfo
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.forms import dress
from academy.models import Edition, Membership, Topic
from academy.pages.texts import localized
from commons.forms import Written
from compare.forms import sentence
from exchanges.models import Format
from exchanges.models.rounds import TakesPart
from exchanges.pairing.weights import Weights
from exchanges.rounds.formats import LARGEST_PAIRED
from exchanges.rounds.making import usual_days, window
from exchanges.rounds.wishes import Wish, WishKind
from rooms.models.readers import CHOICES_OF_NAMED_MEMBERS, Readers

MATTERS = [("0", _("does not matter")), ("1", _("matters little")), ("4", _("matters")), ("8", _("matters much"))]
HOURS = [*MATTERS, ("must", _("at least one a week, or they never meet"))]
LANGUAGE = [*MATTERS, ("must", _("at least one, or they never meet"))]
MUST_WEIGHT = 8.0
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
    hours = forms.ChoiceField(label=_("Free hours in common"), choices=HOURS)
    language = forms.ChoiceField(label=_("A language in common"), choices=LANGUAGE)
    countries = forms.ChoiceField(label=_("A country they have not met"), choices=MATTERS)
    kind = forms.ChoiceField(label=_("The side they come from"), choices=MATTERS)
    sides = forms.ChoiceField(label=_("Pair people from"), choices=SIDES, initial="same")

    PARTS = {"ranking": "topic", **{part: part for part in ("interest", "hours", "language", "countries", "kind")}}

    def __init__(self, edition: Edition, data: Any = None) -> None:
        self.edition = edition
        first, last = usual_days(edition)
        super().__init__(data, initial={"first_day": first, "last_day": last, **_usual(self.PARTS)})
        cast(ByTitle, self.fields["topic"]).queryset = edition.topics.standing()
        cast(ByTitle, self.fields["format"]).queryset = edition.formats.standing().filter(
            smallest_group__lt=LARGEST_PAIRED
        )
        for name in ("first_day", "last_day"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        dress(self)

    def clean_format(self) -> Format:
        format: Format = self.cleaned_data["format"]
        if not format.stages:
            raise forms.ValidationError(_("This format has no stages. Give it one at the set-up, or choose another."))
        return format

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
        cleaned["weights"] = {part: _weight(cleaned.get(name, "0")) for name, part in self.PARTS.items()}
        cleaned["weights"] |= {f"needs_{name}": cleaned.get(name) == "must" for name in ("hours", "language")}
        cleaned["weights"]["mixed"] = cleaned.get("sides") == "mixed"
        if not self.errors and not any(cleaned["weights"][part] for part in self.PARTS.values()):
            self.add_error(None, _("Something has to matter: choose at least one."))
        return cleaned

    def wishes(self) -> list[forms.BoundField]:
        return [self[name] for name in (*self.PARTS, "sides")]


class WishForm(Written):
    """Two people who shall be in one group of the round, or never. ``members``: those who take part."""

    KINDS = [(WishKind.PIN, _("keep together")), (WishKind.PART, _("keep apart"))]

    kind = forms.ChoiceField(label=_("What shall hold for the two?"), choices=KINDS, widget=forms.RadioSelect)
    first = forms.TypedChoiceField(label=_("The one"), coerce=int)
    second = forms.TypedChoiceField(label=_("The other"), coerce=int)

    def __init__(self, membership: Membership, members: Sequence[Membership], data: Any = None) -> None:
        self.members = {member.pk: member for member in members}
        super().__init__(membership, data)

    def offer(self) -> None:
        names = [("", _("Choose somebody")), *((pk, member.name) for pk, member in self.members.items())]
        for name in ("first", "second"):
            cast(forms.ChoiceField, self.fields[name]).choices = names

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and said["first"] == said["second"]:
            self.add_error("second", _("Choose two different people."))
        return said

    @property
    def wish(self) -> Wish:
        said = self.cleaned_data
        return Wish(WishKind(said["kind"]), self.members[said["first"]], self.members[said["second"]])


class KeptWishForm(WishForm):
    """The same, to be kept. A parting needs a reason."""

    reason = sentence(_("Why? Facilitators read it"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("kind") == WishKind.PART and not said.get("reason"):
            self.add_error("reason", _("Say why, in a sentence."))
        return said


class AnotherPartnerForm(Written):
    sentence = sentence(
        _("Why would you like another partner? Only facilitators read it"),
        error_messages={"required": _("Say why, in a sentence.")},
    )


class RepairForm(Written):
    """Why a published round changes; everybody concerned reads it."""

    sentence = sentence(
        _("Why? Everybody concerned reads it"), error_messages={"required": _("Say why, in a sentence.")}
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


def _weight(said: str) -> float:
    return MUST_WEIGHT if said == "must" else float(said)


def _usual(parts: dict[str, str]) -> dict[str, str]:
    """Returns the default of each wish, as a choice of ``MATTERS``."""
    usual = Weights()
    return {name: f"{getattr(usual, part):g}" for name, part in parts.items()}
