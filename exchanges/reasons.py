"""Reasons for an exchange in the reader's language: the facts of the pairing with the course's names."""

from collections.abc import Iterable

from academy.forms import SPOKEN
from academy.models import Kind, Membership, Topic
from academy.pages.texts import localized
from exchanges.models import Exchange, Participant
from exchanges.pairing.reasons import Words, sentences


def words_for(topics: Iterable[Topic], members: Iterable[Membership]) -> Words:
    """Returns the names of topics, languages, kinds, people and their blocs, in the active language."""
    members = list(members)
    return Words(
        topics={topic.slug: localized(topic.titles) for topic in topics},
        languages={code: str(name) for code, name in SPOKEN},
        kinds={kind.value: str(kind.label) for kind in Kind},
        names={member.person.email: member.person.given_name or member.person.name for member in members},
        blocs={member.bloc.code: localized(member.bloc.short) for member in members if member.bloc},
    )


def reasons_for(exchange: Exchange, reader: Membership) -> list[tuple[str, list[str]]]:
    """Returns a member's own sentences under "". Other readers get the sentences of each member, by name. One query
    when somebody has marked something under another topic."""
    seats = list(exchange.participants.all())
    others = _topics_in(seats) - {exchange.topic.slug}
    named = exchange.round.edition.topics.filter(slug__in=others) if others else []
    words = words_for([exchange.topic, *named], [seat.membership for seat in seats])
    by_member = {seat.membership.pk: sentences(seat.reasons, words) for seat in seats if seat.reasons}
    if reader.pk in by_member:
        return [("", by_member[reader.pk])]
    return [
        (seat.membership.person.name, by_member[seat.membership.pk])
        for seat in seats
        if seat.membership.pk in by_member
    ]


def _topics_in(seats: Iterable[Participant]) -> set[str]:
    """Returns the slugs of the topics under which members have marked, offered or looked for something."""
    others = (other for seat in seats for other in seat.reasons.get("others", ()))
    return {fact["topic"] for other in others for fact in other.get("interest", ())}
