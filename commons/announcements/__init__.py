"""Announcements of the whole course, written in each of its languages."""
