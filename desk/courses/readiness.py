"""Checks whether a course is ready to open: what it needs before its people come, and what is missing."""

import dataclasses
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.models import Edition, Role
from academy.pages.texts import localized
from compare.models import Aspect
from exchanges.rounds.formats import LARGEST_PAIRED

MOST_NAMED = 5


@dataclasses.dataclass(frozen=True)
class Need:
    """One thing that a course needs. ``is_met``: whether it is done. ``page`` is the name of the URL where it can be
    mended, "" for none.

    ``part`` is the part of that page.
    """

    words: str
    is_met: bool
    page: str = ""
    part: str = ""


Parts = dict[str, list[Any]]


def checked(edition: Edition, parts: Parts) -> list[Need]:
    """Returns what the course needs, in the order of the page. ``parts``: its topics, questions and formats (see
    ``items.TEXTS``). Two queries."""
    people = edition.memberships.active()
    delegate = Q(role=Role.DELEGATE)
    found = people.aggregate(
        facilitators=Count("pk", filter=Q(role=Role.FACILITATOR)),
        delegates=Count("pk", filter=delegate),
        blocs=Count("bloc", filter=delegate, distinct=True),
        hours=Count("pk", filter=delegate & ~Q(free_hours=[])),
        came=Count("pk", filter=delegate & Q(welcomed_at__isnull=False)),
    )
    return [_mail(), _title(edition), *_texts(parts), *_compared(parts), *_people(found)]


def _mail() -> Need:
    if settings.DEMO:
        return Need(_("Mail stays in the mailbox of this demo"), is_met=True)
    if settings.ENVIRONMENT.email is None:
        return Need(_("This installation sends no mail: people come in by links that you hand out"), is_met=False)
    return Need(_("Mail goes out as %(sender)s") % {"sender": settings.DEFAULT_FROM_EMAIL}, is_met=True)


def _title(edition: Edition) -> Need:
    missing = [str(name) for code, name in settings.LANGUAGES if not edition.titles.get(code)]
    titled = _("The title stands in every language")
    untitled = _("The title is missing in: %(languages)s") % {"languages": ", ".join(missing)}
    return Need(untitled if missing else titled, not missing)


def _texts(parts: Parts) -> list[Need]:
    """Says how many topics, questions and formats there are, and which lack a language of the pages."""
    topics, questions, formats = ([one for one in rows if one.closed_at is None] for rows in parts.values())
    pairing = [format for format in formats if format.stages and format.smallest_group < LARGEST_PAIRED]
    topic, question = _("There is no topic yet"), _("There is no question for reflections yet")
    count = ngettext("%(count)d topic", "%(count)d topics", len(topics)) % {"count": len(topics)}
    asked = ngettext("%(count)d question", "%(count)d questions", len(questions)) % {"count": len(questions)}
    ways = ngettext("%(count)d format for rounds", "%(count)d formats for rounds", len(pairing))
    return [
        Need(count if topics else topic, bool(topics), "setup", "topic"),
        Need(asked if questions else question, bool(questions), "setup", "question"),
        Need(
            ways % {"count": len(pairing)} if pairing else _("There is no format with stages for rounds yet"),
            bool(pairing),
            "setup",
            "format",
        ),
        *(_empty(format) for format in formats if not format.stages),
        *_in_languages([("topic", topics), ("question", questions), ("format", formats)]),
    ]


def _empty(format: Any) -> Need:
    return Need(
        _("This format has no stages: %(title)s") % {"title": localized(format.titles)}, False, "setup", "format"
    )


def _in_languages(kinds: list[tuple[str, list[Any]]]) -> list[Need]:
    """Names for each language and kind what has no text in it."""
    found = []
    for kind, rows in kinds:
        texts = [one.texts if kind == "question" else one.titles for one in rows]
        for code, language in settings.LANGUAGES:
            lacking = [f"“{localized(text)}”" for text in texts if not text.get(code)]
            if lacking:
                words = _("Not in %(language)s yet: %(items)s")
                named = {"language": language, "items": ", ".join(lacking[:MOST_NAMED])}
                more = " …" if len(lacking) > MOST_NAMED else ""
                found.append(Need(words % named + more, False, "setup", kind))
    return found


def _compared(parts: Parts) -> list[Need]:
    """Names the topics in which there is nothing to compare yet."""
    topics = [one for one in parts["topic"] if one.closed_at is None]
    compared = set(Aspect.objects.standing().filter(topic__in=topics).values_list("topic", flat=True))
    lacking = [f"“{localized(one.titles)}”" for one in topics if one.pk not in compared]
    if not lacking:
        return []
    words = _("There is nothing to compare yet in: %(topics)s")
    return [Need(words % {"topics": ", ".join(lacking[:MOST_NAMED])}, False, "setup", "topic")]


def _people(found: dict[str, int]) -> list[Need]:
    facilitators = ngettext("%(count)d facilitator", "%(count)d facilitators", found["facilitators"])
    delegates = ngettext("%(count)d delegate", "%(count)d delegates", found["delegates"])
    blocs = ngettext("from %(count)d bloc", "from %(count)d blocs", found["blocs"])
    hours = _("Free hours are known of %(known)d of %(all)d delegates")
    came = _("%(came)d of %(all)d delegates have come")
    counts = {"all": found["delegates"], "known": found["hours"], "came": found["came"]}
    several = found["blocs"] >= 2
    who = f"{delegates % {'count': found['delegates']}} {blocs % {'count': found['blocs']}}"
    return [
        Need(facilitators % {"count": found["facilitators"]}, found["facilitators"] > 0, "roster"),
        Need(who, several, "roster"),
        Need(hours % counts, several and found["hours"] == found["delegates"], "roster"),
        Need(came % counts, several and found["came"] == found["delegates"], "roster"),
    ]
