"""A provision as a citation to paste into a text of one's own: what it is, its sources, and where it was read."""

import datetime

from django.utils.translation import gettext as _

from academy.pages.dates import date_words
from academy.pages.texts import localized
from compare.models import Provision


def citation(provision: Provision, link: str, today: datetime.date) -> str:
    """Returns one paragraph in the active language. ``link`` is the provision's full address."""
    sources = [", ".join(str(part) for part in _parts(source) if part) for source in provision.references]
    read = _("read on %(day)s") % {"day": date_words(today, "DATE_FORMAT")}
    where = f"{localized(provision.edition.titles)}, {link}, {read}"
    return " ".join(f"{part}." for part in (_named(provision), *sources, where))


def _named(provision: Provision) -> str:
    bloc = localized(provision.bloc.names)
    if provision.state is not None:
        return f"{localized(provision.state.names)} ({bloc}), {localized(provision.aspect.title)}"
    parts = (bloc, localized(provision.instrument), provision.articles_words, provision.year)
    return ", ".join(str(part) for part in parts if part)


def _parts(source: dict[str, object]) -> tuple[object, ...]:
    return source["title"], source["publisher"], source["year"], source["url"]
