"""Each person's calendar feed: their agreed exchanges in all courses, and the dates of the courses."""

import datetime

from django.db.models import Prefetch
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from academy.models import Membership, Person
from academy.pages.texts import localized
from academy.sign_in.site import base_url
from exchanges.calendars.events import calendar, event_of, uid
from exchanges.listing import members_of, with_members
from exchanges.models import Exchange, Hour

KEPT = datetime.timedelta(days=60)
"""Exchanges that began longer ago are left out."""
MOST = 200


def feed(person: Person) -> bytes:
    """Returns the feed with the person's rights of this moment, in their language. It rings no alarms."""
    memberships = list(Membership.objects.active().filter(person=person).select_related("edition", "person"))
    with translation.override(person.language or next(iter(person.languages), "en")):
        made = calendar("PUBLISH")
        made.add("name", "Kapok")
        made.add("x-wr-calname", "Kapok")
        for membership in memberships:
            made.add_component(_course(membership))
        _add_exchanges(made, memberships)
        return bytes(made.to_ical())


def _add_exchanges(made: Calendar, memberships: list[Membership]) -> None:
    mine = {membership.pk: membership for membership in memberships}
    found = Exchange.objects.filter(participants__membership__in=mine, begins_at__gt=timezone.now() - KEPT)
    standing = Hour.objects.filter(ended_at=None).exclude(agreed_at=None)
    rows = with_members(found).prefetch_related(Prefetch("hours", standing, to_attr="agreed")).order_by("-begins_at")
    for exchange in rows[:MOST]:
        members = members_of(exchange)
        reader = next(member for member in members if member.pk in mine)
        for hour in exchange.agreed:
            made.add_component(event_of(exchange, hour, members, reader))


def _course(membership: Membership) -> Event:
    """Returns the days of the course, from the first to the last."""
    edition = membership.edition
    event = Event()
    event.add("uid", uid("course", edition.pk))
    # Without a moment of its own the feed would change at every reading.
    event.add("dtstamp", datetime.datetime.combine(edition.starts, datetime.time(), tzinfo=datetime.UTC))
    event.add("dtstart", edition.starts)
    event.add("dtend", edition.ends + datetime.timedelta(days=1))
    event.add("summary", localized(edition.titles))
    if edition.place:
        event.add("location", edition.place)
    event.add("description", _("The course: %(address)s") % {"address": base_url() + edition.get_absolute_url()})
    event.add("url", base_url() + edition.get_absolute_url())
    event.add("transp", "TRANSPARENT")
    return event
