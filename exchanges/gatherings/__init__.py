"""Gatherings: everybody at once, by the stages of a format, in the plenary, at tables, or around an inner circle."""
