"""The scaling model: its sums are right, needs only grow, and the page shows its tables."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import scaling
from tools.scaling import PAGE, Assumptions, Costs, first, limits, need, read, tables, written_into

pytestmark = pytest.mark.pure

PLAIN = Costs(
    page_cpu_ms=10,
    send_cpu_us=500,
    delivery_cpu_us=50,
    announcement_cpu_us=200,
    page_database_ms=5,
    send_database_us=400,
    socket_kb=40,
    message_kb=1,
    page_kb=10,
    frame_kb=0.5,
    commits_a_second=1000,
    announcements_a_second=10_000,
)
ASSUMED = Assumptions(
    online=0.1, in_rooms=0.5, pages_a_minute=6, sends_a_minute=12, audience=10, load=0.5, writing_pages=0.1
)


def test_6000_people_need_what_was_computed_by_hand() -> None:
    """600 of 6,000 people are online: 60 pages a second, 300 sockets, 60 sends and 600 deliveries a second."""
    found = need(6000, PLAIN, ASSUMED)
    assert (found.pages, found.sockets, found.sends, found.deliveries) == pytest.approx((60, 300, 60, 600))
    assert found.socket_gigabytes == pytest.approx(0.012)
    # pages: 60 × 10 ms = 0.6 of a core, at half load 1.2 → 2; rooms: 60 × 0.7 ms + 600 × 0.05 ms = 0.072 → 1
    assert (found.page_processes, found.room_processes, found.machines) == (2, 1, 1)
    # database: 60 × 5 ms + 60 × 0.4 ms = 0.324 of a core, at half load 0.648
    assert found.database_cores == pytest.approx(0.648)
    assert found.commits == pytest.approx(66)
    assert found.databases == 1
    assert (found.redis_messages, found.redis_servers) == (0, 0), "one process of rooms tells nobody"
    assert found.gigabytes_a_year == pytest.approx(6000 * 400 * 1 / 1e6)
    assert found.megabits == pytest.approx((60 * 10 + 600 * 0.5) * 8 / 1000)
    assert found.euros_a_month == 150


def test_6_million_people_need_what_was_computed_by_hand() -> None:
    """A thousand times as many people take 60,000 pages and 60,000 sends a second."""
    found = need(6_000_000, PLAIN, ASSUMED)
    assert found.page_processes == 1200
    assert found.room_processes == 144, "(60,000 × 0.7 ms + 600,000 × 0.05 ms) ÷ 0.5"
    assert found.machines == 84
    assert found.databases == 132, "66,000 commits at 500 each"
    assert found.redis_messages == pytest.approx(120_000)
    assert found.redis_servers == 24, "5,000 at half load each"
    assert found.euros_a_month == 84 * 150 + 132 * 1200


def test_sockets_alone_can_need_processes() -> None:
    quiet = dataclasses.replace(ASSUMED, sends_a_minute=0.001)
    assert need(1_000_000, PLAIN, quiet).room_processes == 10


@given(st.integers(1, 10**8), st.integers(1, 10**8))
def test_more_people_never_need_less(one, other) -> None:
    fewer, more = (dataclasses.astuple(need(people, read(), Assumptions())) for people in sorted((one, other)))
    assert all(small <= large for small, large in zip(fewer, more, strict=True))


@given(st.sampled_from([field.name for field in dataclasses.fields(Costs)]), st.floats(1, 100))
def test_higher_costs_never_carry_more_people(name, times) -> None:
    costs = read()
    factor = 1 / times if name.endswith("a_second") else times
    dearer = dataclasses.replace(costs, **{name: getattr(costs, name) * factor})
    for step, resources in limits(costs, Assumptions()).items():
        assert first(limits(dearer, Assumptions())[step])[1] <= first(resources)[1] * (1 + 1e-9)


def test_a_resource_is_just_full_at_its_limit() -> None:
    """Limits and needs come from the same sums."""
    people = limits(PLAIN, ASSUMED)["many machines, one primary, one Redis"]["the primary's commits"]
    assert need(int(people), PLAIN, ASSUMED).commits == pytest.approx(PLAIN.commits_a_second * ASSUMED.load, rel=1e-3)
    cores = limits(PLAIN, ASSUMED)["many machines, one primary, one Redis"]["the primary's cores"]
    assert need(int(cores), PLAIN, ASSUMED).database_cores == pytest.approx(ASSUMED.database_cores, rel=1e-3)


def test_the_limit_of_redis_counts_messages_to_every_process() -> None:
    full = limits(PLAIN, ASSUMED)["many machines, one primary, one Redis"]["Redis"]
    sends = 0.01 * full
    processes = sends * (0.5e-3 + 10 * 0.05e-3) / 0.5
    assert sends * (1 + processes) == pytest.approx(10_000 * 0.5)


def test_the_first_full_resource_is_named() -> None:
    slow_disk = dataclasses.replace(PLAIN, commits_a_second=5)
    assert first(limits(slow_disk, ASSUMED)["one process, SQLite"])[0] == "the disk's commits"
    dear_pages = dataclasses.replace(PLAIN, page_cpu_ms=500)
    assert first(limits(dear_pages, ASSUMED)["one process, SQLite"])[0] == "its core"


def test_every_cost_has_a_value_a_meaning_and_a_source() -> None:
    import json

    for name, said in json.loads(scaling.COSTS.read_text(encoding="utf-8")).items():
        assert said["value"] > 0, name
        assert said["is"], name
        assert said["measured"], name


def test_the_page_shows_the_tables_of_the_model() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert written_into(page, tables(read(), Assumptions())) == page, "`python tools/scaling.py --write` mends it"
