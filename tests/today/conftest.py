"""Fixtures of rooms and servers for tests of Today."""

from tests.rooms.conftest import _pairs, does, pair, room, server, stage

__all__ = ["_pairs", "does", "pair", "room", "server", "stage"]
