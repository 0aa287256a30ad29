"""Takes the answers that a calendar's own buttons send. They are hints: only an act in Kapok agrees an hour or calls it
off."""

import enum
import re

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from academy.models import Membership, Person
from commons import notices
from commons.inbound import calendars
from commons.inbound.calendars import Place
from commons.models import Notice
from commons.telling import groups
from exchanges.calendars.events import uid
from exchanges.models import Exchange, Hour
from rooms.registered import by_mail

_UID = re.compile(r"exchange-([0-9]{1,18})@")


class CalendarAnswer(enum.StrEnum):
    """The meanings of an attendee's PARTSTAT (RFC 5545)."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"


SENTENCES = {
    CalendarAnswer.DECLINED: _(
        "Your calendar says that you cannot come to your exchange. Nobody has been told: call it off here, "
        "or propose another time."
    ),
    CalendarAnswer.TENTATIVE: _(
        "Your calendar says that you may not come to your exchange. Nobody has been told: it stands. "
        "Here you can propose another time."
    ),
}


def register() -> None:
    for answer, sentence in SENTENCES.items():
        notices.register(_kind(answer), sentence, groups.EXCHANGES)
    calendars.register(lambda person, written_uid, said: take_reply(person, written_uid, CalendarAnswer(said)))


@transaction.atomic
def take_reply(person: Person, written_uid: str, answer: CalendarAnswer) -> Place | None:
    """Takes what the person's calendar answered to the invitation with this UID.

    The hour stays as it is. A refusal or a doubt is answered by a notice with the link, once for each agreed hour.
    Returns the room in which they can say more; None when the UID is of no exchange in which the person takes part.
    """
    number = _number(written_uid)
    member = Membership.objects.active().filter(person=person, participations__exchange=number).first()
    if number is None or member is None:
        return None
    exchange = Exchange.objects.select_related("room").get(pk=number)
    room = Place(member, by_mail.LETTER, exchange.room.pk, exchange.room.get_absolute_url())
    # Two mails at once are answered once.
    list(Person.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk", flat=True))
    agreed = Hour.objects.filter(exchange=exchange, ended_at=None, begins_at__gt=timezone.now())
    hour = agreed.exclude(agreed_at=None).first()
    if hour is None or answer == CalendarAnswer.ACCEPTED:
        return room
    if not Notice.objects.filter(to=member, kind=_kind(answer), words__hour=hour.pk).exists():
        notices.tell([member], _kind(answer), exchange.get_absolute_url(), hour=hour.pk)
    return room


def _number(written_uid: str) -> int | None:
    """Returns the exchange's number; None for the UID of another event or of another installation."""
    said = written_uid.strip().lower()
    found = _UID.match(said)
    return int(found[1]) if found and said == uid("exchange", int(found[1])).lower() else None


def _kind(answer: CalendarAnswer) -> str:
    return f"calendar_{answer}"
