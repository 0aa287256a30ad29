"""Our SQLite writes placeholders as Django's does."""

import pytest
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from kapok.sqlite.base import Cursor

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("query", ["SELECT %s", "a LIKE '%%x' AND b = %s", "a = 100%%s OR b = %s", "SELECT 1"])
def test_placeholders_are_those_of_django(query) -> None:
    ours, theirs = (made.convert_query(None, query) for made in (Cursor, SQLiteCursorWrapper))
    assert ours == theirs
