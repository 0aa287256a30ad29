"""The control room: all exchanges of today on one page, and acts on one, several or all of them."""

import datetime
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.access import CourseRequest, for_facilitators, in_course
from academy.pages.numbers import whole_number
from academy.pages.showing import ago
from academy.pages.texts import shown_text
from academy.typed.sentences import fill
from academy.typed.signs import plain, shows
from academy.voices import voices_of
from exchanges import control
from exchanges.balance import together
from exchanges.gatherings.watching import WatchedGathering, whole
from rooms.access import may_enter
from rooms.messages.frames import body_fault


class Person(NamedTuple):
    """A member of an exchange as its row shows them."""

    pk: int
    given_name: str
    shore: str
    origin: str


class Shown(NamedTuple):
    """All that the row of an exchange shows; the finished row is kept by it (``commons.pieces``)."""

    pk: int
    room: int
    path: str
    may_enter: bool
    people: tuple[Person, ...]
    state: str
    why: str
    topic: str
    begins_at: datetime.datetime | None
    stage: str
    paused: bool
    ends_at: datetime.datetime | None
    last: str
    last_at: str
    said: str


@in_course
@for_facilitators
def control_room(request: CourseRequest) -> HttpResponse:
    """Shows the control room. ``?part`` returns the list alone, with which the page keeps itself current."""
    if request.method == "POST":
        refused = _act(request)
        return (
            _show(request, typed=request.POST.get("words", ""))
            if refused
            else redirect("control", request.edition.slug)
        )
    return _show(request)


def _show(request: CourseRequest, typed: str = "") -> HttpResponse:
    """Shows the page. ``typed``: words that were refused, which the page keeps."""
    now = timezone.now()
    found, gathering = whole(request.edition, request.membership, now)
    shown: list[control.Watched | WatchedGathering] = [*found, *([gathering] if gathering else [])]
    context = {
        "section": "desk",
        "watched": [(_shown(each),) for each in found],
        "gathered": gathering,
        "figures": {state: sum(each.state == state for each in shown) for state in ("needs", "live", "coming")},
        "said": together((each.said for each in shown), voices_of(request.edition)),
        "typed": typed,
    }
    template = "desk/_watched.html" if "part" in request.GET else "desk/control.html"
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def _shown(each: control.Watched) -> Shown:
    one, clock, stage = each.exchange, each.clock, each.stage
    who, at = each.last or (None, None)
    return Shown(
        one.pk,
        one.room_id,
        one.get_absolute_url(),
        each.may_enter,
        tuple(Person(voice.pk, voice.given_name, voice.shore, voice.origin) for voice in each.voices),
        each.state,
        each.why,
        shown_text(one.topic.titles),
        one.begins_at,
        f"{clock.number}/{clock.count} · {shown_text(stage['title'])}" if stage else "",
        clock.paused_at is not None,
        clock.ends_at,
        who.given_name if who else "",
        ago(at),
        each.said.blocs if each.said else "",
    )


def _act(request: CourseRequest) -> bool:
    """Does the act and says so; returns whether it was refused altogether."""
    pks = [pk for value in request.POST.getlist("exchange")[: control.MOST] if (pk := whole_number(value))]
    if "all" in request.POST:
        pks += control.under_way(request.edition, request.membership, timezone.now())
    exchanges, act = control.chosen(request.edition, pks), request.POST.get("act", "")
    if not exchanges:
        messages.info(request, _("Choose at least one exchange."))
        return True
    if act == "say":
        return not _say(request, exchanges)
    if act in control.ACTS:
        done, refused = control.act_on(exchanges, act, by=request.membership)
        words = ngettext("Done in %(count)s exchange.", "Done in %(count)s exchanges.", done)
        messages.success(request, fill(words, {"count": done}))
        if refused:
            words = ngettext("%(count)s could not: not begun, over, or not open to you.",
                             "%(count)s could not: not begun, over, or not open to you.", refused)  # fmt: skip
            messages.info(request, fill(words, {"count": refused}))
    return False


def _say(request: CourseRequest, exchanges: list[control.Exchange]) -> bool:
    words = plain(request.POST.get("words", "")).strip()
    if not shows(words) or body_fault(words):
        messages.error(request, body_fault(words) or _("Write the words first."))
        return False
    by = request.membership
    said = control.say(exchanges, words, by=by, may_enter=lambda one: may_enter(by, one.room))
    told = ngettext("Said in %(count)s room.", "Said in %(count)s rooms.", said)
    messages.success(request, fill(told, {"count": said}))
    return True
