"""Gathers what joins the delegates of an edition to the other shore: marks, offers and needs. A handful of queries."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType

from academy.models import Edition, Membership, Role
from academy.voices import voices_of
from board.offering.listing import meeting_across
from commons.marks import sources
from commons.models import Mark
from compare.models import Provision
from exchanges.pairing.people import Across, Marked

Keys = dict[int, set[tuple[str, str]]]


def across_of(edition: Edition, members: Mapping[int, Membership]) -> dict[int, Across]:
    """Returns, by membership, what joins each of ``members``, the active delegates, to those of other blocs.

    One query for all marks, one or two for each kind of source, one for offers and needs. Texts count when a delegate
    wrote them; what is hidden does not.
    """
    codes = {bloc.pk: bloc.code for bloc in voices_of(edition).blocs}
    marked: dict[int, dict[Marked, Mapping[str, str]]] = defaultdict(dict)
    read: Keys = defaultdict(set)
    for by, source, card in _marked(edition, members):
        topic, bloc, author = card.topic.slug, codes.get(card.bloc_id, ""), members.get(card.author_id)
        if isinstance(source, Provision):
            marked[by][topic, bloc, source.aspect.slug] = source.aspect.title
        elif author is not None:
            marked[by][topic, bloc, ""] = {}
            read[by].add((topic, author.person.email))
    shown: Keys = defaultdict(set)
    sought: Keys = defaultdict(set)
    for seeks, shows, topic in meeting_across(edition):
        if seeks in members and shows in members:
            shown[seeks].add((topic, members[shows].person.email))
            sought[shows].add((topic, members[seeks].person.email))
    return {pk: Across(marked[pk], sorted(read[pk]), sorted(shown[pk]), sorted(sought[pk])) for pk in members}


def _marked(edition: Edition, members: Mapping[int, Membership]) -> Iterator[tuple[int, Any, Any]]:
    """Yields member, source and its card for each mark of something of another bloc, under a topic."""
    marks = Mark.objects.filter(member__edition=edition, member__role=Role.DELEGATE, removed_at=None)
    by_type: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for by, type_id, source in marks.values_list("member", "source_type", "source_id"):
        if by in members:
            by_type[type_id].append((by, source))
    for type_id, pairs in by_type.items():
        model: Any = ContentType.objects.get_for_id(type_id).model_class()
        kind, pointed = sources.kind_of(model), {source for _by, source in pairs}
        found = {each.pk: each for each in kind.queryset().filter(pk__in=pointed) if _is_shown(each)}
        cards = {pk: kind.card(each) for pk, each in found.items()}
        for by, source in pairs:
            card = cards.get(source)
            if card is not None and card.topic is not None and card.bloc_id != members[by].bloc_id:
                yield by, found[source], card


def _is_shown(source: Any) -> bool:
    return getattr(source, "hidden_at", None) is None
