"""A message without what says nothing: whoever fills in what is empty has all of it again."""

import pytest

from commons.rendering import to_html
from exchanges.changes import lean

pytestmark = pytest.mark.pure
EMPTY = {"stage": None, "edited_at": None, "deleted_at": None, "hidden_at": None, "reply_to": None, "reactions": {}}


def message(body: str, **more: object) -> dict[str, object]:
    return {"id": 1, "body": body, "html": to_html(body) if body else ""} | EMPTY | more


@pytest.mark.parametrize("body", ["x", "Bonjour, it's five o'clock", "Três, ça va, 👍 €5", "a  b"])
def test_a_line_of_plain_text_is_said_once(body: str) -> None:
    assert lean(message(body)) == {"id": 1, "body": body}


@pytest.mark.parametrize(
    "body",
    [
        "*x*",
        "a & b",
        "a &amp; b",
        "a &lt;b&gt; c",
        "<b>x</b>",
        "a\nb",
        "a\n\nb",
        "# x",
        "1. x",
        "https://example.org",
        "&nbsp;",
        "\\*x",
    ],
)
def test_what_reads_otherwise_than_it_was_typed_keeps_both(body: str) -> None:
    assert lean(message(body)) == {"id": 1, "body": body, "html": to_html(body)}


def test_what_is_withheld_says_so_and_its_text_is_empty() -> None:
    assert lean(message("", deleted_at="2026-01-01T10:00:00.000Z")) == {
        "id": 1, "body": "", "deleted_at": "2026-01-01T10:00:00.000Z",
    }  # fmt: skip


def test_what_is_said_stays() -> None:
    more = {"reply_to": 3, "reactions": {"👍": [5]}, "edited_at": "2026-01-01T10:00:00.000Z"}
    assert lean(message("x", **more)) == {"id": 1, "body": "x"} | more
