"""A board of remembered cards equals one that is made anew, whatever people do in between."""

import contextlib
import random
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from academy import voices
from academy.models import Membership, Person
from academy.pages import compiled
from board.cards import helping, moving, writing
from board.cards.listing import Choice, Found
from board.models import Card, Readers, State
from commons import moderation, pieces

pytestmark = pytest.mark.django_db
ACTS = 40
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


class Course:
    """People who do things to a card and to themselves, by chance."""

    def __init__(self, card: Card, people: list[Membership], chiara: Membership, chance: random.Random) -> None:
        self.card, self.people, self.chiara, self.chance = card, people, chiara, chance
        self.owner = people[0]

    def edit(self) -> None:
        said = {"what": f"Count {self.chance.random()} months", "readers": self.chance.choice(Readers.values)}
        writing.edit(self.card, by=self.owner, content=said)

    def move(self) -> None:
        state = self.chance.choice(State.values)
        moving.move(self.card, state, by=self.owner, sentence=f"{self.chance.random()}", language="en")

    def hide(self) -> None:
        moderation.hide(Card.objects.get(pk=self.card.pk), by=self.chiara, reason="Rules.")

    def restore(self) -> None:
        moderation.restore(Card.objects.get(pk=self.card.pk), by=self.chiara, reason="Better so.")

    def share(self) -> None:
        writing.add_owner(self.card, self.people[1], by=self.owner)

    def leave(self) -> None:
        writing.leave(self.card, by=self.people[1])

    def help(self) -> None:
        helping.ask(self.card, self.people[2], by=self.owner)

    def rename(self) -> None:
        person = Person.objects.get(pk=self.chance.choice(self.people).person_id)
        person.given_name, person.language = (
            f"Name{self.chance.randrange(1000)}",
            self.chance.choice(["en", "fr", "pt"]),
        )
        person.save()


@pytest.mark.parametrize("seed", range(2))
def test_a_remembered_board_equals_one_made_anew(
    seed, edition, card, kerwin, verlyn, adjoa, chiara, client_of, monkeypatch
) -> None:
    course, make = Course(card, [kerwin, verlyn, adjoa], chiara, random.Random(seed)), pieces._made
    read = compiled._made
    delegation = reverse("delegation", args=[edition.slug, "JM"])
    addresses = [reverse("board", args=[edition.slug]) + query for query in ("", "?of=all", "?of=mine", "?of=asked")]

    def page(reader: Membership, address: str) -> str:
        return TOKEN.sub("", client_of(reader).get(address).content.decode())

    for _act in range(ACTS):
        act = course.chance.choice(["edit", "move", "hide", "restore", "share", "leave", "help", "rename"])
        with contextlib.suppress(PermissionDenied):
            getattr(course, act)()
        reader = course.chance.choice([*course.people, chiara])
        address = course.chance.choice([*addresses, delegation])
        remembered = page(reader, address)
        voices.forget()
        monkeypatch.setattr(pieces, "_made", make.__wrapped__)
        monkeypatch.setattr(compiled, "_made", read.__wrapped__)
        assert remembered == page(reader, address), act
        monkeypatch.setattr(pieces, "_made", make)
        monkeypatch.setattr(compiled, "_made", read)


@pytest.mark.parametrize("whose", ["mine", "all", "asked", "ECOWAS", "CARICOM", "JM"])
@pytest.mark.parametrize("topic", ["", "social-security"])
def test_the_compiled_queries_find_the_same_cards(whose, topic, edition, card, kerwin, adjoa, chiara) -> None:
    helping.ask(card, adjoa, by=kerwin)
    for reader in (kerwin, adjoa, chiara):
        found = Found(edition, reader, Choice(whose, topic))
        shown = [each.card for lane in found.lanes()[0].values() for each in lane]
        assert shown == list(found.cards())
        assert sum(found.counts().values()) == len(shown)


def test_a_board_of_many_cards_takes_as_many_queries_and_stays_light(edition, card, kerwin, client_of) -> None:
    many = [
        Card(
            **{name: getattr(card, name) for name in ("edition", "author", "delegation", "bloc", "state_at", "at")},
            what=f"Count them {n}",
            state=State.values[n % len(State.values)],
        )
        for n in range(2000)
    ]
    Card.objects.bulk_create(many)
    address, client = reverse("board", args=[edition.slug]) + "?of=all", client_of(kerwin)
    client.get(address)
    with connection.execute_wrapper(lambda execute, *asked: (counted.append(asked), execute(*asked))[1]):
        counted: list = []
        answer = client.get(address, headers={"accept-encoding": "gzip"})
    assert len(counted) <= 12
    assert len(answer.content) <= 15 * 1024
