"""A world café of twelve people with two turns, each by the requests of an own client: come, sit, write, move, read."""

import json
import uuid

import pytest

from exchanges.models import Gathering
from rooms.models import Message
from tests import cast

pytestmark = pytest.mark.django_db
TURNS = 2
QUESTIONS = ["Who is left out?", "Who pays?", "Who decides?"]


class Guest:
    """A client that keeps what it has heard, room by room, from the last revision that it knows."""

    def __init__(self, client, name: str) -> None:
        self.client, self.name, self.heard, self.revisions = client, name, {}, {}

    def sits(self, cafe: str) -> str:
        """Returns the path of the room to which the gathering leads."""
        return self.client.get(f"{cafe}table/")["Location"]

    def posts(self, path: str, **said) -> dict:
        answer = self.client.post(path, json.dumps({"id": str(uuid.uuid4()), **said}), content_type="application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def listens(self, room: str) -> list[str]:
        answer = self.client.get(f"{room}changes?since={self.revisions.get(room, 0)}").json()
        self.revisions[room] = answer["rev"]
        heard = self.heard.setdefault(room, [])
        heard += [message["body"] for message in answer["messages"]]
        return heard


@pytest.fixture
def team(edition, client_of):
    return client_of(cast.join(edition, "chiara"))


@pytest.fixture
def guests(edition, client_of):
    people = [*cast.crowd(edition, "CARICOM", 5), *cast.crowd(edition, "ECOWAS", 7)]
    return [Guest(client_of(member), member.person.given_name) for member in people]


def test_twelve_clients_go_through_two_turns_and_read_the_harvest(edition, team, guests) -> None:
    form = {"format": "world-cafe", "question": "What do we learn?", "tables": "\n".join(QUESTIONS), "turns": TURNS}
    cafe = team.post(f"/courses/{edition.slug}/gatherings/new/", form)["Location"]
    for guest in guests:
        assert guest.client.post(f"{cafe}come/").json()["type"] == "stage"
    assert team.post(f"{cafe}begin/").json()["stage"]["number"] == 1

    met: dict[str, list[set[str]]] = {}
    for turn in range(1, TURNS + 1):
        tables: dict[str, list[Guest]] = {}
        for guest in guests:
            tables.setdefault(guest.sits(cafe), []).append(guest)
        assert sorted(map(len, tables.values())) == [4, 4, 4]
        for room, here in tables.items():
            for guest in here:
                ack = guest.posts(f"{room}messages", body=f"{guest.name} in turn {turn}")
                assert ack["type"] == "ack"
            met.setdefault(room, []).append({guest.name for guest in here})
        for room, here in tables.items():
            said = [f"{name} in turn {n}" for n, names in enumerate(met[room], 1) for name in sorted(names)]
            for guest in here:
                heard = [body for body in guest.listens(room) if " in turn " in body]
                assert sorted(heard) == sorted(said), "all of this turn and of those before, each once"
        assert team.post(f"{cafe}move-on/", {"stage": turn}).json()["stage"]["number"] == turn + 1

    plenary = Gathering.objects.get().room.get_absolute_url()
    assert {guest.sits(cafe) for guest in guests} == {plenary}
    for room, here in tables.items():
        here[0].posts(f"{room}sheet", field="harvest", body=f"Harvest of {here[0].name}", over=[])
    for guest in guests:
        acts = [body for body in guest.listens(plenary) if body]
        assert len(acts) == 1 + TURNS, "the beginning and each move are said to everybody"
        page = guest.client.get(cafe).text
        assert all(f"Harvest of {here[0].name}" in page for here in tables.values())
    seats = Gathering.objects.get()
    assert 0 < seats.reached <= seats.bound
    assert Message.objects.filter(room__kind="table", kind="said").count() == len(guests) * TURNS
