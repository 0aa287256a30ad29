"""The mail about notices: which ones are due for whom, and what it says.

A notice is told once: ``told_at`` is set in the transaction that queues its mail, or when its reader wants none.
"""

import dataclasses
import datetime
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.hours.zones import zone
from academy.mail.letters import FOOT, as_html
from academy.models import Membership
from academy.pages.texts import localized
from academy.sign_in.site import base_url
from academy.tasks import send_letter
from academy.typed.sentences import fill
from commons import notices
from commons.inbound import replying
from commons.models import Notice, TellingChoice, When
from commons.telling.groups import GROUPS
from commons.telling.stopping import address_of
from commons.telling.taps import taps_of
from commons.texts.rendering import shortened
from commons.timetable import each_alone

WAIT = datetime.timedelta(minutes=3)
"""A notice waits for this time, so that its reader may see it on a page, unless it is urgent."""
MORNING, EVENING = 7, 20
"""Between these hours, where the reader is, mail comes; outside of them it waits."""
FORGOTTEN = datetime.timedelta(days=14)
MOST_PEOPLE = 200
"""People in one run; the next run goes on."""
MOST_SHOWN = 12
MOST_OF_A_SUBJECT = 150
"""Letters of its first sentence, so that it also says how many follow."""
MOST_OF_A_TEXT = 600
"""Letters of an announcement, so that a mail with many stays small."""


class Telling(NamedTuple):
    """A member, the notices that wait for them, and when people want to be told (by person and group)."""

    member: Membership
    waiting: list[Notice]
    chosen: dict[tuple[int, str], str]

    @property
    def pk(self) -> int:
        return self.member.pk


def tell_what_is_due(now: datetime.datetime) -> int:
    """Sends each person at most one mail for each course. Returns how many mails it queued.

    A mail that cannot be made keeps nobody else waiting.
    """
    Notice.objects.filter(told_at=None, read_at=None, at__lt=now - FORGOTTEN).update(told_at=now)
    has_waited = Q(at__lte=now - WAIT) | Q(at__lte=now, kind__in=notices.urgent_kinds())
    waiting = Notice.objects.filter(has_waited, told_at=None, read_at=None)
    # Those who have waited longest for a decision first, so that people whose mail comes tomorrow block nobody.
    members = list(waiting.values_list("to", flat=True).annotate(Max("pk")).order_by("to"))
    return each_alone(_tellings(members, waiting), lambda telling: _tell(*telling, now))


def _tellings(members: list[int], waiting: QuerySet[Notice]) -> Iterator[Telling]:
    """Yields each member with what waits for them and what they chose, some of them read at once."""
    for start in range(0, len(members), MOST_PEOPLE):
        some = Membership.objects.select_related("person", "edition").in_bulk(members[start : start + MOST_PEOPLE])
        chosen = _choices(member.person_id for member in some.values())
        of_member: dict[int, list[Notice]] = {}
        for notice in waiting.filter(to__in=some).order_by("pk"):
            of_member.setdefault(notice.to_id, []).append(notice)
        yield from (Telling(member, of_member.get(pk, []), chosen) for pk, member in some.items())


def _choices(people: Iterable[int]) -> dict[tuple[int, str], str]:
    rows = TellingChoice.objects.filter(person__in=set(people))
    return {(person, group): when for person, group, when in rows.values_list("person", "group", "when")}


@dataclasses.dataclass(frozen=True)
class Clock:
    """The clock of one reader. Times are aware."""

    now: datetime.datetime
    local: datetime.datetime

    @property
    def is_day(self) -> bool:
        return MORNING <= self.local.hour < EVENING

    @property
    def last_morning(self) -> datetime.datetime:
        morning = self.local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
        return morning if morning <= self.local else morning - datetime.timedelta(days=1)

    @property
    def last_monday(self) -> datetime.datetime:
        return self.last_morning - datetime.timedelta(days=self.last_morning.weekday())

    def is_due(self, notice: Notice, when: str) -> bool:
        if notices.is_urgent(notice.kind):
            return True
        if when == When.AT_ONCE and not notices.waits(notice.kind) and not notices.goes_along(notice.kind):
            return self.is_day
        waits_for_monday = when == When.WEEKLY or notices.goes_along(notice.kind)
        return notice.at < (self.last_monday if waits_for_monday else self.last_morning)


def _tell(member: Membership, waiting: list[Notice], chosen: dict[tuple[int, str], str], now: datetime.datetime) -> int:
    here = member.person.whereabouts.zone_at(now)
    clock = Clock(now, now.astimezone(zone(here)))
    when = {
        notice.pk: chosen.get((member.person_id, group), GROUPS[group].default)
        for notice in waiting
        for group in [notices.group_of(notice.kind)]
    }
    unwanted = [notice.pk for notice in waiting if when[notice.pk] == When.NEVER]
    due = [notice.pk for notice in waiting if notice.pk not in unwanted and clock.is_due(notice, when[notice.pk])]
    if due and clock.is_day:  # one mail now instead of another one in the morning
        due = [notice.pk for notice in waiting if notice.pk in due or when[notice.pk] in (When.AT_ONCE, When.DAILY)]
    if not member.takes_part or not member.person.is_active or not member.person.email:
        unwanted, due = [notice.pk for notice in waiting], []
    with transaction.atomic():
        Notice.objects.filter(pk__in=unwanted).update(told_at=now)
        # Whoever has read it meanwhile on a page needs no mail.
        taken = Notice.objects.select_for_update().filter(pk__in=due, told_at=None, read_at=None)
        pks = list(taken.values_list("pk", flat=True))
        shown = list(notices.with_words(Notice.objects.filter(pk__in=pks)).order_by("pk"))
        if not shown:
            return 0
        shown.sort(key=lambda notice: notices.goes_along(notice.kind))  # what is to be done stands first
        Notice.objects.filter(pk__in=[notice.pk for notice in shown]).update(told_at=now)
        _send(member, shown, here)
    return 1


def _send(member: Membership, shown: list[Notice], here: str) -> None:
    person = member.person
    language = person.language or next(iter(person.languages), "en")
    with translation.override(language), timezone.override(zone(here)):
        subject, body = letter(member, shown)
        stop = base_url() + address_of(person)
        send_letter.enqueue(
            subject=subject,
            body=body,
            to=person.email,
            language=language,
            html=as_html(body, language),
            headers={
                "List-Unsubscribe": f"<{stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                **replying.headers(person.email, replying.key_of(member, shown)),
            },
        )


def _ways_of(notice: Notice, member: Membership) -> list[str]:
    """Returns what the reader can answer by one tap: the words of each link above its address."""
    return [f"{tap.words}\n{base_url()}{tap.path}" for tap in taps_of(notice, member)]


def letter(member: Membership, shown: list[Notice]) -> tuple[str, str]:
    """Returns subject and text of the mail, in the active language. No text of a room stands in it."""
    course = localized(member.edition.titles)
    sentences = [
        (
            notices.sentence_of(notice, member, outside=True),
            shortened(notices.text_of(notice, member), MOST_OF_A_TEXT),
            "\n".join((_("Open"), base_url() + notice.path)),  # gettext does not look into f-strings
        )
        for notice in shown
    ]
    ways = [_ways_of(notice, member) for notice in shown[:MOST_SHOWN]]
    subject, others = sentences[0][0], len(shown) - 1
    if others:
        several = ngettext("%(first)s (and %(count)s more)", "%(first)s (and %(count)s more)", others)
        subject = fill(several, {"first": shortened(subject, MOST_OF_A_SUBJECT).rstrip("."), "count": others})
    left = len(sentences) - MOST_SHOWN
    told = zip(sentences, ways, strict=False)
    parts = [course]
    for (sentence, text, place), taps in told:
        parts += [part for part in (sentence, text, *taps, place) if part]
    if left > 0:
        more = ngettext(
            "And %(count)s more, on the page of notices.", "And %(count)s more, on the page of notices.", left
        )
        parts.append(fill(more, {"count": left}))
    if replying.key_of(member, shown):
        parts.append(_("You can answer this mail: what you write above it stands there in your name."))
    own = dict.fromkeys(str(GROUPS[notices.group_of(notice.kind)].words) for notice in shown)
    parts += [
        FOOT,
        *(fill(_("Why you get this: “%(group)s”."), {"group": group}) for group in own),
        _("Choose when you are told") + "\n" + base_url() + reverse("telling"),
        _("Fewer mails, or none") + "\n" + base_url() + address_of(member.person),
    ]
    return " ".join(subject.split())[:200], "\n\n".join(parts) + "\n"
