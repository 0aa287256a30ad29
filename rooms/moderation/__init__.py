"""What members and facilitators do about a room: pauses, calls, accesses, slow mode, its end."""
