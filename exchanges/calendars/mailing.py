"""The mail that brings an invitation or a cancellation, rendered when it is sent."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from academy import tasks
from academy.mail.letters import as_html
from academy.models import Membership
from academy.sign_in.site import base_url
from exchanges.calendars.events import summary_of
from exchanges.calendars.invitations import invitation, method_of
from exchanges.listing import members_of, with_members
from exchanges.models import Exchange, Hour, HourEnd
from exchanges.scheduling.clocks import clocks


def send(hour: Hour, to: int, *, job: str) -> None:
    """Sends the member (id) the invitation to an agreed hour, or its cancellation once it is called off.

    Sends nothing to somebody who has left, nor when another hour has replaced this one meanwhile.
    """
    exchange = with_members(Exchange.objects.filter(pk=hour.exchange_id)).get()
    members = members_of(exchange)
    reader = next((member for member in members if member.pk == to and member.takes_part), None)
    if reader is None or hour.end == HourEnd.REPLACED:
        return
    language = reader.person.language or next(iter(reader.person.languages), "en")
    with translation.override(language):
        body = _body(exchange, hour, members, reader)
        tasks.send(
            job,
            subject=_subject(exchange, hour, members, reader),
            body=body,
            html=as_html(body, language),
            to=reader.person.email,
            language=language,
            calendar=invitation(exchange, hour, members, reader).decode(),
            method=method_of(hour),
        )


def _subject(exchange: Exchange, hour: Hour, members: Sequence[Membership], reader: Membership) -> str:
    mine = clocks(hour.begins_at, members, reader)[0]
    words = {
        "what": summary_of(exchange, members, reader),
        "day": mine.day,
        "time": mine.time,
        "place": reader.whereabouts.place_at(hour.begins_at),
    }
    if hour.ended_at is not None:
        return _("Called off: %(what)s, %(day)s, %(time)s %(place)s") % words
    if hour.sequence:
        return _("New time: %(what)s, %(day)s, %(time)s %(place)s") % words
    return _("Agreed: %(what)s, %(day)s, %(time)s %(place)s") % words


def _body(exchange: Exchange, hour: Hour, members: Sequence[Membership], reader: Membership) -> str:
    times = [f"{clock.day}, {clock.time}: {clock.whose}" for clock in clocks(hour.begins_at, members, reader)]
    page = base_url() + exchange.get_absolute_url()
    if hour.ended_at is not None:
        name = hour.ended_by.name if hour.ended_by else ""
        why = _("%(name)s has called it off: “%(words)s”") % {"name": name, "words": hour.sentence}
        return "\n".join([why, "", *times, "", _("Propose another time here:"), page])
    room = base_url() + exchange.room.get_absolute_url()
    return "\n".join(
        [*times, "", _("You meet in this room:"), room, "", _("Another time, or call it off, here:"), page]
    )
