"""Why people are in one exchange, in the reader's language: the pairing's facts, with the names things have here."""

from collections.abc import Iterable

from academy.forms import SPOKEN
from academy.models import Kind, Membership, Topic
from academy.texts import localized
from exchanges.models import Exchange
from exchanges.pairing.reasons import Words, sentences


def words_for(topics: Iterable[Topic], members: Iterable[Membership]) -> Words:
    """What topics, languages, kinds and people are called, in the active language."""
    return Words(
        topics={topic.slug: localized(topic.titles) for topic in topics},
        languages={code: str(name) for code, name in SPOKEN},
        kinds={kind.value: str(kind.label) for kind in Kind},
        names={member.person.email: member.person.given_name or member.person.name for member in members},
    )


def reasons_for(exchange: Exchange, reader: Membership) -> list[tuple[str, list[str]]]:
    """Why the reader is in the exchange, by sentences, under ""; for others what each member is told, by name."""
    seats = list(exchange.participants.all())
    words = words_for([exchange.topic], [seat.membership for seat in seats])
    told = {seat.membership.pk: sentences(seat.reasons, words) for seat in seats if seat.reasons}
    if reader.pk in told:
        return [("", told[reader.pk])]
    return [(seat.membership.person.name, told[seat.membership.pk]) for seat in seats if seat.membership.pk in told]
