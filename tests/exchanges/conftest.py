"""The rooms and servers that tests of exchanges use too."""

from tests.rooms.conftest import _pairs, does, pair, room, server, stage

__all__ = ["_pairs", "does", "pair", "room", "server", "stage"]
