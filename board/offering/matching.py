"""Finds the offers of one shore that meet needs of another, and tells both authors once.

Closest first: the same aspect or the same practice; the same topic, when one of the two names neither; the same words.
"""

import re
import unicodedata

from django.db.models import Q
from django.utils import timezone

from board.models import Common, Match, Offering, OfferingKind
from commons import notices
from commons.models import Notice

MOST_TOLD = 3
"""A new need or offer tells the authors of at most so many others, the closest first."""
MOST_COMPARED = 1000
SHORTEST, ENOUGH = 6, 3
"""Letters of the shortest word that counts, and the number of such words in common that makes a match."""
CLOSENESS = {Common.ASPECT: 3, Common.PRACTICE: 3, Common.TOPIC: 2, Common.WORDS: 1}
_WORD = re.compile(r"\w+")


def words_of(text: str) -> set[str]:
    """Returns the long words of a text without accents and capitals."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return {word for word in _WORD.findall(plain.casefold()) if len(word) >= SHORTEST}


def in_common(one: Offering, other: Offering) -> tuple[Common | None, int]:
    """Returns what the two have in common, None when they do not meet, and how many words they share."""
    shared = len(words_of(one.text) & words_of(other.text)) if one.language == other.language else 0
    if one.aspect_id is not None and one.aspect_id == other.aspect_id:
        return Common.ASPECT, shared
    if one.practice_id is not None and one.practice_id == other.practice_id:
        return Common.PRACTICE, shared
    if one.topic_id == other.topic_id and (_is_open(one) or _is_open(other)):
        return Common.TOPIC, shared
    return (Common.WORDS if shared >= ENOUGH else None), shared


def _is_open(offering: Offering) -> bool:
    return offering.aspect_id is None and offering.practice_id is None


def meet(offering: Offering) -> None:
    """Finds what meets a new, changed or resumed offering, and tells both authors of each new match.

    An earlier match ends when the two no longer meet, and resumes, without a word, when they meet again.
    """
    met = {_other(match, offering).pk: match for match in _matches(offering)}
    found = []
    for other in {**{pk: _other(match, offering) for pk, match in met.items()}, **_candidates(offering)}.values():
        common, shared = in_common(offering, other)
        if other.pk in met:
            _keep(met[other.pk], common)
        elif common is not None:
            found.append((CLOSENESS[common], shared, other.pk, common, other))
    for _closeness, _shared, _pk, common, other in sorted(found, key=lambda each: each[:3], reverse=True)[:MOST_TOLD]:
        _match(offering, other, common)


def _matches(offering: Offering) -> list[Match]:
    rows = Match.objects.filter(Q(need=offering) | Q(offer=offering))
    return list(rows.select_related("need", "offer"))


def _other(match: Match, offering: Offering) -> Offering:
    return match.offer if match.need_id == offering.pk else match.need


def _candidates(offering: Offering) -> dict[int, Offering]:
    """Returns the newest of the other kind and another bloc, of people who take part."""
    kind = OfferingKind.OFFER if offering.is_need else OfferingKind.NEED
    rows = Offering.objects.filter(edition=offering.edition_id, kind=kind, withdrawn_at=None, hidden_at=None)
    active = {"author__suspended_at": None, "author__left_at": None, "author__person__is_active": True}
    rows = rows.filter(**active).exclude(bloc=offering.bloc_id)
    return {each.pk: each for each in rows.select_related("author__person").order_by("-pk")[:MOST_COMPARED]}


def _keep(match: Match, common: Common | None) -> None:
    ended_at = None if common is not None else match.ended_at or timezone.now()
    if (ended_at, common or match.common) != (match.ended_at, match.common):
        match.ended_at, match.common = ended_at, common or match.common
        match.save(update_fields=["ended_at", "common"])


def _match(offering: Offering, other: Offering, common: Common) -> None:
    need, offer = (offering, other) if offering.is_need else (other, offering)
    Match.objects.create(need=need, offer=offer, common=common, at=timezone.now())
    _tell(need, offer, "need-met")
    _tell(offer, need, "offer-met")


def tell_no_more(offering: Offering) -> None:
    """Takes back what nobody has read of what a withdrawn offering met, and of whom it met."""
    notices.withdraw(offering)
    notices.withdraw_at(_matches_of(offering))


def tell_again(offering: Offering) -> None:
    """Tells of what a resumed offering meets those who were not told, or from whom that was taken back."""
    for match in _matches(offering):
        for mine, theirs, kind in ((match.need, match.offer, "need-met"), (match.offer, match.need, "offer-met")):
            told = Notice.objects.filter(to=mine.author_id, kind=kind, path=_matches_of(mine), about_id=theirs.pk)
            if match.ended_at is None and not told.exists():
                _tell(mine, theirs, kind)


def _matches_of(offering: Offering) -> str:
    return f"{offering.get_absolute_url()}#matches"


def _tell(mine: Offering, theirs: Offering, kind: str) -> None:
    notices.tell([mine.author], kind, _matches_of(mine), by=theirs.author, about=theirs, excerpt=theirs.excerpt[:80])
