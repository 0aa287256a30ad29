"""Who is in which room in other processes, as those said it last; one that falls silent takes its people along."""

SILENCE = 20.0
"""Seconds; a process says its people again every few seconds."""


class Elsewhere:
    """Times are seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._said: dict[int, dict[str, tuple[frozenset[int], float]]] = {}

    def say(self, room: int, process: str, members: list[int], now: float) -> tuple[bool, bool]:
        """What a process says of a room. Does that change who is there, and is the process new to the room?"""
        known = self._said.setdefault(room, {})
        before = known.get(process)
        if members:
            known[process] = frozenset(members), now
        else:
            known.pop(process, None)
        if not known:
            del self._said[room]
        return (before[0] if before else frozenset()) != frozenset(members), before is None and bool(members)

    def present(self, room: int) -> set[int]:
        return {member for members, _at in self._said.get(room, {}).values() for member in members}

    def forget_silent(self, now: float) -> set[int]:
        """The rooms that somebody vanished from."""
        silent = [
            (room, process)
            for room, known in self._said.items()
            for process, (_members, at) in known.items()
            if now - at > SILENCE
        ]
        for room, process in silent:
            self.say(room, process, [], now)
        return {room for room, _process in silent}
