"""Fixtures for the tests of commons."""

from tests.commons.fixtures import course, edition, publish, said, thread, topic, write

__all__ = ["course", "edition", "publish", "said", "thread", "topic", "write"]
