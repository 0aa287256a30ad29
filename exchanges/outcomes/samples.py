"""The demo's outcomes of exchanges, and the cards that were made of them."""

import datetime
from typing import Any

from django.db import transaction

from academy.models import Edition, Membership
from board.cards import writing
from board.models import TAKES, Card, CardSource
from exchanges.models import Exchange, Outcome, OutcomeAnswer, OutcomePart
from exchanges.outcomes.making import together_of
from rooms.messages.changes import standing

Members = dict[str, Membership]


def load(exchange: Exchange, entry: dict[str, Any], members: Members, shift: datetime.timedelta) -> Outcome:
    """Writes the outcome of a sample exchange as its members confirmed and published it; tells nobody."""
    said, answers = entry["outcome"], entry["outcome"]["confirmations"]
    first = _at(answers[0]["at"], shift)
    outcome = Outcome.objects.create(
        exchange=exchange,
        edition=exchange.edition,
        topic=exchange.topic,
        version=1 + sum(answer["answer"] == "changed" for answer in answers),
        together=together_of(standing(exchange.room_id)),
        author=members[answers[0]["by"]],
        made_at=first,
        published_at=_at(said["published_at"], shift),
        readers=said["readers"],
        sample=True,
    )
    changed = {answer["by"]: _at(answer["at"], shift) for answer in answers if answer["answer"] == "changed"}
    OutcomePart.objects.bulk_create(
        _part(outcome, side, members[side["by"]], changed.get(side["by"], first), shift) for side in said["sides"]
    )
    _answers(outcome, said, members, shift)
    return outcome


@transaction.atomic
def take_home(board: list[dict[str, Any]], loaded: list[dict[str, Any]], edition: Edition, members: Members) -> None:
    """Gives the board's sample cards that came from an exchange their source, the outcome, and its parts their card.

    ``board`` and ``loaded``: the file's cards and exchanges, which name each other.
    """
    by_id = {entry["id"]: entry for entry in loaded}
    for entry in board:
        named = [by_id[source["exchange"]] for source in entry["sources"] if source.get("exchange") in by_id]
        owner = members.get(entry["owners"][0])
        card = Card.objects.filter(edition=edition, sample=True, author=owner, what=entry["what"]).first()
        if owner is None or card is None:
            continue
        for exchange in named:
            outcome = _outcome_of(exchange, edition, owner)
            if outcome is not None:
                writing.add_source(card, outcome, by=owner)
                CardSource.objects.filter(card=card, source_id=outcome.pk).update(at=card.at)
                outcome.parts.filter(member=owner, card=None).update(card=card)


def _outcome_of(entry: dict[str, Any], edition: Edition, member: Membership) -> Outcome | None:
    """Finds it by topic and member: a person has one sample exchange on a topic."""
    outcomes = Outcome.objects.filter(edition=edition, sample=True, topic__slug=entry["topic"], parts__member=member)
    return outcomes.first()


def _part(
    outcome: Outcome, side: dict[str, Any], member: Membership, at: datetime.datetime, shift: datetime.timedelta
) -> OutcomePart:
    written = {key: side[key] for key in ("language", "noticed", "could_adopt", "why", "first_step")}
    written |= {key: side["takes"][key] for key in TAKES if key in side["takes"]}
    due = side["due"] + datetime.timedelta(days=shift.days)
    return OutcomePart(outcome=outcome, member=member, due=due, at=at, **written)


def _answers(outcome: Outcome, said: dict[str, Any], members: Members, shift: datetime.timedelta) -> None:
    """Writes the confirmations in their order. A change makes a new version, which its author confirms with it."""
    quotes = {consent["by"]: consent["quotes"] for consent in said["consent"]}
    version = 1
    for answer in said["confirmations"]:
        version += answer["answer"] == "changed"
        OutcomeAnswer.objects.create(
            outcome=outcome,
            member=members[answer["by"]],
            version=version,
            confirms=True,
            readers=said["readers"],
            quotes=quotes[answer["by"]],
            sentence=answer.get("sentence", ""),
            language=answer.get("language", "en"),
            at=_at(answer["at"], shift),
        )


def _at(written: str, shift: datetime.timedelta) -> datetime.datetime:
    return datetime.datetime.fromisoformat(written) + shift
