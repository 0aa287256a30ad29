"""One exchange as an event of a calendar file, for one of its members, in the active language."""

import datetime
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vCalAddress

from academy.models import Membership
from academy.pages.texts import localized
from academy.sign_in.site import base_url
from exchanges.models import Exchange, Hour
from exchanges.rounds.formats import length
from exchanges.scheduling.clocks import clocks

PRODUCT = "-//Kapok//Exchanges//EN"
BEFORE = datetime.timedelta(minutes=10)


def calendar(method: str) -> Calendar:
    """Returns an empty calendar whose one METHOD stands at its top level."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", method)
    return made


def event_of(exchange: Exchange, hour: Hour, members: Sequence[Membership], reader: Membership) -> Event:
    """Returns the event at an agreed hour. A version that was called off is the same event, one number later."""
    called_off = hour.ended_at is not None
    event = Event()
    event.add("uid", uid("exchange", exchange.pk))
    event.add("sequence", (hour.sequence or 0) + called_off)
    event.add("dtstamp", (hour.ended_at or hour.agreed_at or hour.at).astimezone(datetime.UTC))
    event.add("dtstart", hour.begins_at.astimezone(datetime.UTC))
    event.add("dtend", hour.begins_at.astimezone(datetime.UTC) + datetime.timedelta(minutes=length(exchange.staged)))
    event.add("status", "CANCELLED" if called_off else "CONFIRMED")
    event.add("summary", summary_of(exchange, members, reader))
    event.add("description", _description(exchange, hour, members, reader))
    event.add("url", base_url() + exchange.room.get_absolute_url())
    return event


def alarm() -> Alarm:
    made = Alarm()
    made.add("action", "DISPLAY")
    made.add("trigger", -BEFORE)
    made.add("description", _("Your exchange begins in ten minutes."))
    return made


def address_of(email: str, name: str) -> vCalAddress:
    made = vCalAddress(f"mailto:{email}")
    made.params["CN"] = name
    return made


def uid(kind: str, pk: int) -> str:
    """Returns a name that stays the same in all versions of an event."""
    return f"{kind}-{pk}@{urlsplit(base_url()).hostname}"


def summary_of(exchange: Exchange, members: Sequence[Membership], reader: Membership) -> str:
    names = str(get_text_list([member.given_name for member in members if member.pk != reader.pk], _("and")))
    return _("Exchange with %(names)s: %(topic)s") % {"names": names, "topic": localized(exchange.topic.titles)}


def _description(exchange: Exchange, hour: Hour, members: Sequence[Membership], reader: Membership) -> str:
    """Returns the members with their clocks, and the address of the room."""
    times = [f"{clock.day}, {clock.time}: {clock.whose}" for clock in clocks(hour.begins_at, members, reader)]
    names = ", ".join(member.name for member in members)
    room = _("The room: %(address)s") % {"address": base_url() + exchange.room.get_absolute_url()}
    return "\n".join([names, localized(exchange.round.format.titles), *times, room])
