"""Finding terms of the glossary in any of its languages."""

import unicodedata
from collections.abc import Iterable

from django.conf import settings

from academy.models import Edition
from compare.models import Term

LONGEST = 100
"""Characters of what is looked for."""


def languages_of(terms: Iterable[dict[str, str]], first: str) -> list[str]:
    """Returns the languages that some term has: the reader's ``first``, those of the pages, then the others."""
    usual = [first, *(code for code, _name in settings.LANGUAGES)]
    found = {language for texts in terms for language in texts}
    return sorted(found, key=lambda language: (usual.index(language) if language in usual else len(usual), language))


def terms_of(edition: Edition) -> list[dict[str, str]]:
    """Returns all terms of the course, by language. One query; a pack has some hundreds at most."""
    return list(Term.objects.filter(edition=edition).order_by("place").values_list("texts", flat=True))


def find(terms: Iterable[dict[str, str]], looked_for: str) -> list[dict[str, str]]:
    """Returns the terms that contain all the words, in whichever language, accents and capitals aside."""
    words = folded(looked_for[:LONGEST]).split()
    return [texts for texts in terms if any(_has(text, words) for text in texts.values())]


def _has(text: str, words: list[str]) -> bool:
    plain = folded(text)
    return all(word in plain for word in words)


def folded(text: str) -> str:
    """Returns the text without accents and capitals: "securite" for "Sécurité"."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()
