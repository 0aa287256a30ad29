"""The invitation to an exchange: one file for each member, who is its only attendee (RFC 5545 and 5546)."""

from collections.abc import Sequence
from email.utils import parseaddr

from django.conf import settings

from academy.models import Membership
from exchanges.calendars.events import address_of, alarm, calendar, event_of
from exchanges.models import Exchange, Hour, HourEnd


def current(exchange: Exchange) -> Hour | None:
    """Returns the agreed hour, or the last one when it was called off; None before any was agreed. One query."""
    newest = exchange.hours.filter(sequence__isnull=False).order_by("-sequence").first()
    return newest if newest and (newest.stands or newest.end == HourEnd.CALLED_OFF) else None


def method_of(hour: Hour) -> str:
    return "REQUEST" if hour.stands else "CANCEL"


def invitation(exchange: Exchange, hour: Hour, members: Sequence[Membership], reader: Membership) -> bytes:
    """Returns the file for one member, in the active language.

    Nobody answers by calendar: the member has accepted in Kapok, so the file asks for no reply.
    """
    made = calendar(method_of(hour))
    event = event_of(exchange, hour, members, reader)
    name, address = parseaddr(settings.CALENDAR_ORGANIZER)
    event.add("organizer", address_of(address, name or "Kapok"))
    attendee = address_of(reader.person.email, reader.name)
    attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    event.add("attendee", attendee)
    if hour.stands:
        event.add_component(alarm())
    made.add_component(event)
    return bytes(made.to_ical())
