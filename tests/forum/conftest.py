"""Fixtures for the tests of the forum."""

from tests.commons.fixtures import publish, said, thread, topic, write

__all__ = ["publish", "said", "thread", "topic", "write"]
