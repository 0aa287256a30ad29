"""Ready to open? What a course needs before its people come, and what of it is missing."""

import dataclasses

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academy.models import Edition, Role


@dataclasses.dataclass(frozen=True)
class Need:
    """``is_met``: whether it is done. ``page`` is the name of the URL where it can be mended, "" for none."""

    words: str
    is_met: bool
    page: str = ""


def checked(edition: Edition) -> list[Need]:
    """Three queries."""
    people = edition.memberships.active()
    delegate = Q(role=Role.DELEGATE)
    found = people.aggregate(
        facilitators=Count("pk", filter=Q(role=Role.FACILITATOR)),
        delegates=Count("pk", filter=delegate),
        blocs=Count("bloc", filter=delegate, distinct=True),
        hours=Count("pk", filter=delegate & ~Q(free_hours=[])),
        came=Count("pk", filter=delegate & Q(welcomed_at__isnull=False)),
    )
    topics, prompts = edition.topics.count(), edition.prompts.count()
    return [_mail(), *_texts(edition, topics, prompts), *_people(found)]


def _mail() -> Need:
    if settings.DEMO:
        return Need(_("Mail stays in the mailbox of this demo"), is_met=True)
    if settings.ENVIRONMENT.email is None:
        return Need(_("This installation sends no mail: people come in by links that you hand out"), is_met=False)
    return Need(_("Mail goes out as %(sender)s") % {"sender": settings.DEFAULT_FROM_EMAIL}, is_met=True)


def _texts(edition: Edition, topics: int, prompts: int) -> list[Need]:
    missing = [str(name) for code, name in settings.LANGUAGES if not edition.titles.get(code)]
    titled = _("The title stands in every language")
    untitled = _("The title is missing in: %(languages)s") % {"languages": ", ".join(missing)}
    count = ngettext("%(count)d topic", "%(count)d topics", topics) % {"count": topics}
    asked = ngettext("%(count)d question", "%(count)d questions", prompts) % {"count": prompts}
    return [Need(untitled if missing else titled, not missing), Need(f"{count}, {asked}", bool(topics and prompts))]


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
