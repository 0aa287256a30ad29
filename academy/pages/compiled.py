"""Queries of every page. Django writes their SQL once for each thread, because writing costs ten times the query.

The process also remembers the rows that it made of each answer of the database, by all values of the answer, and gives
copies. Another value makes another answer, so no row can be stale.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Generic, TypeVar, overload

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, CharField, Expression, Field, QuerySet
from django.db.models.query import get_related_populators

from academy.pages.numbers import LARGEST

Row = TypeVar("Row")
MOST_ROWS = 2**13
AT_ONCE = 100


class Later(Expression):
    """A placeholder in a queryset for a value that each call gives under this name."""

    def __init__(self, name: str, field: Field[Any, Any], place: int | None = None) -> None:
        super().__init__(output_field=field)
        self.name, self.place = name, place
        self.is_id = type(field) is BigIntegerField

    def prepared(self, values: Mapping[str, Any], connection: Any) -> Any:
        value = self.of(values)
        if self.is_id and type(value) is int:
            return value  # as its field would do it
        return self.output_field.get_db_prep_value(value, connection)

    def of(self, values: Mapping[str, Any]) -> Any:
        """Returns the value, or the one at ``place`` in a list of values. A short list is filled up with its first
        value."""
        given = values[self.name]
        return given if self.place is None else given[self.place if self.place < len(given) else 0]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


def later_id(name: str) -> Later:
    return Later(name, BigIntegerField())


def later_ids(name: str, most: int) -> list[Any]:
    """Stands for the ids of an ``__in``: each call gives between one and ``most`` of them."""
    return [Later(name, BigIntegerField(), place) for place in range(most)]


def later_text(name: str) -> Later:
    return Later(name, CharField())


def later_texts(name: str, most: int) -> list[Any]:
    """Stands for the texts of an ``__in``, as ``later_ids`` for ids."""
    return [Later(name, CharField(), place) for place in range(most)]


class Compiled(Generic[Row]):
    """A queryset of rows with their ``select_related`` and annotations, or of ``values_list``.

    ``build`` makes the queryset with ``Later`` for what changes, and without ``prefetch_related``. The rows are those
    of ``build`` itself, or what ``shown`` makes of each: a value that nobody changes, so that all readers get the same.
    """

    @overload
    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None: ...

    @overload
    def __init__(self, build: Callable[[], QuerySet[Any, Any]], shown: Callable[[Any], Row]) -> None: ...

    def __init__(self, build: Callable[[], QuerySet[Any, Any]], shown: Callable[[Any], Any] | None = None) -> None:
        self.build, self.shown = build, shown
        self._of_thread = threading.local()

    def first(self, **values: Any) -> Row | None:
        return next(iter(self.all(**values)), None)

    def all(self, **values: Any) -> list[Row]:
        rows: list[Any] = [_made(self, answer) for answer in self.plan().ask(values)]
        if self.shown is not None:
            return rows
        copies: list[Any] = [row if type(row) is tuple else row.copied({}) for row in rows]
        return copies

    def plan(self) -> "_Plan":
        connection = connections[DEFAULT_DB_ALIAS]
        known = vars(self._of_thread)
        if known.get("connection") is not connection:
            known.update(connection=connection, plan=_Plan(self.build()))
        plan: _Plan = known["plan"]
        return plan


class Sized(Generic[Row]):
    """Compiled querysets that look for a list of ids, one for each power of two of its length: SQLite would read a
    small table to its end for a query with places for many more ids. ``build`` gets what stands for the ids."""

    @overload
    def __init__(self, build: Callable[[list[Any]], QuerySet[Any, Row]]) -> None: ...

    @overload
    def __init__(self, build: Callable[[list[Any]], QuerySet[Any, Any]], shown: Callable[[Any], Row]) -> None: ...

    def __init__(
        self, build: Callable[[list[Any]], QuerySet[Any, Any]], shown: Callable[[Any], Any] | None = None
    ) -> None:
        self.build, self.shown = build, shown
        self._of_size: dict[int, Compiled[Any]] = {}

    def all(self, ids: Collection[int], **values: Any) -> list[Row]:
        """One query; none without ids."""
        if not ids:
            return []
        size = 1 << (len(ids) - 1).bit_length()
        if size not in self._of_size:
            build, shown = (lambda: self.build(later_ids("ids", size))), self.shown
            self._of_size[size] = Compiled(build) if shown is None else Compiled(build, shown)
        rows: list[Row] = self._of_size[size].all(ids=list(ids), **values)
        return rows


def asked(of: Compiled[Any], name: str, ids: Iterable[int]) -> Iterator[Any]:
    """Yields the rows as the database has them, without remembering them, of a queryset whose only later value is an
    ``__in`` of ``later_ids(name, AT_ONCE)``. One query for each AT_ONCE ids."""
    wanted = list(ids)
    for start in range(0, len(wanted), AT_ONCE):
        yield from of.plan().ask({name: wanted[start : start + AT_ONCE]})


def held(one: Any, name: str, rows: list[Any]) -> None:
    """Gives an object the rows behind a reverse relation, as ``prefetch_related`` does."""
    related = getattr(one, name).all()
    related._result_cache, related._prefetch_done = rows, True
    vars(one).setdefault("_prefetched_objects_cache", {})[name] = related


@lru_cache(maxsize=MOST_ROWS)
def _made(of: Compiled[Any], answer: tuple[Any, ...]) -> Any:
    """Returns the row, if nobody changes it; otherwise an object that makes a copy for each reader."""
    row = of.plan().made(answer)
    if of.shown is not None:
        return of.shown(row)
    if type(row) is tuple:
        return _Values(row) if any(isinstance(value, _CHANGEABLE) for value in row) else row
    return _Object(row, {})


_CHANGEABLE = (dict, list)


def _own(value: Any) -> Any:
    """Returns a copy of a JSON value in a fifth of the time of ``deepcopy``, which expects more than JSON."""
    if isinstance(value, dict):
        return {key: _own(each) for key, each in value.items()}
    return [_own(each) for each in value] if isinstance(value, list) else value


class _Values:
    """The values of a row, some of which a reader could change."""

    def __init__(self, row: tuple[Any, ...]) -> None:
        self.row = row

    def copied(self, _copies: "dict[_Object, Any]") -> Any:
        return tuple([_own(value) for value in self.row])


class _Object:
    """A row that was read, with the rows behind its foreign keys. Each reader gets a copy of their own."""

    def __init__(self, one: Any, known: "dict[int, _Object]") -> None:
        known[id(one)] = self
        self.type: Any = type(one)
        self.values = {key: held for key, held in vars(one).items() if key != "_state"}
        self.changeable = [key for key, held in self.values.items() if isinstance(held, _CHANGEABLE)]
        self.state_type, self.state = type(one._state), vars(one._state)
        self.related = {
            name: known.get(id(other)) or _Object(other, known) if other is not None else None
            for name, other in one._state.fields_cache.items()
        }

    def copied(self, copies: "dict[_Object, Any]") -> Any:
        copies[self] = one = self.type.__new__(self.type)
        held, state = vars(one), self.state_type()
        held.update(self.values)
        for key in self.changeable:
            held[key] = _own(held[key])
        vars(state).update(self.state)
        state.fields_cache = {
            name: other and (copies.get(other) or other.copied(copies)) for name, other in self.related.items()
        }
        held["_state"] = state
        return one


class _Plan:
    """The SQL, and the way from its rows to objects, as in ``django.db.models.query.ModelIterable``."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self.compiler: Any = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self.sql, self.params = self.compiler.as_sql()
        select, about = self.compiler.select, self.compiler.klass_info
        self.converters = self.compiler.get_converters([expression for expression, _sql, _alias in select])
        self.model: Any = None
        if queryset._fields is not None:  # type: ignore[attr-defined]
            return  # Values: each row stays a tuple.
        self.model = about["model"]
        fields = about["select_fields"]
        self.begins, self.ends = fields[0], fields[-1] + 1
        self.names = [expression.target.attname for expression, _sql, _alias in select[self.begins : self.ends]]
        self.related = get_related_populators(about, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # Django 6's
        self.annotations = dict(self.compiler.annotation_col_map or {})

    def ask(self, values: dict[str, Any]) -> list[Any]:
        if any(isinstance(value, int) and not -LARGEST <= value <= LARGEST for value in values.values()):
            return []  # No database holds such a number.
        connection = self.compiler.connection
        params = [each.prepared(values, connection) if isinstance(each, Later) else each for each in self.params]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            return cursor.fetchall()

    def made(self, answer: tuple[Any, ...]) -> Any:
        row: Any = answer
        if self.converters:
            [row] = self.compiler.apply_converters([answer], self.converters)
        if not self.model:
            return tuple(row)
        one = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.begins : self.ends])
        for related in self.related:
            related.populate(row, one)
        for name, place in self.annotations.items():
            setattr(one, name, row[place])
        return one
