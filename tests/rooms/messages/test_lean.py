"""A lean message leaves out empty fields, and a client that fills them in has the whole message."""

import uuid

import pytest

from commons.texts.rendering import to_html
from rooms.messages.changes import lean
from tests.faults.following import EMPTY, whole
from tests.frames import SCHEMA
from tests.held import Held
from tests.server import hear, hello, say, send

ALL = set(SCHEMA["$defs"]["lean_message"]["properties"]) - {"field", "over"}  # of the worksheet alone
READS_OTHERWISE = [
    "*x*", "\\*x", "# x", "1. x", "a & b", "a &amp; b", "a &lt;b&gt; c", "&nbsp;", "<b>x</b>", "a\nb", "a\n\nb", "a  b",
    "a\tb", "https://example.org",
]  # fmt: skip


def message(body: str, **more: object) -> dict[str, object]:
    return {"id": 1, "body": body, "html": to_html(body) if body else ""} | EMPTY | more


@pytest.mark.pure
@pytest.mark.parametrize("body", ["x", "Bonjour, it's \"five\" o'clock", "Três, ça va, 👍 €5"])
def test_plain_text_is_sent_once(body: str) -> None:
    assert lean(message(body)) == {"id": 1, "body": body}


@pytest.mark.pure
@pytest.mark.parametrize("body", READS_OTHERWISE)
def test_a_text_that_renders_differently_keeps_both(body: str) -> None:
    assert lean(message(body)) == {"id": 1, "body": body, "html": to_html(body)}


@pytest.mark.pure
def test_a_withheld_message_says_so_and_its_text_is_empty() -> None:
    when = "2026-01-01T10:00:00.000Z"
    assert lean(message("", deleted_at=when)) == {"id": 1, "body": "", "deleted_at": when}


@pytest.mark.pure
def test_fields_with_values_stay() -> None:
    more = {"reply_to": 3, "reactions": {"👍": [5]}, "edited_at": "2026-01-01T10:00:00.000Z"}
    assert lean(message("x", **more)) == {"id": 1, "body": "x"} | more


async def test_lean_messages_fill_up_to_the_whole_ones(server, pair):
    async with (
        server.socket("adjoa", pair) as adjoa,
        server.socket("kerwin", pair) as kerwin,
        server.socket("kerwin", pair) as other,
    ):
        await hello(adjoa)
        await hello(other)
        await say(kerwin, type="hello", since=0, lean=True)
        await hear(kerwin, "welcome")
        first = await send(adjoa, 'Good morning, it\'s "me"')
        await send(adjoa, "Good morning")
        await send(adjoa, "Good *morning*", reply_to=first["message"])
        await say(adjoa, type="react", id=str(uuid.uuid4()), message=first["message"], emoji="👍", on=True)
        await say(adjoa, type="edit", id=str(uuid.uuid4()), message=first["message"] + 1, body="Good night")
        full, spared = Held(), Held()
        await full.read(other, 5)
        await spared.read(kerwin, 5)
        later = []
        for connection, asks in ((other, True), (kerwin, False)):  # the last hello decides, for the catch-up too
            await say(connection, type="hello", since=0, lean=asks)
            await hear(connection, "welcome")
            later.append(await Held().read(connection, 5))
    assert [held.messages for held in later] == [spared.messages, full.messages]
    assert [set(said) for said in full.messages.values()] == [ALL] * 3
    assert [whole(said) for said in spared.messages.values()] == list(full.messages.values())
    never = {"stage", "deleted_at", "hidden_at"}
    assert [ALL - set(said) for said in spared.messages.values()] == [
        never | {"html", "edited_at", "reply_to"},
        never | {"html", "reply_to", "reactions"},
        never | {"edited_at", "reactions"},
    ]
