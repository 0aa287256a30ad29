"""Fixtures for the tests of forum, commons and desk: texts in a course."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from academy.models import Membership, Topic
from forum import posting
from forum.models import Post, Reflection, Thread, ThreadKind
from forum.reflecting import reflections

__all__ = ["publish", "said", "thread", "topic", "write"]


@pytest.fixture
def topic(edition) -> Topic:
    return edition.topics.first()


@pytest.fixture
def said(edition) -> Callable[..., dict[str, Any]]:
    """``said("headline", "answer")``: a reflection's text, with the answer to the first question."""
    key = edition.prompts.first().key

    def text(headline: str = "Periods count on both shores", answer: str = "We count them.") -> dict[str, Any]:
        return {"headline": headline, "answers": {key: answer}, "language": "fr"}

    return text


@pytest.fixture
def publish(topic, said) -> Callable[..., Reflection]:
    """``publish(adjoa)``: her reflection on the topic."""

    def publish(by: Membership, *text: str, on: Topic = topic) -> Reflection:
        return reflections.publish(on, by=by, text=said(*text))

    return publish


@pytest.fixture
def thread(topic, adjoa) -> Thread:
    """Adjoa's question, with her first post in it."""
    return posting.open_thread(
        topic,
        by=adjoa,
        kind=ThreadKind.QUESTION,
        title="Who pays?",
        body="Who pays for it?",
        language="fr",
        client_id=uuid.uuid4(),
    )


@pytest.fixture
def write(thread) -> Callable[..., Post]:
    """``write(kerwin, "text")``: a post in Adjoa's thread, or in another one."""

    def write(by: Membership, body: str = "With us too.", where: Thread = thread, **more: Any) -> Post:
        return posting.write(where, by=by, body=body, language="en", **{"client_id": uuid.uuid4(), **more})

    return write
