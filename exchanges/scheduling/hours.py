"""The hour of an exchange: propose, accept, object, call off. The last acceptance agrees it.

An agreed hour stands until all have accepted another one, or until it is called off. Each act locks the exchange and
all its members as people, so that two acts at once come one after the other, and nobody gets two exchanges at a time.
"""

import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academy.models import Membership, Person
from academy.typed.sentences import fill
from exchanges.models import Acceptance, Exchange, Hour, HourEnd
from exchanges.permissions import may_agree_hour, may_set_hour
from exchanges.scheduling import telling
from exchanges.scheduling.overlaps import taken_names
from rooms.messages.posting import WORDS

FARTHEST = datetime.timedelta(days=366)


class HourFault(Exception):
    """An act that is refused. ``code`` is for programs, the text for people, in the reader's language."""

    REASONS: dict[str, Any] = {
        **{code: WORDS[code] for code in ("muted", "closed", "invalid")},
        "past": gettext_lazy("This time has passed. Choose a later one."),
        "far": gettext_lazy("This is more than a year from now. Choose an earlier day."),
        "agreed": gettext_lazy("This time is agreed already."),
        "ended": gettext_lazy("This proposal no longer stands. See what stands now."),
        "meanwhile": gettext_lazy("Another time was proposed meanwhile. Look at it first."),
        "none": gettext_lazy("No time is agreed or proposed, so there is nothing to call off."),
        "sentence": gettext_lazy("Say why, in a sentence."),
        "taken": gettext_lazy("Not at this time: it overlaps another exchange of %(names)s."),
    }

    def __init__(self, code: str, **words: str) -> None:
        super().__init__(fill(self.REASONS[code], words))
        self.code = code


class _Locked:
    """An exchange with its active members under lock, and what stands of its hours."""

    def __init__(self, exchange: Exchange, by: Membership, now: datetime.datetime | None) -> None:
        rows = Exchange.objects.select_related("round__format", "round__edition", "room", "topic")
        self.exchange = rows.select_for_update(of=("self",), no_key=True).get(pk=exchange.pk)
        members = Membership.objects.active().filter(participations__exchange=exchange)
        self.members = list(members.select_related("person", "bloc", "state", "edition").order_by("pk"))
        people = Person.objects.filter(pk__in=[member.person_id for member in self.members]).order_by("pk")
        list(people.select_for_update(no_key=True).values_list("pk", flat=True))
        # The member is read again, because they may have been muted or suspended a moment ago.
        self.by = Membership.objects.select_related("person").get(pk=by.pk)
        self.now = now or timezone.now()
        standing = list(Hour.objects.filter(exchange=exchange, ended_at=None).select_related("by"))
        self.agreed = next((hour for hour in standing if hour.stands), None)
        self.open = next((hour for hour in standing if hour.is_open), None)
        self._check()

    @property
    def takes_part(self) -> bool:
        return any(member.pk == self.by.pk for member in self.members)

    def _check(self) -> None:
        if not (may_agree_hour(self.by, self.members) or may_set_hour(self.by, self.exchange)):
            raise PermissionDenied
        if self.exchange.room.closed_at is not None:
            raise HourFault("closed")
        if self.by.is_muted:
            raise HourFault("muted")

    def check_time(self, begins_at: datetime.datetime) -> None:
        """Raises HourFault when the exchange cannot begin then."""
        if begins_at <= self.now:
            raise HourFault("past")
        if begins_at > self.now + FARTHEST:
            raise HourFault("far")
        if names := taken_names(self.exchange, self.members, begins_at):
            raise HourFault("taken", names=str(get_text_list(names, _("and"))))

    def end(self, hour: Hour, end: HourEnd, sentence: str = "", language: str = "") -> None:
        hour.ended_at, hour.ended_by, hour.end = self.now, self.by, end
        hour.sentence, hour.language = sentence, language
        hour.save(update_fields=["ended_at", "ended_by", "end", "sentence", "language"])


@transaction.atomic
def propose(
    exchange: Exchange,
    begins_at: datetime.datetime,
    *,
    by: Membership,
    seen: int | None = None,
    now: datetime.datetime | None = None,
) -> Hour:
    """Proposes a beginning, which replaces an open proposal; by somebody of the team who takes no part, it is agreed.

    Accepts an open proposal of the same time instead. ``seen``: the open proposal that the member saw, 0 for none;
    None replaces any. ``now`` is another present, for samples. All acts raise PermissionDenied and HourFault.
    """
    here = _Locked(exchange, by, now)
    if here.agreed and here.agreed.begins_at == begins_at:
        raise HourFault("agreed")
    if here.open and here.takes_part and here.open.begins_at == begins_at:
        return _accept(here, here.open)
    if seen is not None and seen != (here.open.pk if here.open else 0):
        raise HourFault("meanwhile")
    return _propose(here, begins_at)


@transaction.atomic
def accept(hour: Hour, *, by: Membership, now: datetime.datetime | None = None) -> Hour:
    """Accepts a proposal. The last member's acceptance agrees it. A second acceptance changes nothing."""
    here = _Locked(hour.exchange, by, now)
    if not here.takes_part:
        raise PermissionDenied
    return _accept(here, _same(here, hour))


@transaction.atomic
def object_to(
    hour: Hour,
    *,
    by: Membership,
    sentence: str,
    language: str,
    instead: datetime.datetime | None = None,
    now: datetime.datetime | None = None,
) -> Hour:
    """Refuses a proposal with a sentence, and proposes another time when ``instead`` is given. Returns what is newest.

    The proposal's author takes it back in the same way. An agreed hour still stands.
    """
    here = _Locked(hour.exchange, by, now)
    if not here.takes_part:
        raise PermissionDenied
    if not sentence:
        raise HourFault("sentence")
    refused = _same(here, hour)
    if refused.stands:
        raise HourFault("agreed")
    here.end(refused, HourEnd.REFUSED, sentence, language)
    here.open = None
    if instead is not None:
        return _propose(here, instead)
    telling.refused(here.exchange, here.members, here.by)
    return refused


@transaction.atomic
def call_off(exchange: Exchange, *, by: Membership, sentence: str, language: str) -> Hour:
    """Calls off the agreed hour with a sentence, and an open proposal with it."""
    here = _Locked(exchange, by, None)
    if not sentence:
        raise HourFault("sentence")
    ended = here.agreed or here.open
    if ended is None:
        raise HourFault("none")
    for hour in filter(None, (here.open, here.agreed)):
        here.end(hour, HourEnd.CALLED_OFF, sentence, language)
    if ended.agreed_at is not None:
        here.exchange.begins_at = None
        here.exchange.save(update_fields=["begins_at"])
    telling.called_off(here.exchange, ended, here.members, here.by)
    return ended


def _same(here: _Locked, hour: Hour) -> Hour:
    """Returns the hour as it is under the lock. Raises HourFault when it no longer stands."""
    found = next((one for one in (here.open, here.agreed) if one is not None and one.pk == hour.pk), None)
    if found is None:
        raise HourFault("ended")
    return found


def _propose(here: _Locked, begins_at: datetime.datetime) -> Hour:
    here.check_time(begins_at)
    if here.open is not None:
        here.end(here.open, HourEnd.REPLACED)
    made = Hour.objects.create(exchange=here.exchange, begins_at=begins_at, by=here.by, at=here.now)
    if not here.takes_part or _missing(here, made) == 0:
        return _agree(here, made)
    telling.proposed(here.exchange, here.members, here.by, moves=here.agreed is not None)
    return made


def _accept(here: _Locked, hour: Hour) -> Hour:
    if hour.stands or hour.by_id == here.by.pk:
        return hour
    here.check_time(hour.begins_at)
    Acceptance.objects.get_or_create(hour=hour, by=here.by, defaults={"at": here.now})
    if _missing(here, hour) == 0:
        return _agree(here, hour)
    telling.accepted(here.exchange, here.members, here.by)
    return hour


def _missing(here: _Locked, hour: Hour) -> int:
    """Returns how many active members have neither proposed nor accepted this hour."""
    said = {hour.by_id, *hour.acceptances.values_list("by", flat=True)}
    return sum(member.pk not in said for member in here.members)


def _agree(here: _Locked, hour: Hour) -> Hour:
    if here.agreed is not None:
        here.end(here.agreed, HourEnd.REPLACED)
    # The cancellation of a version takes the number after it.
    hour.sequence = 2 * Hour.objects.filter(exchange=here.exchange, sequence__isnull=False).count()
    hour.agreed_at = here.now
    hour.save(update_fields=["agreed_at", "sequence"])
    here.exchange.begins_at = hour.begins_at
    here.exchange.save(update_fields=["begins_at"])
    telling.agreed(here.exchange, hour, here.members, here.by, moved=here.agreed is not None)
    return hour
