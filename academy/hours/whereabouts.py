"""The place of a person: home, or on some days another one. Free hours and clocks follow the place of the day."""

import dataclasses
import datetime
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils import timezone

from academy.hours.zones import place_of, zone

MOST = 12
"""Stays of one person."""
LATEST = 2200
"""People give no later year than this, because counting on from year 9999 would leave the calendar."""


class Stay(NamedTuple):
    """Days at another place. ``starts`` and ``ends`` are the first and the last day, by the clocks of the place."""

    starts: datetime.date
    ends: datetime.date
    time_zone: str
    place: str

    def holds_at(self, at: datetime.datetime) -> bool:
        return self.starts <= at.astimezone(zone(self.time_zone)).date() <= self.ends

    def span(self) -> tuple[datetime.datetime, datetime.datetime]:
        """Returns its first instant, and the first one after it."""
        return midnight(self.starts, self.time_zone), midnight(self.ends + datetime.timedelta(days=1), self.time_zone)


@dataclasses.dataclass(frozen=True)
class Whereabouts:
    """All that decides where a person is. ``home`` is the name of a zone. ``off`` are days on which the person cannot
    talk, wherever they are then."""

    home: str
    stays: tuple[Stay, ...] = ()
    off: tuple[datetime.date, ...] = ()

    def stay_at(self, at: datetime.datetime) -> Stay | None:
        return next((stay for stay in self.stays if stay.holds_at(at)), None)

    def zone_at(self, at: datetime.datetime) -> str:
        stay = self.stay_at(at) if self.stays else None
        return stay.time_zone if stay else self.home

    def place_at(self, at: datetime.datetime) -> str:
        stay = self.stay_at(at) if self.stays else None
        return (stay.place or place_of(stay.time_zone)) if stay else place_of(self.home)

    @property
    def zone_now(self) -> str:
        return self.zone_at(timezone.now()) if self.stays else self.home

    @property
    def place_now(self) -> str:
        return self.place_at(timezone.now()) if self.stays else place_of(self.home)

    def changes(self) -> list[datetime.datetime]:
        """Returns the instants at which the person may come to another place."""
        return sorted(moment for stay in self.stays for moment in stay.span())


def midnight(day: datetime.date, time_zone: str) -> datetime.datetime:
    """Returns the first instant of the day in the zone, in UTC."""
    return datetime.datetime.combine(day, datetime.time(), tzinfo=zone(time_zone)).astimezone(datetime.UTC)


def read(stored: Iterable[Sequence[Any]]) -> tuple[Stay, ...]:
    """Returns stays as ``Person.stays`` stores them: first day, last day, zone, place."""
    return tuple(
        Stay(datetime.date.fromisoformat(starts), datetime.date.fromisoformat(ends), time_zone, place)
        for starts, ends, time_zone, place in stored
    )


def stored(stays: Iterable[Stay]) -> list[list[str]]:
    return [[str(stay.starts), str(stay.ends), stay.time_zone, stay.place] for stay in sorted(stays)]
