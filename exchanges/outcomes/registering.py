"""Registers outcomes: as sources, as something that can be reported, as a topic's tab, and the words of notices."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from academy.pages.texts import language_of, localized
from academy.voices import voices_of
from commons import notices, targets
from commons.marks import sources
from commons.telling import groups
from exchanges.models import Outcome
from exchanges.outcomes import reading
from forum import tabs


def register() -> None:
    sources.register(sources.Kind("outcome", Outcome, reading.loaded, reading.readable, card))
    targets.register(targets.Kind("outcome", Outcome, reading.loaded, reading.may_read))
    tabs.register(
        tabs.Tab(_("Outcomes"), path=lambda topic: reverse("outcomes", args=[topic.edition.slug, topic.slug]))
    )
    notices.register(
        "outcome-made", _("%(who)s gathered what came of your exchange. Read it and confirm it."), groups.OUTCOMES
    )
    notices.register(
        "outcome-confirmed", _("%(who)s confirmed what came of your exchange. It waits for you."), groups.OUTCOMES
    )
    notices.register("outcome-declined", _("%(who)s would say otherwise what came of your exchange."), groups.OUTCOMES)
    notices.register(
        "outcome-published",
        _("What came of your exchange with %(partners)s is published under its topic."),
        groups.OUTCOMES,
    )
    notices.register(
        "outcome-kept",
        _("What came of your exchange with %(partners)s is confirmed, and stays with you."),
        groups.OUTCOMES,
    )
    notices.register("outcome-taken-back", _("%(who)s took back what came of your exchange."), groups.OUTCOMES)


def card(outcome: Outcome) -> sources.Card:
    """Returns the card of an outcome. It has no bloc, because both shores made it."""
    blocs = voices_of(outcome.edition).blocs
    return sources.Card(
        title=gettext("What came of an exchange: %(topic)s") % {"topic": localized(outcome.topic.titles)},
        language=language_of(outcome.topic.titles),
        who=" · ".join(localized(bloc.short) for bloc in blocs),
        shore="middle",
        bloc_id=None,
        author_id=None,
        topic=outcome.topic,
        address=outcome.get_absolute_url(),
        makers=tuple(part.member_id for part in outcome.parts.all()),
    )
