"""The context of Today: one next thing, then what waits. At most 13 queries, however old the course is."""

import datetime
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, FilteredRelation, Q, QuerySet, Value
from django.utils import timezone

from academy.courses import life
from academy.models import Edition, Membership, Phase, Role, Topic
from academy.pages.compiled import Compiled, later_id
from academy.voices import voices_of
from board import today as board
from board.offering.listing import unopened_for
from commons.announcements import announcing
from commons.marks.marked import of_mine
from commons.models import Report
from commons.models.moderation import ReportReason
from exchanges import showing
from exchanges.listing import SOON, due, exchanges_of, next_first
from exchanges.models import Exchange, Round
from forum.permissions import may_reflect
from forum.reflecting.replies import newest_replies
from forum.registered import today as forum
from rooms.conversations import in_list, unread_by
from rooms.models import Hand

UNREAD_SHOWN = 4
NOTHING: dict[str, Any] = {
    "next": None,
    **dict.fromkeys(
        ("coming", "reading", "drafts", "announcements", "announced", "asked", "rounds", "due", "unread", "marked"), ()
    ),
    **dict.fromkeys(("asking", "to_help", "matches"), ()),
    "never_welcomed": 0,
}
"""Shown in place of a list that does not concern the reader."""


def today_for(membership: Membership) -> dict[str, Any]:
    """Returns what needs the course team; for other members, their own next thing."""
    found = _for_the_team(membership) if membership.runs_the_course else _for_a_member(membership)
    unread = unread_by(membership, most=UNREAD_SHOWN)
    return {**NOTHING, **found, "unread": [in_list(room, membership) for room in unread]}


def _for_a_member(membership: Membership) -> dict[str, Any]:
    coming, _over = next_first(exchanges_of(membership))
    reading = forum.to_read(membership)
    topics: list[Any] = _OWN_TOPICS.all(edition=membership.edition_id, member=membership.pk)
    waiting, replies = forum.waiting_for(membership), newest_replies(membership)
    announcements, marked = forum.announcements(membership), of_mine(membership)
    announced = announcing.newest(membership)
    voices_of(membership.edition).lend(
        [*(asked.reflection for asked in reading), *waiting, *replies, *announcements, *marked, *announced]
    )
    step = _next_thing(membership, coming, reading, topics)
    return {
        "next": step,
        "coming": [
            showing.listed_card(exchange, membership) for exchange in coming if step.get("exchange") != exchange
        ],
        "reading": [asked for asked in reading if step.get("asked") != asked],
        "replies": replies,
        "marked": marked,
        "waiting": waiting,
        "calm": "" if waiting or reading else _why_nothing_waits(membership, topics),
        "drafts": [topic for topic in topics if topic.has_draft and step.get("topic") != topic],
        "announcements": announcements,
        "announced": announced,
        **board.asked_of(membership, timezone.now())._asdict(),
        "matches": unopened_for(membership),
    }


def _for_the_team(membership: Membership) -> dict[str, Any]:
    edition = membership.edition
    waiting, replies = forum.waiting_for(membership), newest_replies(membership)
    voices_of(edition).lend([*waiting, *replies])
    return {
        "asked": _reports_and_calls(edition),
        "rounds": list(
            Round.objects.filter(edition=edition, published_at=None).select_related("edition", "format", "topic")[:6]
        ),
        "due": [showing.listed_card(exchange, membership) for exchange in due(edition)[:6]],
        "never_welcomed": edition.memberships.active().delegates().filter(welcomed_at=None).count(),
        "replies": replies,
        "waiting": waiting,
        "calm": "" if waiting else _why_nothing_waits(membership, []),
    }


def _reports_and_calls(edition: Edition) -> list[tuple[str, datetime.datetime, str]]:
    """Returns open reports and calls, newest first: given name, time, reason of a report ("" for a call). One query."""
    reports = Report.objects.filter(edition=edition, settled_at=None)
    calls = Hand.objects.filter(room__edition=edition, lowered_at=None)
    rows = reports.order_by().values_list("by__person__given_name", "at", "reason")
    rows = rows.union(calls.order_by().values_list("by__person__given_name", "at", Value("")), all=True)
    return [(name, at, str(ReportReason(why).label) if why else "") for name, at, why in rows.order_by("-at")[:6]]


def _why_nothing_waits(membership: Membership, topics: list[Any]) -> str:
    """Returns a word for the template.

    "write" or "yet": no reflection has come from the other shore ("yet" when the member cannot write one).
    "closed": the other shore opens when the member has written. "answered": every reflection has its answer.
    """
    if not forum.has_come_across(membership):
        return "write" if may_reflect(membership) else "yet"
    first = membership.edition.own_reflection_first and membership.role == Role.DELEGATE
    return "closed" if first and any(topic.own_published_at is None for topic in topics) else "answered"


def _own_topics() -> QuerySet[Topic]:
    """Returns the edition's topics with the member's own reflection (``own_id``, may be None) and its draft."""
    own = FilteredRelation("reflections", condition=Q(reflections__author=later_id("member")))
    return (
        Topic.objects.standing()
        .filter(edition=later_id("edition"))
        .annotate(own=own)
        .annotate(
            own_id=F("own__id"),
            own_published_at=F("own__published_at"),
            draft_saved_at=F("own__draft_saved_at"),
            has_draft=ExpressionWrapper(Q(own__draft__isnull=False), output_field=BooleanField()),
        )
        .order_by("place")
    )


_OWN_TOPICS = Compiled(_own_topics)


def _next_thing(
    membership: Membership, coming: list[Exchange], reading: list[Any], topics: list[Any]
) -> dict[str, Any]:
    """Returns the first of: welcome, exchange due, proposed hour or reflection to answer, partner to greet, draft,
    new reflection (after the course: one's cards)."""
    if membership.welcomed_at is None and membership.role == Role.DELEGATE:
        return {"kind": "welcome"}
    if coming and is_due(coming[0]):
        return {"kind": "exchange", **showing.listed_card(coming[0], membership)}
    cards = [showing.listed_card(exchange, membership) for exchange in coming]
    if asked := next((card for card in cards if card["proposed"] and card["proposed"]["waits_for_me"]), None):
        return {"kind": "answer", **asked}
    if reading:
        return {"kind": "read", "asked": reading[0]}
    if untimed := next((card for card in cards if not card["clocks"] and not card["proposed"]), None):
        return {"kind": "greet", **untimed}
    return _to_write(membership, topics)


def is_due(exchange: Exchange) -> bool:
    """True when the exchange runs or begins within two days."""
    return exchange.begins_at is not None and exchange.begins_at < timezone.now() + SOON


def _to_write(membership: Membership, topics: list[Any]) -> dict[str, Any]:
    if not may_reflect(membership):
        return {"kind": "look"}
    drafts = [topic for topic in topics if topic.has_draft]
    if drafts:
        return {"kind": "draft", "topic": max(drafts, key=_last_touched)}
    if life.phase_of(membership.edition) == Phase.AFTER:
        return {"kind": "after"}
    ranks = {slug: rank for rank, slug in enumerate(membership.ranked_topics)}
    blank = [topic for topic in topics if topic.own_id is None]
    if blank:
        return {"kind": "reflect", "topic": min(blank, key=lambda topic: ranks.get(topic.slug, len(ranks)))}
    return {"kind": "look"}


def _last_touched(topic: Any) -> datetime.datetime:
    return topic.draft_saved_at or datetime.datetime.min.replace(tzinfo=datetime.UTC)
