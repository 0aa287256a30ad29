"""What PostgreSQL and Redis are asked once everything has run on SQLite: all that touches a database, new tests too.

Left out is only what is named here, with the reason: PostgreSQL could not answer it otherwise, or another test asks it
the same. What a mark calls ``database`` (constraints, locks, searches, races) is asked in any case.
"""

import pytest

LEFT_OUT = {
    "Files and typed words: no more of them reaches the database than in test_roster_twice and test_packs.": {
        "academy/test_commands",
        "academy/test_packs_broken",
        "academy/test_roster_faults",
        "exchanges/test_commands",
    },
    "Words on pages: test_permission_matrix and test_query_counts open each of these here, too.": {
        "academy/test_people_page",
        "academy/test_profile",
        "desk/test_desk",
        "desk/test_rounds",
        "kapok/test_mailbox",
        "today/test_today",
    },
    "Measures on one kind of text after the other: test_permission_matrix takes all of them here.": {
        "commons/test_measures_on_texts",
        "commons/test_reports",
    },
    "What a door says before it asks the database, and of what it answered.": {
        "rooms/test_fuzz_wire",
        "rooms/test_languages",
        "rooms/test_lean",
        "rooms/test_limits",
        "rooms/test_refusals",
    },
    "Examples of the text: test_servers acts them out here.": {"rooms/test_live_text"},
}
ONE_SERVER = {"rooms/test_servers": "at once"}
"""Servers differ above the database: the tests of all of them are asked here under this one."""


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
