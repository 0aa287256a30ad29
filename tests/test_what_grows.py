"""No page's work grows with the age of its course: neither by a plan that reads a table to its end, nor by its pages.

Counts of queries say little about that, because one query can read all posts.
"""

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import OperationalError, connection
from django.test.utils import override_settings
from django.urls import reverse

from tests.commons import plenty
from tests.commons import world as worlds
from tests.commons.ageing import Ageing
from tests.commons.world import World
from tests.test_query_counts import PAGES

SQLITE = connection.vendor == "sqlite"
DEEPER = 40
"""Buffers that a query may touch beyond a third more: indexes are a level deeper, and rows that were changed in the
same transaction leave their old versions beside them. Reading a table takes more.
"""
FEW = 4
YOUNG = 400 if SQLITE else 600
BOUNDED = {
    "The course itself: it is as large as its people and its pack make it, however old it is.": {
        *("academy_bloc", "academy_edition", "academy_edition_blocs", "academy_membership", "academy_person"),
        *("academy_prompt", "academy_state", "academy_topic", "academy_rosterfile", "academy_pack", "exchanges_format"),
    },
    "Made by hand, a round or a decision at a time.": {
        "commons_announcement",
        *("exchanges_attendance", "exchanges_parting", "exchanges_partnerwish", "exchanges_pin", "exchanges_round"),
        *("exchanges_chair", "exchanges_coming", "exchanges_gathering", "exchanges_gatheringact", "exchanges_seat"),
        *("exchanges_table", "rooms_speaker"),
    },
    "Of the pack; one of each member for an aspect or a practice; few for each practice.": {
        *("compare_aspect", "compare_need", "compare_practice", "compare_provision", "compare_sourcerequest"),
        *("compare_term", "compare_view"),
    },
    "What people take home: some cards for each of them, with their words and helpers.": {
        *("board_adviser", "board_card", "board_cardowner", "board_cardsource", "board_cardstate", "board_helper"),
    },
    "One for each topic.": {"rooms_lounge", "forum_topictally"},
    "Made by hand, a few in a course; the index holds no hidden ones.": {"announcements_shown"},
    "Only hands that are up, and what is open: the index holds no others.": {
        *("one_hand_up_each", "open_disputes", "waiting_corrections"),
    },
    "Read from its end, up to a limit, which SQLite calls a scan too.": {"commons_letter"},
    "One for each model, and one for each worker.": {"django_content_type", "kapok_heartbeat", "commons_timetabled"},
}
MORE = {
    "audit of an act": ("audit", "?act=mute"),
    "audit of nobody": ("audit", "?act=lift_suspension"),
    "audit of a person": ("audit", "?person={adjoa}"),
    "audit of a person and an act": ("audit", "?person={adjoa}&act=mute"),
    "audit, older": ("audit", "?before=1000000"),
    "board, a list alone": ("board", "?of=all&state=noticed&before=1000000"),
    "board of one's own": ("board", "?of=mine&topic=social-security"),
    "discussions, older": ("discussions", "?before={thread}"),
    "moderation, settled": ("moderation", "?settled"),
    "announcements, older": ("announcements", "?before=1000000"),
    "followed, older": ("followed", "?before=1000000&muted=1000000"),
    "notices, older": ("notices", "?before=1000000"),
    "room, older": ("room", "?before=300"),
    "thread, its end": ("thread", "?before=1000000"),
    "thread, its middle": ("thread", "?after={post}"),
    "offers, older": ("offers", "?before=1000000"),
    "offers of a topic and a shore": ("offers", "?topic=social-security&shore=ECOWAS"),
    "topic, waiting": ("topic", "?show=waiting-ECOWAS"),
    "topic, one side": ("topic", "?show=government"),
    "unread": ("unread", ""),
}
"""Further addresses of pages; each takes another way through the data."""
EVERY = [*PAGES, *MORE]
Asked = list[tuple[str, Any]]


@pytest.fixture(scope="module")
def measured(django_db_setup, django_db_blocker) -> dict[str, Any]:
    """Maps page -> what SQLite reads to its end, or the buffers that PostgreSQL touches in a young and an old course.

    The courses are gone before the first test, which would check each row's constraints once more.
    """
    with worlds.shared(django_db_blocker) as world, override_settings(DEMO=True):
        plenty.add(world, FEW, start=0)
        ageing = Ageing(world)
        ageing.grow(YOUNG)
        if SQLITE:
            return read_to_the_end(world)
        with by_its_indexes():
            young = {page: touched(asked_by(world, page)) for page in EVERY}
        ageing.grow(9 * YOUNG)
        return {page: (found, touched(asked_by(world, page))) for page, found in young.items()}


@contextlib.contextmanager
def by_its_indexes() -> Iterator[None]:
    """Lets PostgreSQL plan for small tables as for large ones, which it does not read as a whole."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan = on")


def read_to_the_end(world: World) -> dict[str, list[tuple[str, str]]]:
    """Plans with statistics and without, because only some operators let SQLite make them."""
    asked = {page: asked_by(world, page) for page in EVERY}
    found: dict[str, list[tuple[str, str]]] = {page: [] for page in EVERY}
    for forget in ("SELECT 1", "DELETE FROM sqlite_stat1", "DELETE FROM sqlite_stat4"):
        with connection.cursor() as cursor, contextlib.suppress(OperationalError):
            cursor.execute(forget)
            cursor.execute("ANALYZE sqlite_schema")
        for page in EVERY:
            found[page] += [(step, sql) for sql, params in asked[page] for step in scans(sql, params)]
    return found


def touched(asked: Asked) -> dict[str, int]:
    """Maps each query -> the buffers that it touches, hit or read."""
    found: dict[str, int] = {}
    for sql, params in asked:
        if sql.lstrip("(").startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
                ((plan,),) = cursor.fetchall()
            top = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
            found[sql] = found.get(sql, 0) + top["Shared Hit Blocks"] + top["Shared Read Blocks"]
    return found


def asked_by(world: World, page: str) -> Asked:
    """Returns the statements of a page with their values, in a process that has served it before."""
    route, query = MORE.get(page, (page, ""))
    of, who = PAGES.get(route, PAGES["thread"])
    names = {"adjoa": world.members["adjoa"].pk, "thread": world.of["thread"][0], "post": world.of["post"][0]}
    address = reverse(route.split()[0], args=world.of[of]) + query.format_map(names)
    client = world.client(who)
    asked: Asked = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    for _warm in range(2):
        asked.clear()
        with worlds.undone(), connection.execute_wrapper(keep):
            answer = client.get(address, headers={"accept": "text/html"})
            assert answer.status_code in {200, 302}, page
    return [(sql, params) for sql, params in asked if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]


def tables_of(sql: str) -> dict[str, set[str]]:
    """Maps each name that the statement gives a table -> the tables; a subquery may use a name again."""
    found: dict[str, set[str]] = {}
    for table, alias in re.findall(r'(?:FROM|JOIN|UPDATE|INTO) "(\w+)"(?: (?:AS )?"?(\w+)"?)?', sql):
        for name in {table, alias or table}:
            found.setdefault(name, set()).add(table)
    return found


def scans(sql: str, params: Any) -> list[str]:
    """Returns the steps of SQLite's plan that read a growing table to its end."""
    bounded = set().union(*BOUNDED.values())
    with connection.cursor() as cursor:
        steps = [step for *_ids, step in cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)]
    named, found = tables_of(sql), []
    for step in steps:
        reads = re.match(r"SCAN (\w+)|SEARCH (\w+) USING AUTOMATIC", step)
        if step.split()[-1] in bounded:
            continue
        if reads and named.get(reads[1] or reads[2], set()) - bounded:
            found.append(step)
    return found


@pytest.mark.pure
def test_each_exception_is_a_table() -> None:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    models = apps.get_models()
    indexes = {each.name for model in models for each in (*model._meta.constraints, *model._meta.indexes)}
    assert set().union(*BOUNDED.values()) <= tables | indexes


if SQLITE:

    @pytest.mark.django_db
    @pytest.mark.parametrize("page", EVERY)
    def test_no_plan_reads_a_growing_table_to_its_end(measured, page) -> None:
        assert measured[page] == []

else:

    @pytest.mark.django_db
    @pytest.mark.parametrize("page", EVERY)
    def test_an_old_course_touches_as_many_buffers_as_a_young_one(measured, page) -> None:
        young, old = measured[page]
        bounded = set().union(*BOUNDED.values())
        allowed = {
            sql: young.get(sql, 0) * 4 // 3 + DEEPER for sql in old if set().union(*tables_of(sql).values()) - bounded
        }
        assert {sql: (young.get(sql), count) for sql, count in old.items() if count > allowed.get(sql, count)} == {}
