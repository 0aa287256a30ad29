"""The demo's cards, with their states, helpers, and answers to how it goes."""

import datetime
import uuid
from typing import Any

from django.db import transaction

from academy.models import Edition, Membership
from board.cards import discussing, helping, moving, writing
from board.follow_ups import answering
from board.models import TAKES, Card, CardComment, CardState, Helper
from commons.marks.sources import card_of
from commons.models import Notice
from compare.models import Practice, Provision
from forum.models import Reflection

PARTS = ("board", "follow_ups")
"""The parts of the file that are loaded here."""
OPEN_DAYS = 180
"""Days. The question that a card asks after so many is left without an answer, so that Today asks it."""
Members = dict[str, Membership]


@transaction.atomic
def load(edition: Edition, samples: dict[str, Any], members: Members, shift: datetime.timedelta) -> None:
    """Makes the cards through the verbs and moves them in time by ``shift``; people who are not there do nothing.

    The newest word lies in the present, so the board is half a year ahead of a course in its first week.
    """
    topics = {topic.slug: topic for topic in edition.topics.all()}
    for entry in samples["board"]:
        if all(by in members for by in _people(entry)):
            sources = [found for source in entry["sources"] if (found := _source(source, edition, members))]
            answers = [each for each in samples["follow_ups"] if each["card"] == entry["id"]]
            card = _card(entry, edition, members, sources, topics)
            _helpers(entry, card, members, shift)
            _history(card, entry["states"], answers, members, shift)
            _comments(card, entry.get("comments", []), members, shift)
            _date(card, entry, shift)


@transaction.atomic
def remove(edition: Edition) -> int:
    """Deletes the edition's sample cards with all that people added to them, and returns how many cards."""
    cards = list(Card.objects.filter(edition=edition, sample=True))
    told = [card.get_absolute_url() for card in cards]
    told += [comment.get_absolute_url() for comment in CardComment.objects.filter(card__in=cards)]
    Notice.objects.filter(to__edition=edition, path__in=told).delete()
    Card.objects.filter(pk__in=[card.pk for card in cards]).delete()
    return len(cards)


def _people(entry: dict[str, Any]) -> list[str]:
    return [*entry["owners"], *(helper["by"] for helper in entry["helpers"])]


def _source(entry: dict[str, Any], edition: Edition, members: Members) -> Any:
    """Returns what the entry names; None for what is no source of the demo."""
    if entry["kind"] == "provision":
        named = {"aspect__slug": entry["aspect"], "aspect__topic__slug": entry["topic"], "bloc__code": entry["bloc"]}
        state = {"state__code": entry["state"]} if "state" in entry else {"state": None}
        found = Provision.objects.filter(aspect__topic__edition=edition, **named, **state)
        return found.select_related("aspect__topic__edition", "state").first()
    if entry["kind"] == "practice":
        return Practice.objects.filter(edition=edition, slug=entry["practice"]).select_related("edition").first()
    if entry["kind"] == "reflection" and entry["of"] in members:
        mine = Reflection.objects.filter(topic__edition=edition, author=members[entry["of"]])
        return mine.filter(topic__slug=entry["topic"]).select_related("topic__edition", "author").first()
    return None


def _card(
    entry: dict[str, Any], edition: Edition, members: Members, sources: list[Any], topics: dict[str, Any]
) -> Card:
    by, first = members[entry["owners"][0]], entry["states"][0]
    topic = next((source["topic"] for source in entry["sources"] if "topic" in source), "")
    content: dict[str, Any] = {
        key: entry[key] for key in ("what", "why", "next_step", "readers", "language") if key in entry
    }
    content |= {key: entry["takes"][key] for key in TAKES if key in entry["takes"]}
    source = next(iter(sources), None)
    content |= {"topic": topics.get(topic) or (card_of(source).topic if source else None)}
    card = writing.take_home(edition, by=by, content=content, source=source, sentence=first["sentence"])
    for other in sources[1:]:
        writing.add_source(card, other, by=by)
    for owner in entry["owners"][1:]:
        writing.add_owner(card, members[owner], by=by)
    return card


def _helpers(entry: dict[str, Any], card: Card, members: Members, shift: datetime.timedelta) -> None:
    for each in entry["helpers"]:
        helper = helping.ask(card, members[each["by"]], by=members[each["asked_by"]])
        times = {"asked_at": _at(each["asked_at"], shift)}
        if each["state"] != "asked":
            said = {"sentence": each.get("sentence", ""), "language": each.get("language", "en")}
            helping.answer(helper, each["state"] == "accepted", by=members[each["by"]], **said)
            times["answered_at"] = _at(each["at"], shift)
        Helper.objects.filter(pk=helper.pk).update(**times)


def _history(card: Card, states: list[Any], answers: list[Any], members: Members, shift: datetime.timedelta) -> None:
    """Writes moves and answers in the order of their times."""
    card.states.update(at=_at(states[0]["at"], shift))
    rows = [*states[1:], *(each for each in answers if each["days"] != OPEN_DAYS)]
    for each in sorted(rows, key=lambda row: datetime.datetime.fromisoformat(row["at"])):
        by, said = members[each["by"]], {"sentence": each["sentence"], "language": each["language"]}
        if "answer" in each:
            row = answering.answer(card, each["answer"], by=by, days=each["days"], **said)
        else:
            row = moving.move(card, each["state"], by=by, **said)
        CardState.objects.filter(pk=row.pk).update(at=_at(each["at"], shift))


def _comments(card: Card, entries: list[Any], members: Members, shift: datetime.timedelta) -> None:
    for each in entries:
        if each["by"] in members:
            said = {"body": each["text"], "language": each["language"], "client_id": uuid.uuid4()}
            made = discussing.comment(card, by=members[each["by"]], **said)
            CardComment.objects.filter(pk=made.pk).update(at=_at(each["at"], shift))


def _date(card: Card, entry: dict[str, Any], shift: datetime.timedelta) -> None:
    due = entry.get("due")
    newest: Any = card.states.filter(answer="").first() or card.states.first()
    Card.objects.filter(pk=card.pk).update(
        at=_at(entry["states"][0]["at"], shift),
        state_at=newest.at,
        due=due + datetime.timedelta(days=shift.days) if due else None,
        sample=True,
    )


def _at(written: str, shift: datetime.timedelta) -> datetime.datetime:
    return datetime.datetime.fromisoformat(written) + shift
