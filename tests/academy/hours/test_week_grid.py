"""The grid of the week: it shows whole hours, and changes only those whose cells were changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.hours.free_hours import DAY, WEEK
from academy.hours.hours_form import MOST_SPANS
from academy.hours.week_grid import CELLS, cells_of, changed, touched_cells

spans = st.tuples(st.integers(0, 6), st.integers(0, 95), st.integers(1, 95)).map(
    lambda said: [said[0], said[1] * 15, said[1] * 15 + min(said[2], 95) * 15]
)
some_hours = st.lists(spans, max_size=6).map(sorted)
some_cells = st.sets(st.sampled_from(CELLS), max_size=30)


def minutes_of(hours) -> set[int]:
    return {(day * DAY + minute) % WEEK for day, start, end in hours for minute in range(start, end, 15)}


def quarters(cell: str) -> set[int]:
    day, hour = map(int, cell.split("-"))
    return set(range(day * DAY + hour * 60, day * DAY + hour * 60 + 60, 15))


@pytest.mark.pure
@given(hours=some_hours)
def test_a_cell_is_free_when_its_whole_hour_is(hours) -> None:
    free = minutes_of(hours)
    assert cells_of(hours) == {cell for cell in CELLS if quarters(cell) <= free}
    assert touched_cells(hours) == {cell for cell in CELLS if quarters(cell) & free}


@pytest.mark.pure
@given(hours=some_hours, sent=some_cells)
def test_only_the_cells_that_were_changed_change_the_hours(hours, sent) -> None:
    shown = cells_of(hours)
    free = minutes_of(hours)
    for cell in sent - shown:
        free |= quarters(cell)
    for cell in shown - sent:
        free -= quarters(cell)
    found = changed(hours, shown, sent)
    assert minutes_of(found) == free
    assert all(0 <= day <= 6 and 0 <= start < DAY and start < end <= start + DAY for day, start, end in found)
    assert changed(found, cells_of(found), cells_of(found)) == found


@pytest.mark.pure
def test_a_night_stays_one_span_also_from_sunday_to_monday() -> None:
    shown = cells_of([[6, 1320, 1500]])
    assert shown == {"6-22", "6-23", "0-0"}
    assert changed([[6, 1320, 1500]], shown, shown | {"0-1"}) == [[6, 1320, 1560]]


@pytest.mark.pure
def test_the_whole_week_is_seven_days() -> None:
    assert changed([], [], CELLS) == [[day, 0, DAY] for day in range(7)]


@pytest.mark.parametrize("address", ["/you/", "/courses/lma-2023/welcome/"])
def test_ticks_are_saved_without_a_script_and_minutes_stay(adjoa, client_of, address) -> None:
    adjoa.free_hours = [[0, 540, 750], [1, 600, 645]]
    adjoa.save()
    browser = client_of(adjoa)
    page = browser.get(f"{address}?step=2")
    form = page.context["form"]
    text = page.content.decode()
    assert 'value="0-9" aria-label="Monday 09:00" class="part" checked' in text
    assert 'value="0-12" aria-label="Monday 12:00" class="part">' in text
    assert "<b data-clock>Porto-Novo</b>" in text
    sent = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}
    browser.post(address, {**sent, "free": ["0-10", "0-11", "6-23"], "step": "2"})
    adjoa.refresh_from_db()
    assert adjoa.free_hours == [[0, 600, 750], [1, 600, 645], [6, 1380, 1440]]


@pytest.mark.parametrize("sent", [{"free": ["9-9"]}, {"free": ["x", "0-24"], "free_shown": "x 0-9 \0"}])
def test_a_cell_that_is_none_is_refused_at_the_grid(adjoa, client_of, sent) -> None:
    answer = client_of(adjoa).post("/courses/lma-2023/welcome/", {"step": "2", "time_zone": "UTC", **sent})
    assert answer.status_code == 200
    assert "free" in answer.context["form"].errors


def test_a_form_without_the_grid_changes_nothing_by_it(adjoa, client_of) -> None:
    client_of(adjoa).post(
        "/courses/lma-2023/welcome/", {"step": "2", "time_zone": "UTC", "from_1": "9:15", "to_1": "10:00"}
    )
    adjoa.refresh_from_db()
    assert adjoa.free_hours == [[1, 555, 600]]


def test_more_spans_of_a_day_than_the_form_shows_are_refused(adjoa, client_of) -> None:
    every_other = {"free": [f"0-{hour}" for hour in range(0, 24, 2)]}
    rows = {"from_0": "01:15", "to_0": "01:30"}
    said = {"step": "2", "time_zone": "UTC", **every_other, **rows}
    answer = client_of(adjoa).post("/courses/lma-2023/welcome/", said)
    assert f"At most {MOST_SPANS} spans a day" in answer.content.decode()
    assert 'value="0-4" aria-label="Monday 04:00" checked' in answer.content.decode()
