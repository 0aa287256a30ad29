"""Repairs of a round that meet other acts, over real HTTP on either database: nobody is left in two minds."""

import datetime
import json
import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

pytestmark = pytest.mark.database
TRIES = 2
SOON = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=2)).replace(minute=0, second=0, microsecond=0)

MAKE = """
import datetime, json
from django.db.models import Max
from django.utils import timezone
from academy.models import Edition
from exchanges.creating import create_exchange
from exchanges.models import Round
edition = Edition.objects.get(slug="lma-2023")
ids = {{m.person.email.split("@")[0]: m.pk for m in edition.memberships.select_related("person")}}
now, topic = timezone.now(), edition.topics.first()
found = []
for _try in range({tries}):
    made = Round.objects.create(
        edition=edition, number=edition.rounds.aggregate(n=Max("number"))["n"] + 1, topic=topic, opens=now,
        closes=now + datetime.timedelta(days=7), format=edition.formats.get(slug="compare-pair"), published_at=now,
    )
    groups = [create_exchange(made, topic, [ids[name] for name in group.split()]).pk for group in {groups}]
    found.append([made.number, groups, ids])
print("SAID", json.dumps(found))
"""
SEATS = """
import json
from exchanges.models import Exchange, Round
found = []
for number in {numbers}:
    made, groups = Round.objects.get(edition__slug="lma-2023", number=number), []
    for each in Exchange.objects.filter(round=made).order_by("pk"):
        seats = sorted(each.participants.values_list("membership__person__given_name", flat=True))
        room = sorted(each.room.members.values_list("membership__person__given_name", flat=True))
        groups.append([seats, room, each.begins_at is not None, each.hours.filter(ended_at=None).count()])
    found.append(groups)
print("SAID", json.dumps(found))
"""


def rounds(server, *groups: str) -> list[tuple[int, list[int], dict[str, int]]]:
    """Makes published rounds; returns for each its number, its exchanges, and the ids of people."""
    return said(server, MAKE.format(groups=list(groups), tries=TRIES))


def seats(server, numbers: list[int]) -> list[Any]:
    """Returns for each round its exchanges: seats, members of the room, whether agreed, and hours that stand."""
    return said(server, SEATS.format(numbers=numbers))


def said(server, code: str) -> Any:
    return json.loads(server.shell(code).split("SAID ")[1].splitlines()[0])


def post(server, who: str, path: str, **fields: Any):
    with server.http(who) as browser:
        browser.get("/you/")
        token = {"X-CSRFToken": browser.cookies["csrftoken"]}
        return browser.post(path, data=fields, headers=token)


def accepts(server, who: str, path: str):
    with server.http(who) as browser:
        browser.get("/you/")
        token = {"X-CSRFToken": browser.cookies["csrftoken"], "Accept": "application/json"}
        return browser.post(path, headers=token)


def repair_of(number: int) -> str:
    return f"/courses/lma-2023/desk/rounds/{number}/repair/"


def proposes(server, who: str, exchange: int, *, days: int) -> str:
    """Returns the path of its acceptance. ``days`` from now it overlaps no other round's."""
    at = SOON + datetime.timedelta(days=days)
    answer = post(server, who, f"/exchanges/{exchange}/hours/", begins_at=at.isoformat(), seen="0")
    assert answer.status_code in {200, 302}, answer.text
    with server.http(who) as browser:
        page = browser.get(f"/exchanges/{exchange}/").text
    return re.search(rf"/exchanges/{exchange}/hours/\d+/", page)[0] + "acceptance/"


def plan(server, number: int, leaving: int) -> dict[str, Any]:
    """Returns the fields of the form that does the plan."""
    with server.http("chiara") as browser:
        page = browser.get(repair_of(number), params={"leaving": leaving}).text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    return {"leaving": leaving, "seen": seen, "sentence": "Cannot go on.", "language": "en"}


def at_once(*acts) -> list[Any]:
    with ThreadPoolExecutor(len(acts)) as threads:
        return [waiting.result() for waiting in [threads.submit(act) for act in acts]]


def test_of_the_last_two_acceptances_at_once_one_agrees_the_hour(server) -> None:
    made = rounds(server, "tunde kerwin shanice")
    for number, (exchange,), _ids in made:
        accept = partial(accepts, server, path=proposes(server, "tunde", exchange, days=number))
        answers = at_once(partial(accept, "kerwin"), partial(accept, "shanice"))
        assert [answer.status_code for answer in answers] == [200, 200]
        assert sorted(answer.json()["hour"]["state"] for answer in answers) == ["agreed", "open"]
    found = seats(server, [number for number, _exchanges, _ids in made])
    assert [group[2:] for groups in found for group in groups] == [[True, 1]] * TRIES


def test_an_hour_that_is_accepted_while_its_group_changes_does_not_stand(server) -> None:
    made = rounds(server, "adjoa kerwin", "mariam shanice")
    for number, (first, _second), ids in made:
        accept, form = proposes(server, "adjoa", first, days=number), plan(server, number, ids["adjoa"])
        mended, accepted = at_once(
            partial(post, server, "chiara", repair_of(number), **form), partial(accepts, server, "kerwin", accept)
        )
        assert mended.status_code == 302, mended.text
        assert accepted.status_code in {200, 403, 409}
    for empty, joined in seats(server, [number for number, _exchanges, _ids in made]):
        assert empty == [[], [], False, 0]
        assert joined == [["Kerwin", "Mariam", "Shanice"]] * 2 + [False, 0]


def test_of_two_repairs_at_once_one_is_done_and_the_other_sees_the_new_plan(server) -> None:
    made, done = rounds(server, "adjoa kerwin", "mariam shanice"), []
    for number, _exchanges, ids in made:
        forms = [plan(server, number, ids[name]) for name in ("adjoa", "shanice")]
        answers = at_once(*(partial(post, server, "chiara", repair_of(number), **form) for form in forms))
        assert sorted(answer.status_code for answer in answers) == [302, 422]
        refused = next(answer for answer in answers if answer.status_code == 422)
        assert "Something has changed meanwhile." in refused.text
        done.append(("Adjoa", "Shanice")[[answer.status_code for answer in answers].index(302)])
    for gone, groups in zip(done, seats(server, [number for number, _exchanges, _ids in made]), strict=True):
        assert all(sitting == room for sitting, room, *_hours in groups)
        placed = sorted(name for sitting, *_rest in groups for name in sitting)
        assert placed == sorted({"Adjoa", "Kerwin", "Mariam", "Shanice"} - {gone})
