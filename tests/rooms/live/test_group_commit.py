"""Acts share a commit: one that breaks it harms nobody else, and a database that takes no writes is retried later."""

import asyncio
import threading
import uuid

import pytest
from django.db import IntegrityError, OperationalError

from rooms.live import group_commit
from rooms.live.group_commit import GroupCommit
from rooms.messages import costly, posting
from rooms.messages.frames import Delete, Send
from rooms.messages.posting import Ack, Done, Refusal, Work

pytestmark = pytest.mark.pure
BROKEN = "breaks the transaction"


COSTLY = "[*_" * 1333


def work(body: str = "Hello.", author: int = 1) -> Work:
    return Work(1, author, Send(uuid.uuid4(), body))


class Database:
    """Commits its acts, unless one breaks the commit, or the database is away."""

    def __init__(self) -> None:
        self.groups: list[int] = []
        self.works: list[Work] = []
        self.away = False

    def post_all(self, works: list[Work]) -> Done:
        self.groups.append(len(works))
        self.works += works
        if self.away:
            raise OperationalError("the pool is full")
        if any(one.act.body == BROKEN for one in works):
            raise IntegrityError("no such author")
        return Done([Ack(one.act.id, n, n, n) for n, one in enumerate(works, 1)], {})


@pytest.fixture
def database(monkeypatch) -> Database:
    made = Database()
    monkeypatch.setattr(group_commit, "post_all", made.post_all)
    monkeypatch.setattr(group_commit, "close_old_connections", lambda: None)
    return made


async def answers(commit: GroupCommit, works: list[Work]) -> list[Ack | Refusal]:
    said: dict[uuid.UUID, Ack | Refusal] = {}
    for one in works:
        commit.post(one, lambda answer: said.__setitem__(answer.id, answer))
    await asyncio.wait_for(commit.finished(), 5)
    return [said[one.act.id] for one in works]


async def test_acts_that_arrive_during_a_commit_share_the_next_one(database):
    commit = GroupCommit(lambda done: None)
    assert all(isinstance(answer, Ack) for answer in await answers(commit, [work() for _n in range(40)]))
    assert sum(database.groups) == 40
    assert len(database.groups) <= 2


async def test_an_act_that_breaks_a_commit_fails_alone(database):
    works = [work(), work(BROKEN), work()]
    said = await answers(GroupCommit(lambda done: None), works)
    assert [type(answer) for answer in said] == [Ack, Refusal, Ack]
    assert (said[1].code, said[1].retry_after) == ("rate", 2)


async def test_all_acts_are_refused_at_once_while_the_database_takes_no_writes(database):
    database.away = True
    said = await answers(GroupCommit(lambda done: None), [work() for _n in range(30)])
    assert {(answer.code, answer.retry_after) for answer in said} == {("rate", 2)}
    assert len(database.groups) <= 2  # it does not try each act alone
    database.away = False
    assert isinstance((await answers(GroupCommit(lambda done: None), [work()]))[0], Ack)


async def test_no_act_is_taken_past_the_limit(database, monkeypatch):
    monkeypatch.setattr(group_commit, "MOST_WAITING", 5)
    said = await answers(GroupCommit(lambda done: None), [work() for _n in range(20)])
    assert [type(answer) for answer in said] == [Ack] * 5 + [Refusal] * 15


async def test_listeners_get_a_commit_before_its_senders_get_their_answers(database):
    order: list[str] = []
    commit = GroupCommit(lambda done: order.append("committed"))
    commit.post(work(), lambda answer: order.append("answered"))
    await asyncio.wait_for(commit.finished(), 5)
    assert order == ["committed", "answered"]


async def test_an_act_is_dropped_when_its_author_is_signed_out_while_it_waits(database):
    commit, said, still = GroupCommit(lambda done: None), [], [True]
    commit.post(work(), said.append)
    commit.post(work("After the end."), said.append, lambda: still[0])
    still[0] = False
    await asyncio.wait_for(commit.finished(), 5)
    assert len(said) == 1
    assert sum(database.groups) == 1


class TestSlowText:
    @pytest.fixture
    def may_render(self, monkeypatch) -> threading.Event:
        event = threading.Event()

        def to_html(body: str) -> str:
            assert event.wait(5)
            if "broken" in body:
                raise ValueError(body)
            return "<p>rendered</p>"

        monkeypatch.setattr(posting, "to_html", to_html)
        return event

    async def test_a_slow_text_delays_only_its_author(self, database, may_render):
        commit, said = GroupCommit(lambda done: None), []
        works = [work(COSTLY), work("Next"), work("Another", author=2), work(COSTLY, author=3), work("One", author=2)]
        for one in works:
            commit.post(one, lambda answer: said.append(answer.id))
        async with asyncio.timeout(5):
            while len(said) < 2:
                await asyncio.sleep(0.005)
        await asyncio.sleep(0.05)
        assert said == [works[2].act.id, works[4].act.id]
        may_render.set()
        await asyncio.wait_for(commit.finished(), 5)
        assert [name for name in said if name in {works[0].act.id, works[1].act.id}] == [
            one.act.id for one in works[:2]
        ]
        assert len(said) == 5
        assert {one.html for one in database.works if one.act.body == COSTLY} == {"<p>rendered</p>"}

    def test_the_writer_does_not_render_a_slow_text_again(self, monkeypatch):
        monkeypatch.setattr(posting, "to_html", pytest.fail)
        assert Work(1, 1, Send(uuid.uuid4(), COSTLY), html="<p></p>").rendered() == "<p></p>"
        assert Work(1, 1, Delete(uuid.uuid4(), 1)).rendered() == ""

    async def test_a_slow_text_that_cannot_be_rendered_still_gets_its_turn(self, database, may_render):
        may_render.set()
        said = await answers(GroupCommit(lambda done: None), [work(COSTLY + "broken"), work()])
        assert len(said) == 2
        assert database.works[0].html is None

    async def test_a_slow_text_is_not_taken_past_the_limit(self, database, may_render, monkeypatch):
        monkeypatch.setattr(group_commit, "MOST_WAITING", 2)
        may_render.set()
        said = await answers(GroupCommit(lambda done: None), [work(COSTLY) for _n in range(5)])
        assert [type(answer) for answer in said] == [Ack] * 2 + [Refusal] * 3


def test_a_text_of_mostly_signs_counts_as_several_acts():
    texts = ["word " * 800, "**bold** words " * 260, "[*_" * 1333, "- a\n" * 999]
    acts = [Send(uuid.uuid4(), text) for text in texts]
    assert [costly.is_costly(act) for act in acts] == [False, True, True, True]
    assert [costly.acts(act) for act in acts] == [1, 2, 4, 1]
    assert costly.acts(Delete(uuid.uuid4(), 1)) == 1
