"""Chooses the tests that run again on PostgreSQL and Redis: all that use a database, and new tests too.

Only the files that are named here are left out, with the reason: PostgreSQL could not give another answer, or another
test covers it. Tests marked ``database`` (constraints, locks, searches, races) run in any case.
"""

from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
LEFT_OUT = {
    "Files, typed words and mails: they reach the database as in test_roster_twice, test_packs and test_packs_again.": {
        "academy/test_commands",
        "academy/test_commands_first",
        "academy/courses/test_packs_broken",
        "academy/roster/test_roster_doubts",
        "academy/roster/test_roster_faults",
        "academy/roster/test_roster_files",
        "academy/roster/test_workbooks",
        "academy/sign_in/test_sign_in_code",
        "compare/test_packs",
        "exchanges/rounds/test_commands",
    },
    "Words on pages: test_permission_matrix and test_what_grows open each of these pages here too.": {
        "academy/members/test_people_page",
        "academy/members/test_profile",
        "academy/test_languages",
        "desk/test_desk",
        "desk/test_rounds",
        "forum/test_reading_on",
        "forum/test_tabs",
        "kapok/test_logs",
        "kapok/test_mailbox",
        "test_language_of_words",
        "today/test_today",
    },
    "Counts of queries: Django asks as often here; test_what_grows measures here what each of them touches.": {
        "test_query_counts",
    },
    "Measures on each kind of text and on people: test_permission_matrix takes all of them here.": {
        "commons/moderation/test_measures_on_people",
        "commons/moderation/test_measures_on_texts",
        "commons/moderation/test_reports",
    },
    "Refusals before the database is asked, and the form of its answers.": {
        "rooms/live/test_catching_up",
        "rooms/messages/test_http",
        "rooms/protocol/test_fuzz",
        "rooms/protocol/test_fuzz_http",
        "rooms/protocol/test_fuzz_wire",
        "rooms/protocol/test_languages",
        "rooms/messages/test_lean",
        "rooms/protocol/test_limits",
        "rooms/protocol/test_protocol",
        "rooms/test_refusals",
    },
    "The end on SIGTERM, and a WSGI server: test_rooms_under_faults and the guide run both on PostgreSQL.": {
        "kapok/servers/test_draining",
        "kapok/servers/test_wsgi",
    },
    "What a process remembers equals what it makes anew: of the rows that it has read, whatever they come from.": {
        "board/test_board_pieces",
        "compare/test_versions",
        "forum/test_pieces",
        "rooms/test_pieces",
    },
    "Mail of many days with a moved clock: exchanges/test_year moves it here.": {"commons/telling/test_clock_moved"},
    "Examples of docs/live.md: test_servers acts them out here.": {"rooms/protocol/test_live_text"},
}
ONE_SERVER = {"rooms/protocol/test_servers": "at once"}
"""Servers differ only above the database, so their tests run here under this one alone."""


def is_asked(item: pytest.Item) -> bool:
    name = item.path.with_suffix("").relative_to(TESTS).as_posix()
    if item.get_closest_marker("database") or item.get_closest_marker("several_processes"):
        return True
    if item.get_closest_marker("browser") or item.get_closest_marker("pure"):
        return False
    server = getattr(item, "callspec", None) and item.callspec.params.get("name")  # type: ignore[attr-defined]
    if server and name in ONE_SERVER:
        return server == ONE_SERVER[name]
    return all(name not in names for names in LEFT_OUT.values())
