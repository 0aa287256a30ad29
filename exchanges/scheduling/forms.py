"""Forms about the hour of an exchange: a proposed time, an objection, calling off."""

import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from academy.hours.whereabouts import LATEST
from academy.hours.zones import zone
from compare.forms import Written, sentence

WHY = {"required": _("Say why, in a sentence.")}


class TimeForm(Written):
    """A beginning: ``begins_at`` (ISO 8601 with an offset), or ``day`` and ``time`` on the member's own clock.

    ``cleaned_data["at"]`` is the moment in UTC, None when the form allows none and none was given.
    """

    asks = True

    begins_at = forms.CharField(required=False, widget=forms.HiddenInput)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(
        label=_("Begins at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**62)

    def clean_begins_at(self) -> datetime.datetime | None:
        written = self.cleaned_data["begins_at"]
        if not written:
            return None
        try:
            moment = parse_datetime(written)
        except ValueError:
            moment = None
        if moment is None or moment.utcoffset() is None:
            raise forms.ValidationError(_("This is not a time with its offset, like 2023-07-13T14:00:00Z."))
        return _in_utc(moment)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        at, day, time = (said.get(name) for name in ("begins_at", "day", "time"))
        if at is None and not self.errors:
            if day is not None and time is not None:
                at = self._on_the_clock(day, time)
            elif self.asks or day is not None or time is not None:
                self.add_error("day" if day is None else "time", _("Give both a day and a time."))
        return {**said, "at": at}

    def _on_the_clock(self, day: datetime.date, time: datetime.time) -> datetime.datetime | None:
        """Returns the moment when the member's clock shows this; the first of two in the autumn."""
        local = datetime.datetime.combine(day, time.replace(second=0, microsecond=0))
        where = self.membership.whereabouts
        if not 2000 <= day.year < LATEST:  # a stay's clock may lie outside of the calendar
            raise forms.ValidationError(_("Choose a day within the next year."))
        there = zone(where.zone_at(_in_utc(local.replace(tzinfo=zone(where.home)))))
        moment = _in_utc(local.replace(tzinfo=there))
        if moment.astimezone(there).replace(tzinfo=None) != local:
            self.add_error("time", _("The clocks go forward then, so this time does not exist. Choose another."))
            return None
        return moment


class ObjectionForm(TimeForm):
    asks = False

    sentence = sentence(_("Why does it not suit you?"), error_messages=WHY)


class RefusalForm(Written):
    sentence = sentence(_("Why does it not suit you?"), error_messages=WHY)


class CallOffForm(Written):
    sentence = sentence(_("Why do you call it off?"), error_messages=WHY)


def _in_utc(moment: datetime.datetime) -> datetime.datetime:
    """Returns the moment in whole minutes. Raises a fault for one outside the calendar, like the year 0."""
    try:
        return moment.astimezone(datetime.UTC).replace(second=0, microsecond=0)
    except OverflowError:
        raise forms.ValidationError(_("Choose a day within the next year.")) from None
