"""A page asks the database as often for a full course as for a young one, and at most a dozen times."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.commons import plenty
from tests.commons import world as worlds
from tests.commons.world import World

MOST = 12
SMALL, LARGE = 2, 40
# A page, what it is of, and who looks. The words after a name only tell its cases apart.
PAGES = {
    "today": ("course", "caricom"),
    "today of the team": ("course", "facilitator"),
    "topics": ("course", "caricom"),
    "topic": ("topic", "caricom"),
    "reflection": ("reflection", "caricom"),
    "reflection_history": ("reflection", "caricom"),
    "write_reflection": ("topic", "ecowas"),
    "thread": ("thread", "caricom"),
    "post_history": ("post", "caricom"),
    "discussions": ("topic", "caricom"),
    "people": ("course", "caricom"),
    "exchanges": ("course", "caricom"),
    "exchange": ("exchange", "caricom"),
    "room": ("room", "caricom"),
    "room of two": ("conversation", "caricom"),
    "room of members alone": ("alone", "caricom"),
    "conversations": ("course", "caricom"),
    "room_changes": ("room", "caricom"),
    "message": ("message", "caricom"),
    "notices": ("course", "caricom"),
    "report": ("kind,post", "caricom"),
    "profile": ("nothing", "caricom"),
    "welcome": ("course", "caricom"),
    "desk": ("course", "facilitator"),
    "moderation": ("course", "facilitator"),
    "roster": ("course", "facilitator"),
    "audit": ("course", "facilitator"),
    "person_record": ("member", "facilitator"),
    "rounds": ("course", "facilitator"),
    "round": ("published", "facilitator"),
    "round with a proposal": ("proposed", "facilitator"),
}


@pytest.fixture(scope="module")
def asked(django_db_setup, django_db_blocker) -> Iterator[dict[str, list[list[str]]]]:
    """Page -> the queries for the small course and for the large one. Measured once for all the tests here."""
    found: dict[str, list[list[str]]] = {page: [] for page in PAGES}
    with worlds.standing(django_db_blocker) as world:
        for size, start in ((SMALL, 0), (LARGE - SMALL, SMALL)):
            plenty.add(world, size, start=start)
            for page in PAGES:
                found[page].append(queries_of(world, page))
        yield found


def queries_of(world: World, page: str) -> list[str]:
    """What a first visit asks, in a process that knows its content types; without the marks of transactions."""
    of, who = PAGES[page]
    address, client = reverse(page.split()[0], args=world.of[of]), world.client(who)
    for _warm in range(2):
        with worlds.undone(), CaptureQueriesContext(connection) as captured:
            answer = client.get(address, headers={"accept": "text/html"})
            assert answer.status_code == 200, page
    asked = (query["sql"].replace('"', "") for query in captured)
    return [_in_short(sql) for sql in asked if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]


def _in_short(sql: str) -> str:
    """``SELECT forum_post``: what is done, and the first table that it is done to."""
    return f"{sql.split()[0]} {re.search(r'(?:FROM|INTO|UPDATE) ([a-z_]+)', sql).group(1)}"


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_the_same_however_much_there_is(asked, page) -> None:
    small, large = asked[page]
    assert small == large


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_at_most_a_dozen_times(asked, page) -> None:
    assert len(asked[page][1]) <= MOST, "\n".join(asked[page][1])
