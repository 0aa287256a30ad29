"""The part of the profile's form for free hours: the week's grid, spans to the minute, and days without them."""

import datetime
import functools
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.utils import dates, timezone
from django.utils.translation import gettext_lazy as _

from academy.hours.free_hours import DAY, clock
from academy.hours.week_grid import CELLS, cells_of, changed, touched_cells
from academy.hours.whereabouts import LATEST
from academy.models import Membership

MOST_SPANS, MORE_SPANS = 12, 2
"""Spans of one day; rows for further ones."""
MOST_DAYS_OFF, MORE_DAYS_OFF = 40, 2
MORNING, EVENING = 6, 22
"""The hours of the grid that are always open."""


class Cell(NamedTuple):
    """An hour of the grid. ``is_part``: the person is free for some of it."""

    value: str
    words: str
    is_free: bool
    is_part: bool


Line = tuple[str, tuple[Cell, ...]]
"""One hour of all days, with the words of its beginning."""
Row = tuple[str, forms.BoundField, forms.BoundField]


class HoursForm(forms.Form):
    """The fields for a week of free hours, and for days off. ``from_0`` and ``to_0`` are Monday's first span,
    ``from_0_1`` and ``to_0_1`` its second. ``more_day_0`` with ``more_from_0`` and ``more_to_0`` is a further span of
    any day, ``off_0`` a day off. ``free`` are the cells of the grid (see ``academy.hours.week_grid``) that are ticked,
    ``free_shown`` those that were when the page was made.
    """

    def add_hours(self, membership: Membership) -> None:
        """Adds a row for each span, one for a day without, and some for more."""
        self.rows = [(day, n) for day in range(7) for n in range(self._spans_of(day, membership))]
        self.more = range(MORE_SPANS)
        self.off = range(min(MOST_DAYS_OFF, len(_days_to_come(membership)) + MORE_DAYS_OFF))
        for day, n in self.rows:
            self._add_span(_name("from", day, n), _name("to", day, n))
        cells = [(cell, cell) for cell in CELLS]
        self.fields["free"] = forms.MultipleChoiceField(choices=cells, required=False)
        self.fields["free_shown"] = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
        self._stored_hours = membership.free_hours
        days = [("", "–"), *((str(day), str(dates.WEEKDAYS[day])) for day in range(7))]
        for n in self.more:
            self.fields[f"more_day_{n}"] = forms.ChoiceField(label=_("Day"), choices=days, required=False)
            self._add_span(f"more_from_{n}", f"more_to_{n}")
        for n in self.off:
            self.fields[f"off_{n}"] = forms.DateField(
                label=_("Not on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            )

    def _spans_of(self, day: int, membership: Membership) -> int:
        """Returns how many rows the day has: as many as it has spans or as were sent, at least one."""
        sent = sum(self.add_prefix(_name("from", day, n)) in self.data for n in range(MOST_SPANS))
        return max(1, min(MOST_SPANS, sum(span[0] == day for span in membership.free_hours)), sent)

    def _add_span(self, start: str, end: str) -> None:
        for name, label in ((start, _("from")), (end, _("to"))):
            widget = forms.TimeInput(attrs={"type": "time", "step": "900"}, format="%H:%M")
            self.fields[name] = forms.TimeField(label=label, required=False, widget=widget)

    def hour_fields(self) -> list[Row]:
        return [
            (str(dates.WEEKDAYS[day]), self[_name("from", day, n)], self[_name("to", day, n)]) for day, n in self.rows
        ]

    def more_fields(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [(self[f"more_day_{n}"], self[f"more_from_{n}"], self[f"more_to_{n}"]) for n in self.more]

    def week(self) -> list[Line]:
        """Returns the lines of the grid by day, from the morning on."""
        return self._lines[MORNING:EVENING]

    def night(self) -> list[Line]:
        return self._lines[EVENING:] + self._lines[:MORNING]

    def has_nights(self) -> bool:
        return any(cell.is_free or cell.is_part for _words, cells in self.night() for cell in cells)

    def has_exact_faults(self) -> bool:
        return any(name.startswith(("from_", "to_", "more_")) for name in self.errors)

    def day_names(self) -> list[tuple[str, str]]:
        return [(str(dates.WEEKDAYS_ABBR[day]), str(dates.WEEKDAYS[day])) for day in range(7)]

    @functools.cached_property
    def _lines(self) -> list[Line]:
        free, touched = set(self["free"].value() or ()), touched_cells(self._stored_hours)
        days = [str(dates.WEEKDAYS[day]) for day in range(7)]
        lines = []
        for hour in range(24):
            begins, values = clock(hour * 60), [f"{day}-{hour}" for day in range(7)]
            named = zip(values, days, strict=True)
            cells = tuple([Cell(v, f"{day} {begins}", v in free, v in touched) for v, day in named])
            lines.append((begins, cells))
        return lines

    def off_fields(self) -> list[forms.BoundField]:
        return [self[f"off_{n}"] for n in self.off]

    def free_hours(self, cleaned: dict[str, Any]) -> list[list[int]]:
        """Returns the spans, sorted; those of one day that meet are one. Names what is wrong at its field.

        The spans to the minute come first, then what was changed in the grid.
        """
        spans = sorted(span for span in self._spans(cleaned) if span is not None)
        joined: list[list[int]] = []
        for day, start, end in spans:
            if joined and joined[-1][0] == day and start <= joined[-1][2]:
                joined[-1][2] = max(joined[-1][2], end)
            else:
                joined.append([day, start, end])
        if "free" in cleaned:
            joined = changed(joined, (cleaned.get("free_shown") or "").split(), cleaned["free"])
        if any(sum(span[0] == day for span in joined) > MOST_SPANS for day in range(7)):
            self.add_error("free", _("At most %(most)s spans a day fit here. Join some.") % {"most": MOST_SPANS})
        return joined

    def days_off(self, cleaned: dict[str, Any]) -> list[str]:
        days = {day for n in self.off if (day := cleaned.get(f"off_{n}"))}
        for n in self.off:
            if (day := cleaned.get(f"off_{n}")) and day.year >= LATEST:
                self.add_error(f"off_{n}", _("This year cannot be right."))
        return sorted(str(day) for day in days if day >= _yesterday())

    def _spans(self, cleaned: dict[str, Any]) -> Iterator[list[int] | None]:
        for day, n in self.rows:
            yield self._span(cleaned, day, _name("from", day, n), _name("to", day, n))
        for n in self.more:
            chosen, start, end = cleaned.get(f"more_day_{n}"), f"more_from_{n}", f"more_to_{n}"
            if chosen:
                yield self._span(cleaned, int(chosen), start, end)
            elif (cleaned.get(start) or cleaned.get(end)) and not self.has_error(f"more_day_{n}"):
                self.add_error(f"more_day_{n}", _("Choose the day, too."))

    def _span(self, cleaned: dict[str, Any], day: int, start: str, end: str) -> list[int] | None:
        if self.has_error(start) or self.has_error(end):
            return None
        begins, ends = cleaned.get(start), cleaned.get(end)
        if begins is None and ends is None:
            return None
        if begins is None or ends is None:
            self.add_error(end, _("Give both a beginning and an end, or neither."))
            return None
        first, last = _minutes(begins), _minutes(ends)
        return [day, first, last if last > first else last + DAY]


def hours_shown(membership: Membership) -> dict[str, Any]:
    """Returns the initial values of the fields."""
    shown: dict[str, Any] = {}
    counted = [0] * 7
    for day, start, end in membership.free_hours:
        n = counted[day]
        counted[day] += 1
        shown[_name("from", day, n)] = datetime.time(start // 60 % 24, start % 60)
        shown[_name("to", day, n)] = datetime.time(end // 60 % 24, end % 60)
    cells = sorted(cells_of(membership.free_hours))
    shown |= {"free": cells, "free_shown": " ".join(cells)} if cells else {}
    return shown | {f"off_{n}": day for n, day in enumerate(_days_to_come(membership))}


def _days_to_come(membership: Membership) -> list[datetime.date]:
    days = [datetime.date.fromisoformat(day) for day in membership.days_off]
    return [day for day in days if day >= _yesterday()][:MOST_DAYS_OFF]


def _yesterday() -> datetime.date:
    """Today may be yesterday elsewhere."""
    return timezone.now().date() - datetime.timedelta(days=1)


def _name(end: str, day: int, n: int) -> str:
    return f"{end}_{day}_{n}" if n else f"{end}_{day}"


def _minutes(clock: datetime.time) -> int:
    return clock.hour * 60 + clock.minute
