"""Chooses the tests that run again on PostgreSQL and Redis: all that use a database, and new tests too.

Only the files that are named here are left out, with the reason: PostgreSQL could not give another answer, or another
test covers it. Tests marked ``database`` (constraints, locks, searches, races) run in any case.
"""

import pytest

LEFT_OUT = {
    "Files and typed words: they reach the database as in test_roster_twice and test_packs.": {
        "academy/test_commands",
        "academy/test_packs_broken",
        "academy/test_roster_faults",
        "exchanges/test_commands",
    },
    "Words on pages: test_permission_matrix and test_query_counts open each of these pages here too.": {
        "academy/test_people_page",
        "academy/test_profile",
        "desk/test_desk",
        "desk/test_rounds",
        "kapok/test_mailbox",
        "test_language_of_words",
        "today/test_today",
    },
    "Measures on each kind of text: test_permission_matrix takes all of them here.": {
        "commons/test_measures_on_texts",
        "commons/test_reports",
    },
    "Refusals before the database is asked, and the form of its answers.": {
        "rooms/test_fuzz_wire",
        "rooms/test_languages",
        "rooms/test_lean",
        "rooms/test_limits",
        "rooms/test_refusals",
    },
    "The end on SIGTERM, and a WSGI server: test_rooms_under_faults and the guide run both on PostgreSQL.": {
        "kapok/test_draining",
        "kapok/test_wsgi",
    },
    "Examples of docs/live.md: test_servers acts them out here.": {"rooms/test_live_text"},
}
ONE_SERVER = {"rooms/test_servers": "at once"}
"""Servers differ only above the database, so their tests run here under this one alone."""


def is_asked(item: pytest.Item) -> bool:
    name = "/".join(item.path.with_suffix("").parts[-2:])
    if item.get_closest_marker("database") or item.get_closest_marker("several_processes"):
        return True
    if item.get_closest_marker("browser") or item.get_closest_marker("pure"):
        return False
    server = getattr(item, "callspec", None) and item.callspec.params.get("name")  # type: ignore[attr-defined]
    if server and name in ONE_SERVER:
        return server == ONE_SERVER[name]
    return all(name not in names for names in LEFT_OUT.values())
