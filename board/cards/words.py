"""Words for the parts of a card, and for where it comes from."""

from functools import lru_cache

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from academy.models import Edition
from academy.pages.texts import localized
from academy.voices import voices_of
from board.models import Card
from compare.models import NeedKind


def kind_words() -> dict[str, str]:
    """Maps the kind of a source -> its word in the reader's language."""
    return _kind_words(get_language())


@lru_cache
def _kind_words(_language: str | None) -> dict[str, str]:
    return {
        "aspect": _("aspect"),
        "provision": _("provision"),
        "practice": _("practice"),
        "reflection": _("reflection"),
        "post": _("discussion"),
        "message": _("message"),
        "offer": _("offer or need"),
        "outcome": _("outcome"),
        "card": _("card"),
    }


def field_words() -> dict[str, str]:
    """Maps each text of a card but its first -> its heading in the reader's language, in the order of the page."""
    return {
        "why": _("Why"),
        "law": _("What it takes: law"),
        "institution": _("What it takes: institutions"),
        "money": _("What it takes: money"),
        "partners": _("What it takes: partners"),
        "data": _("What it takes: data"),
        "next_step": _("The next step"),
    }


def open_words(card: Card) -> list[str]:
    """Returns in short what the card does not say yet."""
    kinds = {kind.value: str(kind.label) for kind in NeedKind}
    found = [kinds.get(field, words) for field, words in field_words().items() if not getattr(card, field)]
    return [capfirst(words) for words in (*found, *([] if card.due else [_("By when")]))]


def names_of_blocs(edition: Edition) -> dict[int | None, tuple[str, str]]:
    """Maps the id of a bloc -> its shore and its short name in the reader's language."""
    return {bloc.pk: (bloc.shore, localized(bloc.short)) for bloc in voices_of(edition).blocs}
