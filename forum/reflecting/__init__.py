"""Reflections: written, read by two, answered, asked again after an exchange."""
