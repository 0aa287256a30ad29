"""A page takes as many queries for a large course as for a small one, about a dozen at most."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from tests.commons import plenty
from tests.commons import world as worlds
from tests.commons.world import World
from tests.test_permission_matrix import rows

MOST = 12
MORE = {"today": 1, "control": 1, "desk": 2, "card": 2, "card of the other shore": 2, "room of members alone": 1}
"""They show things of every floor, what a card came from and with whom its owner checks in, or all that happens now:
one query for each."""
SMALL, LARGE = 2, 40
# Each page with its object and its visitor. Words after a route's name only distinguish cases.
PAGES = {
    "home": ("nothing", "caricom"),
    "home of the administrator": ("nothing", "administrator"),
    "today": ("course", "caricom"),
    "today of the team": ("course", "facilitator"),
    "topics": ("course", "caricom"),
    "topic": ("topic", "caricom"),
    "reflection": ("reflection", "caricom"),
    "reflection_history": ("reflection", "caricom"),
    "write_reflection": ("topic", "ecowas"),
    "thread": ("thread", "caricom"),
    "edit_post": ("post", "ecowas"),
    "post_history": ("post", "caricom"),
    "discussions": ("topic", "caricom"),
    "new_thread": ("topic", "caricom"),
    "comparison": ("topic", "caricom"),
    "comparison_json": ("topic", "caricom"),
    "comparison_csv": ("topic", "caricom"),
    "aspect": ("aspect", "caricom"),
    "view": ("view", "caricom"),
    "provision": ("cell", "caricom"),
    "provision of a state, for the team": ("state", "facilitator"),
    "practices": ("course", "caricom"),
    "new_practice": ("course", "caricom"),
    "practice": ("practice", "caricom"),
    "practices_beside": ("two", "caricom"),
    "edit_practice": ("practice", "ecowas"),
    "practice_history": ("practice", "caricom"),
    "interest": ("course", "caricom"),
    "interest_csv": ("course", "caricom"),
    "interest_of_topic_csv": ("topic", "caricom"),
    "glossary": ("course", "caricom"),
    "offers": ("course", "caricom"),
    "new_offer": ("course", "caricom"),
    "offer": ("need", "ecowas"),
    "edit_offer": ("need", "ecowas"),
    "announcements": ("course", "caricom"),
    "new_announcement": ("course", "facilitator"),
    "edit_announcement": ("announcement", "facilitator"),
    "notes": ("course", "caricom"),
    "board": ("course", "caricom"),
    "card": ("card", "ecowas"),
    "card of the other shore": ("card", "caricom"),
    "new_card": ("course", "caricom"),
    "take_home": ("kind,cell", "caricom"),
    "edit_card": ("card", "ecowas"),
    "funnel": ("course", "caricom"),
    "funnel_csv": ("course", "caricom"),
    "delegations": ("course", "caricom"),
    "delegation": ("delegation", "caricom"),
    "plan": ("delegation", "ecowas"),
    "plan_document": ("delegation", "ecowas"),
    "plan_pdf": ("delegation", "ecowas"),
    "follow_up": ("tap", "ecowas"),
    "people": ("course", "caricom"),
    "exchanges": ("course", "caricom"),
    "exchange": ("exchange", "caricom"),
    "hour_tap": ("hour_tap", "caricom"),
    "invitation": ("agreed", "caricom"),
    "gathering": ("gathering", "caricom"),
    "room of a table": ("table", "caricom"),
    "room of the plenary": ("plenary", "caricom"),
    "new_gathering": ("course", "facilitator"),
    "room": ("room", "caricom"),
    "room of two": ("conversation", "caricom"),
    "room of members alone": ("alone", "caricom"),
    "conversations": ("course", "caricom"),
    "room_changes": ("room", "caricom"),
    "room_sheet": ("room", "caricom"),
    "sheet_history": ("sheet", "caricom"),
    "outcome": ("outcome", "caricom"),
    "outcome that waits": ("unconfirmed", "caricom"),
    "outcome_document": ("outcome", "caricom"),
    "outcome_pdf": ("outcome", "caricom"),
    "outcomes": ("topic", "caricom"),
    "message": ("message", "caricom"),
    "telling": ("nothing", "caricom"),
    "help": ("nothing", "caricom"),
    "stop_mail": ("stop", "caricom"),
    "notices": ("course", "caricom"),
    "followed": ("course", "caricom"),
    "report": ("kind,post", "caricom"),
    "profile": ("nothing", "caricom"),
    "welcome": ("course", "caricom"),
    "new_course": ("nothing", "facilitator"),
    "setup": ("course", "facilitator"),
    "edit_item": ("its_topic", "facilitator"),
    "edit_item of a format": ("its_format", "facilitator"),
    "new_item": ("a_kind", "facilitator"),
    "new_aspect": ("its_aspects", "facilitator"),
    "edit_aspect": ("its_aspect", "facilitator"),
    "write_side": ("its_side", "facilitator"),
    "write_row": ("its_row", "facilitator"),
    "new_stage": ("its_stages", "facilitator"),
    "edit_stage": ("its_stage", "facilitator"),
    "new_person": ("course", "facilitator"),
    "edit_person": ("member", "facilitator"),
    "roster_csv": ("course", "facilitator"),
    "desk": ("course", "facilitator"),
    "clock": ("course", "facilitator"),
    "control": ("course", "facilitator"),
    "moderation": ("course", "facilitator"),
    "roster": ("course", "facilitator"),
    "audit": ("course", "facilitator"),
    "person_record": ("member", "facilitator"),
    "rounds": ("course", "facilitator"),
    "pack": ("course", "facilitator"),
    "new_round": ("course", "facilitator"),
    "round": ("published", "facilitator"),
    "round with a proposal": ("proposed", "facilitator"),
    "wish": ("proposed", "facilitator"),
    "meetings": ("course", "facilitator"),
    "meetings_csv": ("course", "facilitator"),
    "repair_round": ("published", "facilitator"),
    "round_people": ("proposed", "facilitator"),
    "mailbox": ("nothing", "anonymous"),
}
# These are no pages of a course, so nothing in them grows with one.
OTHERS = {
    "notices_feed",  # for programs that read feeds, without a session
    "calendar_feed",  # for calendar programs, without a session
    *("account_request_login_code", "account_login", "account_logout"),  # allauth's forms
    "sheet_points",  # a query for each kind of source among the newest marks, which differ with the course's size
    "enter",  # for people who are not signed in yet
    *("healthz", "readyz", "metrics", "robots"),  # for machines
}


@pytest.fixture(scope="module")
def asked(django_db_setup, django_db_blocker) -> Iterator[dict[str, list[list[str]]]]:
    """Returns each page's queries for the small course and the large one, measured once for all tests here."""
    found: dict[str, list[list[str]]] = {page: [] for page in PAGES}
    with worlds.shared(django_db_blocker) as world, override_settings(DEMO=True):
        for size, start in ((SMALL, 0), (LARGE - SMALL, SMALL)):
            plenty.add(world, size, start=start)
            for page in PAGES:
                found[page].append(queries_of(world, page))
        yield found


def queries_of(world: World, page: str) -> list[str]:
    """Returns the queries of a first visit in a process that has cached content types, without transaction
    statements.
    """
    of, who = PAGES[page]
    address, client = reverse(page.split()[0], args=world.of[of]), world.client(who)
    for _warm in range(2):
        with worlds.undone(), CaptureQueriesContext(connection) as captured:
            answer = client.get(address, headers={"accept": "text/html"})
            assert answer.status_code == 200, page
    asked = (query["sql"].replace('"', "") for query in captured)
    return [_in_short(sql) for sql in asked if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]


@pytest.mark.pure
def test_every_page_is_measured_or_excepted() -> None:
    shown = {route for route, _of, method, expected in rows() if method == "GET" and "200" in expected}
    measured = {page.split()[0] for page in PAGES}
    assert measured.isdisjoint(OTHERS)
    assert measured | OTHERS == shown | {"mailbox"}, "which the table of permissions knows outside a demo only"


def _in_short(sql: str) -> str:
    """Returns the statement's verb and first table, as in ``SELECT forum_post``, whatever its subqueries read."""
    outside = sql
    while (fewer := re.sub(r"\([^()]*\)", "", outside)) != outside:
        outside = fewer
    table = re.compile(r"(?:FROM|INTO|UPDATE) ([a-z_]+)")
    # PostgreSQL's unions stand in brackets as a whole.
    return f"{sql.lstrip('(').split()[0]} {(table.search(outside) or table.search(sql)).group(1)}"


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_the_same_queries_at_both_sizes(asked, page) -> None:
    small, large = asked[page]
    assert small == large


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_about_a_dozen_queries_at_most(asked, page) -> None:
    assert len(asked[page][1]) <= MOST + MORE.get(page, 0), "\n".join(asked[page][1])


LOOKS_AT_NOTICES = {
    *("notices", "announcements", "reflection", "thread", "topic", "card of the other shore", "delegation"),
    *("exchange", "exchanges", "gathering", "moderation", "outcome", "outcome that waits", "practice", "provision"),
    *("provision of a state, for the team", "roster", "round", "round with a proposal"),
    *("room", "room of a table", "room of members alone", "room of the plenary", "room of two"),
}
"""Pages that show notices, or ask whether an unread one led here (``notices.mark_seen``)."""


@pytest.mark.django_db
@pytest.mark.parametrize("page", sorted(PAGES.keys() - {"mailbox", "stop_mail"}))
def test_the_reader_of_a_page_is_read_in_two_queries(asked, page) -> None:
    """The person with the session, and whether notices wait with the membership or, in rooms, instead of it."""
    counted = Counter(asked[page][1])
    assert counted["SELECT academy_session"] == 1
    assert counted["SELECT academy_person"] == 0
    by_itself = counted["SELECT commons_notice"] - (page in LOOKS_AT_NOTICES)
    assert by_itself == 0 or (counted["SELECT academy_membership"] == 0 and by_itself == 1)
