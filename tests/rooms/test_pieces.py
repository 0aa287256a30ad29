"""A room's page of remembered rows and pieces equals the page made anew, whatever people do in between."""

import random
import re
import uuid
from collections.abc import Callable

import pytest
from django.urls import reverse

from academy import voices
from academy.models import Membership, Person
from academy.pages import compiled
from commons import moderation, pieces
from rooms.messages.frames import EMOJI, Delete, Edit, React, Send
from rooms.models import Message, Room

pytestmark = pytest.mark.django_db
ACTS = 40
OF_ONE_ANSWER = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|name="(client_id|form|writer)" value="[^"]+"')


class Talk:
    """People who do things to messages and to themselves, by chance."""

    def __init__(self, room: Room, does: Callable, people: list[Membership], chiara: Membership, seed: int) -> None:
        self.room, self.does, self.people, self.chiara = room, does, people, chiara
        self.chance = random.Random(seed)

    def message(self) -> Message:
        return self.chance.choice(list(self.room.messages.select_related("author", "room__edition")))

    def send(self) -> None:
        answered = self.chance.choice([None, self.message().pk])
        said = f"Said *{self.chance.random()}*"
        self.does(self.chance.choice(self.people), Send(uuid.uuid4(), said, answered))

    def edit(self) -> None:
        message = self.message()
        self.does(message.author, Edit(uuid.uuid4(), message.pk, f"Changed {self.chance.random()}"))

    def delete(self) -> None:
        message = self.message()
        self.does(message.author, Delete(uuid.uuid4(), message.pk))

    def react(self) -> None:
        sign, on = self.chance.choice(sorted(EMOJI)), self.chance.random() < 0.7
        self.does(self.chance.choice(self.people), React(uuid.uuid4(), self.message().pk, sign, on))

    def hide(self) -> None:
        moderation.hide(self.message(), by=self.chiara, reason="Rules.")

    def restore(self) -> None:
        moderation.restore(self.message(), by=self.chiara, reason="Better so.")

    def change_themselves(self) -> None:
        person = Person.objects.get(pk=self.chance.choice(self.people).person_id)
        person.given_name = f"Name{self.chance.randrange(1000)}"
        person.language = self.chance.choice(["en", "fr", "pt"])
        person.time_zone = self.chance.choice(["Africa/Accra", "America/Jamaica"])
        person.save()


@pytest.mark.parametrize("seed", range(2))
def test_a_remembered_talk_equals_one_made_anew(
    seed, room, does, adjoa, kerwin, chiara, client_of, monkeypatch
) -> None:
    talk = Talk(room, does, [adjoa, kerwin, chiara], chiara, seed)
    for n in range(4):
        does(talk.chance.choice(talk.people), Send(uuid.uuid4(), f"Message {n}"))
    make, read, address = pieces._made, compiled._made, reverse("room", args=[room.pk])

    def page(reader: Membership) -> str:
        return OF_ONE_ANSWER.sub("", client_of(reader).get(address).content.decode())

    acts = ["send", "edit", "delete", "react", "react", "hide", "restore", "change_themselves"]
    for _act in range(ACTS):
        act = talk.chance.choice(acts)
        getattr(talk, act)()
        reader = talk.chance.choice(talk.people)
        page(reader)  # marks as read what is new
        remembered = page(reader)
        voices.forget()
        monkeypatch.setattr(pieces, "_made", make.__wrapped__)
        monkeypatch.setattr(compiled, "_made", read.__wrapped__)
        assert remembered == page(reader), act
        monkeypatch.setattr(pieces, "_made", make)
        monkeypatch.setattr(compiled, "_made", read)
