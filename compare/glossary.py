"""Finding terms of the glossary in any of its languages, and what texts need to underline them."""

import unicodedata
from collections.abc import Iterable

from django.conf import settings
from django.db.models import OuterRef, Subquery

from academy.access import alongside
from academy.models import Edition, Membership
from academy.pages.addresses import address
from compare.models import Term

LONGEST = 100
"""Characters of what is looked for."""


Rows = dict[int, dict[str, str]]
"""The terms by language; the key is the place in the pack's order."""


def languages_of(terms: Iterable[dict[str, str]], first: str) -> list[str]:
    """Returns the languages that some term has: the reader's ``first``, those of the pages, then the others."""
    usual = [first, *(code for code, _name in settings.LANGUAGES)]
    found = {language for texts in terms for language in texts}
    return sorted(found, key=lambda language: (usual.index(language) if language in usual else len(usual), language))


def by_place(edition: Edition) -> Rows:
    """Returns all terms of the course. One query; a pack has some hundreds at most."""
    return dict(Term.objects.filter(edition=edition).order_by("place").values_list("place", "texts"))


def first_term() -> Subquery:
    """Returns the id of the course's first term, for the query of the reader's membership. A pack that changes the
    terms writes all of them anew, so it tells one glossary from the next."""
    return Subquery(Term.objects.filter(edition=OuterRef("edition")).order_by("place").values("pk")[:1])


def version(reader: Membership) -> int:
    return alongside(reader, "first_term") or 0


def row(edition: Edition, place: int) -> str:
    return f"{address('glossary', edition.slug)}#term-{place}"


def find(terms: Rows, looked_for: str) -> Rows:
    """Returns the terms that contain all the words, in whichever language, accents and capitals aside."""
    words = folded(looked_for[:LONGEST]).split()
    return {place: texts for place, texts in terms.items() if any(_has(text, words) for text in texts.values())}


def _has(text: str, words: list[str]) -> bool:
    plain = folded(text)
    return all(word in plain for word in words)


def folded(text: str) -> str:
    """Returns the text without accents and capitals: "securite" for "Sécurité"."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()
