"""Acts on hours that come at once, over real HTTP: nobody gets two exchanges at a time, on either database."""

import datetime
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

SOON = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=2)).replace(minute=0, second=0, microsecond=0)


def act(server, who: str, path: str, **fields: str) -> tuple[int, dict]:
    with server.http(who) as browser:
        browser.get("/you/")
        token = {"X-CSRFToken": browser.cookies["csrftoken"], "Accept": "application/json"}
        answer = browser.post(path, data=fields, headers=token)
        return answer.status_code, answer.json()


@pytest.fixture
def exchanges(server, _pairs) -> list[str]:
    """The paths of two exchanges of Adjoa and Kerwin."""
    with server.http("adjoa") as browser:
        pages = [browser.get(f"/rooms/{next(_pairs)}/").text for _n in range(2)]
    return [re.search(r'href="(/exchanges/\d+/)"', page)[1] for page in pages]


def test_of_two_overlapping_exchanges_that_are_accepted_at_once_one_is_agreed(server, exchanges) -> None:
    made = [
        act(server, "adjoa", f"{path}hours/", begins_at=(SOON + n * datetime.timedelta(minutes=10)).isoformat())
        for n, path in enumerate(exchanges)
    ]
    accepts = [
        f"{path}hours/{said['hour']['id']}/acceptance/" for path, (_status, said) in zip(exchanges, made, strict=True)
    ]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda path: act(server, "kerwin", path), accepts * 2))
    agreed = {said["hour"]["id"] for status, said in answers if status == 200}
    assert len(agreed) == 1
    assert {said["code"] for status, said in answers if status != 200} == {"taken"}


def test_of_many_proposals_at_once_one_is_open_and_the_others_are_told(server, exchanges) -> None:
    def propose(n: int) -> tuple[int, dict]:
        at = SOON + datetime.timedelta(days=3, hours=n)
        return act(server, ("adjoa", "kerwin")[n % 2], f"{exchanges[0]}hours/", begins_at=at.isoformat(), seen="0")

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(propose, range(6)))
    assert sorted(status for status, _said in answers) == [200, 409, 409, 409, 409, 409]
    assert {said["code"] for status, said in answers if status == 409} == {"meanwhile"}
