"""Acts cost as many queries for a crowd as for two, and the database knows their ids for ever."""

import datetime
import re
import uuid
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from rooms.messages.frames import Delete, Edit, React, Send
from rooms.messages.posting import Ack, Done, Work, post_all
from rooms.models import Message, Receipt, Room
from tests import cast
from tests.server import ROOT


def queries(works: list[Work]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        done = post_all(works)
    assert all(isinstance(answer, Ack) for answer in done.answers)
    return len(asked)


def sent(done: Done) -> list[int]:
    return [answer.message for answer in done.answers if isinstance(answer, Ack)]


@pytest.mark.parametrize("slow", [0, 1], ids=["", "in slow mode"])
def test_a_commit_costs_as_many_queries_for_a_hundred_authors_as_for_two(edition, room, slow) -> None:
    people = [member.pk for member in cast.crowd(edition, "ECOWAS", 102)]

    def works(authors: list[int]) -> list[Work]:
        """Returns acts: each author answers their own message and reacts to it; one edits theirs, one deletes
        theirs.
        """
        Room.objects.update(slow_seconds=0)
        before = sent(post_all([Work(room.pk, author, Send(uuid.uuid4(), "Before")) for author in authors]))
        Room.objects.update(slow_seconds=slow)
        Message.objects.update(sent_at=F("sent_at") - datetime.timedelta(hours=1))
        acts = [(author, React(uuid.uuid4(), said, "👍", True)) for author, said in zip(authors, before, strict=True)]
        acts += [(author, Send(uuid.uuid4(), "*Now*", said)) for author, said in zip(authors, before, strict=True)]
        acts += [(authors[0], Edit(uuid.uuid4(), before[0], "Else")), (authors[1], Delete(uuid.uuid4(), before[1]))]
        return [Work(room.pk, *act) for act in acts]

    assert queries(works(people[:2])) == queries(works(people[2:]))


def test_a_year_later_the_same_ids_get_the_same_acks(room, adjoa, kerwin, does) -> None:
    question = does(adjoa, Send(uuid.uuid4(), "Who pays the pension?"))
    acts = [
        (adjoa, Send(uuid.uuid4(), "And where?", question.message)),
        (kerwin, React(uuid.uuid4(), question.message, "💡", True)),
        (adjoa, Edit(uuid.uuid4(), question.message, "Who pays?")),
        (adjoa, Delete(uuid.uuid4(), question.message)),
    ]
    acks = [does(*act) for act in acts]
    year = datetime.timedelta(days=366)
    Receipt.objects.update(at=F("at") - year)
    Message.objects.update(sent_at=F("sent_at") - year)
    for upkeep in ("clearsessions", "prune_db_task_results", "remove_samples"):
        call_command(upkeep)
    assert [does(*act) for act in acts] == acks
    assert Receipt.objects.count() == 3


def test_only_the_ledger_uses_receipts_and_it_deletes_none() -> None:
    def speaks_of_receipts(file: Path) -> bool:
        return bool(re.search(r"\breceipts?\b|rooms_receipt", file.read_text(encoding="utf-8"), re.I))

    code = [file for app in APPS for file in (ROOT / app).rglob("*.py")]
    known = {str(file.relative_to(ROOT)) for file in code if speaks_of_receipts(file)}
    assert known == {
        "rooms/messages/ledger.py",
        "rooms/migrations/0001_start.py",
        "rooms/models/__init__.py",
        "rooms/models/messages.py",
    }
    taken_away = re.findall(r".*\.delete\(\)", (ROOT / "rooms" / "messages" / "ledger.py").read_text(encoding="utf-8"))
    assert [line.strip().partition(".")[0] for line in taken_away] == ["MessageReaction"]


APPS = ("academy", "commons", "desk", "exchanges", "forum", "kapok", "rooms", "today")
