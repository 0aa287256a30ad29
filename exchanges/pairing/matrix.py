"""The worth of every pair at once: rows are the people of one side, columns those of the other.

Each part lies between 0 and 1:

topic      the product of both interests (``Delegate.interest``) in the round's topic, or else in their best topic
hours      the minutes a week in which both are free within the round's window, divided by 120, at most 1
language   1 for the same usual language, 0.6 for another one in common, else 0
kind       1 for the same kind of organisation (or, when the round mixes, for another one), else 0
interest   1 when an offer of one meets a need of the other, when one marked a text of the other, or when each marked
           what the other's bloc has on the same aspect; else half for each of the two who marked something of the
           other's bloc under the topic that the other ranked first; only under the round's topic, when it has one
countries  1 when neither has had a partner from the other's country, 0.5 when one of them has, 0 when both have

The worth is their weighted mean, rounded to 24 binary places. Sums and differences of worths are then exact, so that
the same input gives the same result on every machine.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from exchanges.pairing.interest_matrix import interests
from exchanges.pairing.people import Delegate
from exchanges.pairing.sets import as_rows, numbered
from exchanges.pairing.weights import PARTS, Values
from exchanges.scheduling.availability import free_minutes, weeks, window

Matrix = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
People = Sequence[Delegate]

FULL_HOURS = 120
LEAST_MINUTES = 60
SHARED_LANGUAGE = 0.6
GRAIN = 2.0**24


def worth_matrix(rows: People, columns: People, values: Values) -> Matrix:
    """Returns the worth of each pair of a row and a column, 0 to 1."""
    total = np.zeros((len(rows), len(columns)))
    for part in PARTS:
        total += values.weights.share(part) * measured(part, rows, columns, values)
    return np.round(total * GRAIN) / GRAIN


def measured(part: str, rows: People, columns: People, values: Values) -> Matrix:
    """Returns one part of the worth of each pair, 0 to 1, before weights."""
    return _MEASURES[part](rows, columns, values)


def lacking(rows: People, columns: People, values: Values) -> Mask:
    """Returns the pairs that lack what the round needs: a free hour a week in common, a language in common."""
    lack = np.zeros((len(rows), len(columns)), dtype=bool)
    if values.weights.needs_hours:
        lack |= measured("hours", rows, columns, values) < LEAST_MINUTES / FULL_HOURS
    if values.weights.needs_language:
        lack |= measured("language", rows, columns, values) == 0
    return lack


def _topic(rows: People, columns: People, values: Values) -> Matrix:
    best = np.zeros((len(rows), len(columns)))
    for topic in [values.topic] if values.topic else values.topics:
        ours, theirs = ([person.interest(topic) for person in side] for side in (rows, columns))
        np.maximum(best, np.outer(ours, theirs), out=best)
    return best


def _hours(rows: People, columns: People, values: Values) -> Matrix:
    """Cuts the window where anybody's free time begins or ends, and sums the pieces in which both are free."""
    begin, end = window(values.opens, values.closes)
    spans = {diary: free_minutes(*diary, begin, end) for diary in {person.diary for person in [*rows, *columns]}}
    cuts = np.unique([begin, end, *(minute for minutes in spans.values() for span in minutes for minute in span)])
    free = {diary: _pieces(minutes, cuts) for diary, minutes in spans.items()}
    patterns, same = np.unique(np.array(list(free.values())), axis=1, return_inverse=True)  # weeks repeat
    lengths = np.bincount(same.ravel(), weights=np.diff(cuts)).astype(np.float32)
    pattern = dict(zip(free, patterns.astype(np.float32), strict=True))
    ours, theirs = (np.array([pattern[person.diary] for person in side]) for side in (rows, columns))
    minutes = ((ours * lengths) @ theirs.T).astype(np.float64)  # exact: whole numbers under 2**24
    return np.minimum(minutes / weeks(begin, end) / FULL_HOURS, 1)


def _pieces(spans: Sequence[tuple[int, int]], cuts: npt.NDArray[np.int64]) -> Mask:
    free = np.zeros(len(cuts) - 1, dtype=bool)
    for first, last in spans:
        free[np.searchsorted(cuts, first) : np.searchsorted(cuts, last)] = True
    return free


def _language(rows: People, columns: People, values: Values) -> Matrix:
    codes = numbered(code for person in [*rows, *columns] for code in person.languages)
    ours, theirs = (as_rows([person.languages for person in side], codes) for side in (rows, columns))
    shared = np.where(ours @ theirs.T > 0, SHARED_LANGUAGE, 0.0)
    usual = [np.array([codes[p.languages[0]] if p.languages else -1 for p in side]) for side in (rows, columns)]
    shared[(usual[0][:, None] == usual[1]) & (usual[0] >= 0)[:, None]] = 1
    return shared


def _kind(rows: People, columns: People, values: Values) -> Matrix:
    kinds = numbered(person.kind for person in [*rows, *columns])
    ours, theirs = (np.array([kinds[person.kind] for person in side]) for side in (rows, columns))
    same = ours[:, None] == theirs
    return (~same if values.weights.mixed else same).astype(np.float64)


def _interest(rows: People, columns: People, values: Values) -> Matrix:
    return interests(rows, columns, values.topic)


def _countries(rows: People, columns: People, values: Values) -> Matrix:
    countries = numbered(person.country for person in [*rows, *columns])
    ours, theirs = (np.array([countries[person.country] for person in side]) for side in (rows, columns))
    we_met, they_met = (as_rows([set(p.earlier.values()) for p in side], countries) for side in (rows, columns))
    return 1 - (we_met[:, theirs].astype(np.float64) + they_met[:, ours].T) / 2


_MEASURES: dict[str, Callable[[People, People, Values], Matrix]] = {
    "topic": _topic,
    "hours": _hours,
    "language": _language,
    "interest": _interest,
    "kind": _kind,
    "countries": _countries,
}
