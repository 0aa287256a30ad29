"""Acts of members and facilitators about a room: pauses, calls, accesses, slow mode, its end."""
