"""Fixtures for the tests of the desk."""

from tests.commons.fixtures import publish, said, thread, topic, write

__all__ = ["publish", "said", "thread", "topic", "write"]
