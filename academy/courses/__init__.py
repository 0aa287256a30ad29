"""The parts of a course: its pack, its topics, and the phases of its life."""
